/** The program of a task: options in; progress, scores, a trained state and its receipt out. */
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { backend, checkpoint, pipe, receipt, TenfoldError } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { withBackend } from './backend.js'
import { json as inJson } from './characters.js'
import { Fault } from './fault.js'
import { checkpointFile, receiptFile, reportFile, runFile, stateFile } from './files.js'
import { interruptible } from './interrupt.js'
import { parse, usage, type Options } from './options.js'
import { writeReport } from './report.js'
import { begin, type Begin } from './resume.js'
import type { Fields, Task } from './task.js'
import './terminal.js'
import { verify } from './verify.js'

/** The files of a training, by the options that name them. */
interface Files {
  readonly save: string
  /** Absent where no report is wanted. */
  readonly report: string | undefined
}

const filesOf = <F extends Fields, D, G extends Fields>({ name, reports }: Task<F, D, G>, options: Options<F, G>): Files => {
  const { save = stateFile(name), report = reports ? reportFile(save) : 'none' } = options
  return { save, report: report === 'none' ? undefined : report }
}

/** Whether all files can be written, asked before the work and not after it. */
const canWrite = ({ save, report }: Files): TE.TaskEither<Error, void> => {
  const under = (option: string, named: string) => (file: string): TE.TaskEither<Error, void> => pipe(
    checkpoint.writable(file),
    TE.mapLeft(({ argument, received }) => {
      const found = argument === named ? received : `${argument}, ${received}`
      return new Error(`--${option} ${named}: expected a file in a folder that can be written to, received ${found}`)
    }),
  )
  return pipe(
    [
      ...[save, receiptFile(save), checkpointFile(save)].map(under('save', save)),
      ...(report === undefined ? [] : [report, runFile(report)].map(under('report', report))),
    ],
    TE.sequenceSeqArray,
    TE.map(() => undefined),
  )
}

type Say = (text: string) => void

/** Removes a file, if there is one. */
const remove = (file: string): TE.TaskEither<Error, void> => TE.tryCatch(() => rm(file, { force: true }), E.toError)

/** Writes the report of a training that has failed, which says where. */
const reported = (report: string | undefined, error: Error): TE.TaskEither<Error, never> =>
  (error instanceof Fault && error.run !== undefined && report !== undefined
    ? pipe(writeReport(report, error.run, []), TE.chain(() => TE.left<Error>(new Fault(`${error.message}; ${report} shows how`, error.code))))
    : TE.left(error))

/** Trains, tells and saves; what it gives is for `--json`. */
const train = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>, say: Say) =>
  ({ settings, trail, resumes, data }: Begin<F> & { readonly data: D }): TE.TaskEither<Error, object> => {
    const { save, report } = filesOf(task, options)
    const kept = checkpointFile(save)
    const events = report === undefined ? undefined : runFile(report)
    say(`${task.introduce(settings, data)}\n`)
    // What happened in another training is another file.
    const cleared: TE.TaskEither<Error, void> = events === undefined || resumes !== undefined ? TE.right(undefined) : remove(events)
    return pipe(
      cleared,
      TE.chain(() => withBackend(options)((on) => pipe(
        () => interruptible((signal) => task.learn({ settings, data, on, trail, life: { signal, checkpoint: kept, resumes, events } })()),
        TE.mapLeft((error) => {
          if (!(error instanceof Fault)) return error
          const { message, code, run } = error
          const asks = run === undefined ? `: ${task.command} --resume${options.save === undefined ? '' : ` --save ${save}`} goes on`
            : '; a smaller --learning-rate may help'
          return new Fault(`${message}${asks}`, code, run)
        }),
        TE.map((learned) => ({ ...learned, measured: learned.measure(options) })),
        TE.chainFirst((learned) => learned.save(save)),
        TE.chainFirst((learned): TE.TaskEither<Error, void> => receipt.save(receiptFile(save))(learned.receipt)),
        TE.chainFirst(({ run, result, receipt: made }) => (report === undefined || run === undefined ? TE.right(undefined)
          : writeReport(report, run, [
            { event: 'result', ...result() }, { event: 'receipt', receipt: receipt.codec.encode(made) as Json },
          ]))),
      ))),
      TE.orElseW((error) => reported(report, error)),
      TE.chainFirst(() => remove(kept)),
      TE.map(({ receipt: { steps, final: digest }, seconds, from, measured: { text, score, figures } }) => {
        say(`\n${text.join('\n\n')}\n`)
        say(`${score}, after ${steps} steps${from === 0 ? '' : `, the last ${steps - from} of them`} in ${seconds.toFixed(1)} s`)
        say(`saved to ${resolve(save)}, with a receipt, ${resolve(receiptFile(save))}`)
        if (report !== undefined) say(`report to look at: ${resolve(report)}`)
        say(`parameters ${digest}`)
        return {
          data: options.data ?? 'drawn', ...figures, steps, seconds, digest, receipt: receiptFile(save),
          ...(report === undefined ? {} : { report }),
        }
      }),
    )
  }

/** The exit code of what the options ask for. */
const run = async <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>): Promise<number> => {
  const { json = false, verify: file } = options
  // With --json, stdout belongs to the object.
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const print = (result: object): void => void (json && console.log(inJson(result)))
  const fault = (error: Error): number => {
    // Where in this program something was asked for is nothing to who runs it.
    const at = error instanceof TenfoldError && error.at !== undefined ? ` (at ${error.at})` : ''
    process.stderr.write(`${error.message.slice(0, error.message.length - at.length)}\n`)
    return error instanceof Fault ? error.code : file === undefined ? 1 : 2
  }
  const ended = file === undefined
    ? pipe(
      canWrite(filesOf(task, options)),
      TE.chain(() => begin(task, options)),
      TE.bindTo('begun'),
      TE.bind('data', ({ begun }): TE.TaskEither<Error, D> => task.load(begun.source)),
      TE.chain(({ begun, data }) => train(task, options, say)({ ...begun, data })),
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
