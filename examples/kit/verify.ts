/** `--verify RECEIPT`: trains again as a receipt says, and tells whether the same came out. */
import { pipe, receipt } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { withBackend } from './backend.js'
import type { Running } from './options.js'
import { decode } from './settings.js'
import type { Fields, Learned, Settings, Task } from './task.js'

/** What of the options says how to verify. */
type How = Running & { readonly data?: string }

/** Whether the same came out, in a sentence and as an object. */
export interface Verdict {
  readonly equal: boolean
  readonly sentence: string
  readonly result: object
}

/** The settings of a receipt that can be verified with these options; whatever is in the way is an error. */
const settingsOf = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, file: string, { data, trail }: How) =>
  (claimed: receipt.Receipt): E.Either<Error, Settings<F>> => pipe(
    decode(task)(claimed.configuration),
    E.mapLeft((wrong) => `${file} is no receipt of ${task.command.replace(/ --$/, '')}: ${wrong}`),
    E.filterOrElse((settings) => data === undefined || 'data' in settings,
      () => `${file} is a receipt of ${task.drawn}: it does not go with --data`),
    E.filterOrElse(() => trail !== true || claimed.trail !== undefined,
      () => `${file} has no trail: it does not go with --trail`),
    E.mapLeft((message) => new Error(message)),
  )

/** The data may have moved: what it is, its digest says. */
const found = <F extends Fields>(settings: Settings<F>, { data }: How): Settings<F> =>
  'data' in settings ? { ...settings, data: data ?? settings.data } : settings

const verdict = <G extends Fields>(claimed: receipt.Receipt) => ({ receipt: made, seconds }: Learned<G>): Verdict => pipe(
  receipt.compare(claimed, made),
  E.match(
    ({ message, field, ...rest }): Verdict =>
      ({ equal: false, sentence: `different: ${message}`, result: { equal: false, differs: field, ...rest, seconds } }),
    (): Verdict => ({
      equal: true,
      sentence: `equal: data, initial parameters, program, ${made.steps} steps, final parameters ${made.final}`,
      result: { equal: true, steps: made.steps, seconds, digest: made.final },
    }),
  ),
)

/** A training that came to no end made no receipt: that differs, too. */
const stopped = ({ message }: Error): Verdict =>
  ({ equal: false, sentence: `different: ${message}`, result: { equal: false, differs: 'steps', message } })

/** Trains again, and compares with a receipt. A `Left` where that cannot be done. */
export const verify = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>) =>
  (file: string, options: How, say: (text: string) => void): TE.TaskEither<Error, Verdict> => pipe(
    TE.Do,
    TE.bind('claimed', (): TE.TaskEither<Error, receipt.Receipt> => receipt.load(file)),
    TE.bind('settings', ({ claimed }) => TE.fromEither(settingsOf(task, file, options)(claimed))),
    TE.bind('data', ({ settings }): TE.TaskEither<Error, D> => task.load(found(settings, options))),
    TE.chain(({ claimed, settings, data }) => {
      const { steps, tenfold, contract } = claimed
      say(`${file}: ${steps} steps, made by tenfold ${tenfold} under contract ${contract}\n`)
      say(`${task.introduce(settings, data)}\n`)
      return withBackend(options)((on) => TE.fromTask(pipe(
        task.learn({ settings, data, on, trail: options.trail === true }),
        TE.match(stopped, verdict<G>(claimed)),
      )))
    }),
  )
