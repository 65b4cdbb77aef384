/** `npm start`: trains a classifier of digits, tells how well it does, and saves what it learned. `--help` lists the options. */
import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { network as n, pipe, receipt, report, TenfoldError } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { withBackend } from './digits/backend.js'
import { load, type Data } from './digits/data.js'
import { learn } from './digits/learn.js'
import { gallery } from './digits/mistakes.js'
import { networks } from './digits/networks.js'
import { defaultFile, parse, receiptFile, usage, type Options } from './digits/options.js'
import { settings as settingsOf } from './digits/settings.js'
import { verify } from './digits/verify.js'

/** Whether files can be written there, asked before the work and not after it. */
const canWrite = (save: string): TE.TaskEither<Error, void> => TE.tryCatch(async () => {
  await access(dirname(resolve(save)), constants.W_OK)
  for (const file of [save, receiptFile(save)])
    if (await stat(file).then((found) => found.isDirectory(), () => false)) throw new Error('a folder')
}, () => new Error(`--save ${save}: expected a file in a folder that can be written to`))

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

type Say = (text: string) => void

/** Trains, tells and saves; what it gives is for `--json`. */
const train = (options: Options, say: Say) => (data: Data): TE.TaskEither<Error, object> => {
  const { save = defaultFile, trail = false } = options
  const settings = settingsOf(options)
  const { network } = settings
  const structure = n.summary(networks[network])
  say(`${data.name}: ${data.train.size} to learn from, ${data.test.size} for the test\n\n${structure}\n`)
  return pipe(
    withBackend(options)((on) => TE.fromEither(pipe(
      learn({ settings, data, on, trail }),
      E.mapLeft(({ message }) => new Error(`${message}; a smaller --learning-rate may help`)),
      E.map((learned) => ({ ...learned, measured: learned.measure() })),
    ))),
    TE.chainFirst((learned) => learned.save(save)),
    TE.chainFirst((learned): TE.TaskEither<Error, void> => receipt.save(receiptFile(save))(learned.receipt)),
    TE.map(({ receipt: { steps, final: digest }, seconds, measured }) => {
      const { accuracy, precision, recall, f1, loss, each, confusion, mistakes } = measured
      say(`\n${report.classification(each)}\n\n${report.confusion(confusion)}\n\n${gallery(data.test, mistakes)}\n`)
      say(`accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}, after ${steps} steps in ${seconds.toFixed(1)} s`)
      say(`saved to ${resolve(save)}, with a receipt, ${resolve(receiptFile(save))}\nparameters ${digest}`)
      const name = options.data ?? 'drawn'
      return { data: name, network, accuracy, precision, recall, f1, loss, steps, seconds, digest, receipt: receiptFile(save) }
    }),
  )
}

/** The exit code of what the options ask for. */
const run = async (options: Options): Promise<number> => {
  const { json = false, save = defaultFile, verify: file } = options
  // With --json, stdout belongs to the object.
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const print = (result: object): void => void (json && console.log(JSON.stringify(result)))
  const fault = ({ message }: Error): number => {
    process.stderr.write(`${message}\n`)
    return file === undefined ? 1 : 2
  }
  const ended = file === undefined
    ? pipe(
      canWrite(save),
      TE.chain((): TE.TaskEither<Error, Data> => load(settingsOf(options))),
      TE.chain(train(options, say)),
      TE.match(fault, (result) => (print(result), 0)),
    )
    : pipe(
      verify(file, options, say),
      TE.match(fault, ({ equal, sentence, result }) => (say(sentence), print(result), equal ? 0 : 1)),
    )
  return ended().catch((error: unknown) => {
    // What this package refuses is a sentence; anything else is a bug, and shows where.
    if (error instanceof TenfoldError) return fault(error)
    throw error
  })
}

const main = async (args: readonly string[]): Promise<number> => {
  const options = parse(args)
  if (E.isLeft(options)) {
    process.stderr.write(`${options.left}\n\n${usage}`)
    return 2
  }
  if (options.right.help === true) {
    process.stdout.write(usage)
    return 0
  }
  return run(options.right)
}

process.exitCode = await main(process.argv.slice(2))
