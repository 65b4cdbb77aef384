/** Two receipts of what should be one training: equal, or what differs first. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import { canonical, parting } from './json.js'
import { check, isRecord, type Kind } from '../shape/options.js'
import { engineText } from './engine.js'
import type { Receipt } from './receipt.js'

/** What is compared, in this order: whatever differs may make all that comes after it differ. */
const names = {
  contract: 'the numerics contract',
  engine: 'the engine',
  configuration: 'configuration',
  data: 'the data',
  initial: 'the initial parameters',
  program: 'the program',
  steps: 'the number of steps',
  trail: 'the parameters on the way',
  final: 'the final parameters',
} as const

/** A part of a receipt that may differ. */
export type Field = keyof typeof names

/** The first thing in which two receipts differ. */
export interface Difference {
  readonly field: Field
  /** What the one says and what the other says: of a configuration, only where it differs; `undefined` where there is nothing. */
  readonly claimed: Json | undefined
  readonly made: Json | undefined
  /** The first step after which the parameters differ, where two trails tell. */
  readonly step?: number
  /** All of this in a sentence. */
  readonly message: string
}

const said = (value: Json | undefined): string => (value === undefined ? 'nothing' : canonical(value))

/** What two receipts say of a field. A trail is compared where both have one. */
const partingOf = (field: Field, claimed: Receipt, made: Receipt) =>
  field === 'trail' && (claimed.trail === undefined || made.trail === undefined) ? undefined
    : parting(claimed[field] as Json | undefined, made[field] as Json | undefined)

/** Of two engines, in a sentence, since not even equal trainings are equal bits then. */
const engines = (claimed: Receipt, made: Receipt): string => {
  const [theirs, ours] = [claimed, made].map(({ engine }) => (engine === undefined ? 'a backend of tenfold' : engineText(engine)))
  return `${names.engine}: ${theirs} claimed, ${ours} made: bits of XLA are those of one partition, version and platform, `
    + 'and the rest is not compared'
}

/** What it says need not be true, and its seal need not fit. */
const aClaim: Kind = {
  expected: 'a receipt',
  holds: (x: unknown) => isRecord(x)
    && Object.keys(names).every((field) => field === 'trail' || field === 'engine' || Object.hasOwn(x, field)),
}

/**
 * Equal, or which differs first: contract, engine, configuration, data, initial parameters, program, number of steps, the parameters
 * on the way (where both have a trail), final parameters. The version of the package is not compared.
 */
export const compare = (claimed: Receipt, made: Receipt): E.Either<Difference, void> => {
  check('receipt.compare', { claimed, made }, { claimed: aClaim, made: aClaim })
  const step = partingOf('trail', claimed, made)?.path[0]
  for (const field of Object.keys(names) as readonly Field[]) {
    const found = partingOf(field, claimed, made)
    if (found === undefined) continue
    const { path, a, b } = found
    const place = field === 'configuration' ? [names[field], ...path].join('.') : names[field]
    const from = step === undefined ? {} : { step: Number(step) + 1 }
    const since = step === undefined ? '' : `, from step ${Number(step) + 1} on`
    const message = field === 'engine' ? engines(claimed, made) : `${place}: ${said(a)} claimed, ${said(b)} made${since}`
    return E.left({ field, claimed: a, made: b, ...from, message })
  }
  return E.right(undefined)
}
