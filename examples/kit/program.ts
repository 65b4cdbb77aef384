/** The program of a task: options in; progress, scores, a trained state and its receipt out. */
import { resolve } from 'node:path'
import { backend, checkpoint, pipe, receipt, TenfoldError } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { withBackend } from './backend.js'
import { json as inJson } from './characters.js'
import { parse, receiptFile, stateFile, usage, type Options } from './options.js'
import { settings as settingsOf } from './settings.js'
import type { Fields, Settings, Task } from './task.js'
import './terminal.js'
import { verify } from './verify.js'

/** Whether both files can be written, asked before the work and not after it. */
const canWrite = (save: string): TE.TaskEither<Error, void> => pipe(
  checkpoint.writable(save),
  TE.chain(() => checkpoint.writable(receiptFile(save))),
  TE.mapLeft(({ argument, received }) => {
    const found = argument === save ? received : `${argument}, ${received}`
    return new Error(`--save ${save}: expected a file in a folder that can be written to, received ${found}`)
  }),
)

type Say = (text: string) => void

/** Trains, tells and saves; what it gives is for `--json`. */
const train = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>, say: Say) =>
  ({ settings, data }: { readonly settings: Settings<F>; readonly data: D }): TE.TaskEither<Error, object> => {
    const { save = stateFile(task.name), trail = false } = options
    say(`${task.introduce(settings, data)}\n`)
    return pipe(
      withBackend(options)((on) => TE.fromEither(pipe(
        task.learn({ settings, data, on, trail }),
        E.mapLeft(({ message }) => new Error(`${message}; a smaller --learning-rate may help`)),
        E.map((learned) => ({ ...learned, measured: learned.measure(options) })),
      ))),
      TE.chainFirst((learned) => learned.save(save)),
      TE.chainFirst((learned): TE.TaskEither<Error, void> => receipt.save(receiptFile(save))(learned.receipt)),
      TE.map(({ receipt: { steps, final: digest }, seconds, measured: { text, score, figures } }) => {
        say(`\n${text.join('\n\n')}\n`)
        say(`${score}, after ${steps} steps in ${seconds.toFixed(1)} s`)
        say(`saved to ${resolve(save)}, with a receipt, ${resolve(receiptFile(save))}\nparameters ${digest}`)
        return { data: options.data ?? 'drawn', ...figures, steps, seconds, digest, receipt: receiptFile(save) }
      }),
    )
  }

/** The exit code of what the options ask for. */
const run = async <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>): Promise<number> => {
  const { json = false, save = stateFile(task.name), verify: file } = options
  // With --json, stdout belongs to the object.
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const print = (result: object): void => void (json && console.log(inJson(result)))
  const fault = (error: Error): number => {
    // Where in this program something was asked for is nothing to who runs it.
    const at = error instanceof TenfoldError && error.at !== undefined ? ` (at ${error.at})` : ''
    process.stderr.write(`${error.message.slice(0, error.message.length - at.length)}\n`)
    return file === undefined ? 1 : 2
  }
  const settings = settingsOf(task, options)
  const ended = file === undefined
    ? pipe(
      canWrite(save),
      TE.chain((): TE.TaskEither<Error, D> => task.load(settings)),
      TE.chain((data) => train(task, options, say)({ settings, data })),
      TE.match(fault, (result) => (print(result), 0)),
    )
    : pipe(
      verify(task)(file, options, say),
      TE.match(fault, ({ equal, sentence, result }) => (say(sentence), print(result), equal ? 0 : 1)),
    )
  return ended().catch((error: unknown) => {
    // What this package refuses is a sentence; anything else is a bug, and shows where.
    if (error instanceof TenfoldError) return fault(error)
    throw error
  })
}

/** Runs a task as the arguments say; the exit code: 0, 1 for bad data, 2 for bad arguments. */
export const program = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>) =>
  async (args: readonly string[]): Promise<number> => {
    const options = parse(task)(args)
    if (E.isLeft(options)) {
      process.stderr.write(`${options.left}\n\n${usage(task)}`)
      return 2
    }
    if (options.right.help === true) {
      process.stdout.write(usage(task))
      return 0
    }
    const { backend: on = 'wasm', narrow = false } = options.right
    if (on === 'wasm' && !narrow) await backend.wider()
    return run(task, options.right)
  }
