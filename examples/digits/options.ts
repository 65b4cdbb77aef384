/** The options of `npm start`: text of a command line in, checked values or one readable sentence out. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { fields, path, whole } from './settings.js'

/** Where the trained state goes if nothing else is said: a file in the current folder. */
export const defaultFile = 'digits.safetensors'

/** Where the receipt of a state goes: beside it. */
export const receiptFile = (save: string): string => `${save.replace(/\.safetensors$/, '')}.receipt.json`

export const usage = `Trains a classifier of digits and saves what it learned.

Usage: npm start -- [options]

  --data DIR           MNIST or Fashion-MNIST, a folder with its four IDX files (.gz or not); without it, drawn digits
  --count N            how many digits to draw, 12000 by default; a sixth of them is kept for the test
  --network NAME       mlp (default): 784-128-10; cnn: two convolutions with pooling, then a dense layer; lenet: larger
                       ones, then two dense layers, with dropout
  --epochs N           how often each example is seen
  --batch-size N       examples in a step, 32 by default
  --learning-rate R    of Adam, at the start; it falls along a cosine to 0
  --seed N             what all randomness is drawn from, 0 by default
  --save FILE          where the trained state goes, ${defaultFile} by default; its receipt goes beside it
  --trail              the receipt says what the parameters were after every step; a step takes longer
  --verify RECEIPT     trains again as a receipt says, and tells whether the same came out, or what differs first; with
                       --trail, also from which step on; --data tells where the data lies now
  --backend NAME       wasm (default), mutable or pure: the same bits, sooner or later
  --threads N          how many threads wasm runs on, 1 by default: the same bits
  --json               one JSON object as the last line of stdout; the rest goes to stderr
  --help               this text
`

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const config = {
  options: {
    data: text, count: text, network: text, epochs: text, 'batch-size': text, 'learning-rate': text,
    seed: text, save: text, verify: text, backend: text, threads: text,
    trail: flag, json: flag, help: { ...flag, short: 'h' },
  },
  strict: true,
  allowPositionals: false,
} as const satisfies ParseArgsConfig

/** A number written as text. */
const written = (type: t.Type<number>) => new t.Type<number, string, unknown>(type.name, type.is, (u, context) => {
  const n = typeof u === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(u) ? Number(u) : NaN
  return type.is(n) ? t.success(n) : t.failure(u, context)
}, String)

const Options = t.exact(t.partial({
  ...fields,
  count: written(fields.count),
  epochs: written(fields.epochs),
  'batch-size': written(fields['batch-size']),
  'learning-rate': written(fields['learning-rate']),
  seed: written(fields.seed),
  save: path,
  trail: t.boolean,
  verify: path,
  backend: t.keyof({ wasm: null, mutable: null, pure: null }, 'wasm, mutable or pure'),
  threads: written(whole(1, 256)),
  json: t.boolean,
  help: t.boolean,
}), 'Options')

export type Options = t.TypeOf<typeof Options>

const sentence = (errors: t.Errors): string => {
  const { context, value } = errors[0] as t.ValidationError
  const { key, type } = context.at(-1) as t.ContextEntry
  return `--${key} takes ${type.name}, not ${JSON.stringify(value)}`
}

const names = Object.keys(fields) as readonly (keyof typeof fields)[]

const together = (options: Options): E.Either<string, Options> => {
  const { data, count, backend = 'wasm', threads, verify } = options
  if (verify !== undefined) {
    const told = names.find((name) => name !== 'data' && options[name] !== undefined)
    if (told !== undefined) return E.left(`--${told} is in the receipt: it does not go with --verify`)
    if (options.save !== undefined) return E.left('--save has nothing to save: it does not go with --verify')
  }
  if (data !== undefined && count !== undefined) return E.left('--count is for drawn digits: it does not go with --data')
  return threads !== undefined && backend !== 'wasm'
    ? E.left(`--threads is for wasm: it does not go with --backend ${backend}`)
    : E.right(options)
}

/** The options of a command line, or what is wrong with it. */
export const parse = (args: readonly string[]): E.Either<string, Options> => pipe(
  // The first sentence says it; the ones after it are about positional arguments, of which there are none.
  E.tryCatch(
    () => ({ ...parseArgs({ ...config, args: [...args] }).values }),
    (error) => (error as Error).message.split(/\. |\n/)[0] as string,
  ),
  E.chain((values) => pipe(Options.decode(values), E.mapLeft(sentence))),
  E.chain(together),
)
