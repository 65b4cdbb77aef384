/** All that decides what is learned: what a receipt keeps, and what a training can be made from again. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { explainErrors, pipe } from 'tenfold'
import { networks, type Name } from './networks.js'

/** A number in a range; the name says what it is. */
const number = (name: string, holds: (n: number) => boolean): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && holds(u)
  return new t.Type<number>(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)
}

/** A whole number in a range. */
export const whole = (least: number, most = Infinity): t.Type<number> => {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`
  return number(`a whole number ${range}`, (n) => Number.isSafeInteger(n) && n >= least && n <= most)
}

/** A path of at least one character. */
export const path = new t.Type<string>(
  'a path',
  t.string.is,
  (u, context) => (typeof u === 'string' && u !== '' ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/** The settings one by one. */
export const fields = {
  data: path,
  count: whole(60),
  network: t.keyof(networks, 'mlp, cnn or lenet'),
  epochs: whole(1),
  'batch-size': whole(1),
  'learning-rate': number('a finite number above 0', (n) => Number.isFinite(n) && n > 0),
  seed: whole(0),
} as const

const { data, count, ...always } = fields
const ofFolder = t.strict({ data, ...always })
const ofDrawn = t.strict({ count, ...always })

/** A folder with data or a number of digits to draw, and how to learn from them. */
export type Settings = t.TypeOf<typeof ofFolder> | t.TypeOf<typeof ofDrawn>

/** How often each example is seen: enough for 97.5 % on MNIST with `mlp`. Drawn digits are fewer, and easier. */
const epochsFor = (drawn: boolean, network: Name): number =>
  (drawn ? { mlp: 3, cnn: 2, lenet: 2 } : { mlp: 4, cnn: 1, lenet: 12 })[network]

/** Settings of which some are left open. */
export type Some = { readonly [K in keyof typeof fields]?: t.TypeOf<(typeof fields)[K]> }

/** All settings, from those that were chosen. */
export const settings = ({ data: folder, count: drawn = 12000, network = 'mlp', ...chosen }: Some): Settings => ({
  ...(folder === undefined ? { count: drawn } : { data: folder }),
  network,
  epochs: chosen.epochs ?? epochsFor(folder === undefined, network),
  'batch-size': chosen['batch-size'] ?? 32,
  'learning-rate': chosen['learning-rate'] ?? 2e-3,
  seed: chosen.seed ?? 0,
})

/** The settings in a receipt's configuration, or what is wrong with them. */
export const decode = (configuration: unknown): E.Either<string, Settings> => {
  const stored = typeof configuration === 'object' && configuration !== null && 'data' in configuration
  const codec: t.Decoder<unknown, Settings> = stored ? ofFolder : ofDrawn
  return pipe(codec.decode(configuration), E.mapLeft((errors) => explainErrors(errors).join('; ')))
}
