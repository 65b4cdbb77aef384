/** The options of a task: text of a command line in, checked values or one readable sentence out. */
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { pipe } from 'tenfold'
import { oneOf, path, whole, written } from './field.js'
import { reportFile, stateFile } from './files.js'
import type { Chosen } from './settings.js'
import { common, type Fields, type Some, type Task } from './task.js'

/** How to run, whatever is learned. */
const running = {
  save: path,
  report: path,
  verify: path,
  backend: oneOf('wasm', 'mutable', 'pure'),
  threads: whole(1, 256),
} as const
const flags = { resume: t.boolean, trail: t.boolean, narrow: t.boolean, json: t.boolean, help: t.boolean } as const

export type Running = Some<typeof running> & Some<typeof flags>
export type Options<F extends Fields = Fields, G extends Fields = Fields> = Chosen<F> & Some<G> & Running

type Line = readonly [option: string, meaning: string]

const learning: readonly Line[] = [
  ['--epochs N', 'how often each example is seen'],
  ['--batch-size N', 'examples in a step'],
  ['--learning-rate R', 'of the optimizer, at its highest; it falls along a cosine to 0'],
  ['--seed N', 'what all randomness is drawn from, 0 by default'],
]

const rest = (name: string, reports: boolean): readonly Line[] => [
  ['--save FILE', `where the trained state goes, ${stateFile(name)} by default; its receipt goes beside it`],
  ['--report FILE', `${reports ? `where the report goes, ${reportFile(stateFile(name))} by default (none: nowhere)` : 'writes a report'}: curves, `
    + 'figures, cases and the network in\none page; what happened in the training goes beside it, a line of JSON each'],
  ['--resume', 'goes on with a training that was stopped: there is a checkpoint every minute, and after Ctrl-C'],
  ['--trail', 'the receipt says what the parameters were after every step; a step takes longer'],
  ['--verify RECEIPT', 'trains again as a receipt says, and tells whether the same came out, or what differs first; with\n'
    + '--trail, also from which step on; --data tells where the data lies now'],
  ['--backend NAME', 'wasm (default), mutable or pure: the same bits, sooner or later'],
  ['--threads N', 'how many threads wasm runs on, 1 by default: the same bits'],
  ['--narrow', 'leaves V8 at vectors of 128 bits, where Node from 24 on joins them to 256: the same bits, later'],
  ['--json', 'one JSON object as the last line of stdout; the rest goes to stderr'],
  ['--help', 'this text'],
]

const width = 21
const shown = ([option, meaning]: Line): string =>
  `  ${option.padEnd(width)}${meaning.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}\n`

/** The text of `--help`. */
export const usage = <F extends Fields, D, G extends Fields>({ name, command, about, options, reports }: Task<F, D, G>): string => {
  const told = options.map(([option]) => option)
  const lines = [...options, ...learning.filter(([option]) => !told.includes(option)), ...rest(name, reports)]
  return `${about}\n\nUsage: ${command} [options]\n\n${lines.map(shown).join('')}`
}

const sentence = (errors: t.Errors): string => {
  const { context, value } = errors[0] as t.ValidationError
  const { key, type } = context.at(-1) as t.ContextEntry
  return `--${key} takes ${type.name}, not ${JSON.stringify(value)}`
}

const together = (names: readonly string[], drawn: string) => (options: Options): E.Either<string, Options> => {
  const { data, count, backend = 'wasm', threads, narrow = false, verify } = options
  if (verify !== undefined) {
    const told = names.find((name) => name !== 'data' && options[name] !== undefined)
    if (told !== undefined) return E.left(`--${told} is in the receipt: it does not go with --verify`)
    const [without] = (['report', 'resume'] as const).filter((name) => options[name] !== undefined)
    if (without !== undefined) return E.left(`--${without} is for a training that is saved: it does not go with --verify`)
    if (options.save !== undefined) return E.left('--save has nothing to save: it does not go with --verify')
  }
  if (data !== undefined && count !== undefined) return E.left(`--count is for ${drawn}: it does not go with --data`)
  const [wasmOnly] = [...(threads === undefined ? [] : ['threads']), ...(narrow ? ['narrow'] : [])]
  return wasmOnly !== undefined && backend !== 'wasm'
    ? E.left(`--${wasmOnly} is for wasm: it does not go with --backend ${backend}`)
    : E.right(options)
}

/** The options of a command line, or what is wrong with it. */
export const parse = <F extends Fields, D, G extends Fields>({ fields, count, telling, drawn }: Task<F, D, G>) =>
  (args: readonly string[]): E.Either<string, Options<F, G>> => {
    const settings: Fields = { data: path, count: count.field, ...fields, ...common }
    const valued = Object.entries<t.Mixed>({ ...settings, ...telling, ...running })
    const config = {
      ...Object.fromEntries(valued.map(([name]) => [name, { type: 'string' } as const])),
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'boolean' } as const])),
      help: { type: 'boolean', short: 'h' } as const,
    }
    const codec = t.exact(t.partial({ ...Object.fromEntries(valued.map(([name, type]) => [name, written(type)])), ...flags }))
    return pipe(
      // The first sentence says it; the ones after it are about positional arguments, of which there are none.
      E.tryCatch(
        () => ({ ...parseArgs({ args: [...args], options: config, strict: true, allowPositionals: false }).values }),
        (error) => (error as Error).message.split(/\. |\n/)[0] as string,
      ),
      E.chain((values) => pipe(codec.decode(values), E.mapLeft(sentence))),
      E.chain((options) => together(Object.keys(settings), drawn)(options as Options)),
      E.map((options) => options as Options<F, G>),
    )
  }
