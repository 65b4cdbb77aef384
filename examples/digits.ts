/** `npm start`: trains a classifier of digits, tells how well it does, and saves what it learned. `--help` lists the options. */
import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { network as n, pipe, report, TenfoldError } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { withBackend } from './digits/backend.js'
import { load, type Data } from './digits/data.js'
import { learn, type Learned } from './digits/learn.js'
import { gallery } from './digits/mistakes.js'
import { cnn, mlp } from './digits/networks.js'
import { defaultFile, parse, usage, type Options } from './digits/options.js'

/** Whether a file can be written there, asked before the work and not after it. */
const canWrite = (file: string): TE.TaskEither<Error, void> => TE.tryCatch(async () => {
  await access(dirname(resolve(file)), constants.W_OK)
  if (await stat(file).then((found) => found.isDirectory(), () => false)) throw new Error('a folder')
}, () => new Error(`--save ${file}: expected a file in a folder that can be written to`))

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

const run = (options: Options) => (data: Data): TE.TaskEither<Error, void> => {
  const { json = false, network = 'mlp', save = defaultFile } = options
  // With --json, stdout belongs to the object.
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`)
  const structure = n.summary(network === 'cnn' ? cnn : mlp)
  say(`${data.name}: ${data.train.size} to learn from, ${data.test.size} for the test\n\n${structure}\n`)
  return pipe(
    withBackend(options)((on) => TE.fromEither<Error, Learned>(
      network === 'cnn' ? learn(options, data, on)(cnn) : learn(options, data, on)(mlp))),
    TE.chainFirst((learned) => learned.save(save)),
    TE.map(({ steps, seconds, digest, measured }) => {
      const { accuracy, precision, recall, f1, loss, each, confusion, mistakes } = measured
      say(`\n${report.classification(each)}\n\n${report.confusion(confusion)}\n\n${gallery(data.test, mistakes)}\n`)
      say(`accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}, after ${steps} steps in ${seconds.toFixed(1)} s`)
      say(`saved to ${resolve(save)}\nparameters ${digest}`)
      const name = options.data ?? 'drawn'
      const result = { data: name, network, accuracy, precision, recall, f1, loss, steps, seconds, digest }
      if (json) console.log(JSON.stringify(result))
    }),
  )
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
  const done = await pipe(
    canWrite(options.right.save ?? defaultFile),
    TE.chain((): TE.TaskEither<Error, Data> => load(options.right)),
    TE.chain(run(options.right)),
  )()
  if (E.isRight(done)) return 0
  process.stderr.write(`${done.left.message}\n`)
  return 1
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  // What this package refuses is a sentence; anything else is a bug, and shows where.
  if (!(error instanceof TenfoldError)) throw error
  process.stderr.write(`${error.message}\n`)
  return 1
})
