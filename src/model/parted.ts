/** Examples as a training takes them: read, and in parts. */
import * as E from 'fp-ts/lib/Either.js'
import { foldIn, key as keyOf } from '../random/key.js'
import { TenfoldError } from '../shape/error.js'
import type { Definition } from './define.js'
import { labeled, type Labeled } from './labeled.js'
import type { Settled } from './options.js'
import { partsOf, type ModelParts } from './parts.js'
import { misfit } from './wrong.js'

/** Fewer examples cannot be learned from, chosen by and tested on. */
const fewest = 10

/** What keeps examples from being learned from: too few of them, or targets that are all the same. */
const poor = (operation: string, { output }: Definition, { targets }: Labeled, at: string | undefined): TenfoldError | undefined => {
  if (targets.length < fewest)
    return misfit(operation, [{ field: 'examples', expected: `at least ${fewest}`, received: targets.length }], at)
  const [first] = targets
  if (targets.some((target) => target !== first)) return undefined
  const received = output.kind === 'quantity' ? first : output.names[first as number]
  const message = `${output.name} is ${JSON.stringify(received)} in all ${targets.length} examples: there is nothing to learn`
  return new TenfoldError(operation, { argument: output.name, expected: 'targets that differ', received, message }, at)
}

/** Examples that are read, and the numbers of those in each part. */
export interface Parted {
  readonly examples: Labeled
  readonly parts: ModelParts
}

/** The examples in parts, drawn by the seed. */
export const parted = (
  operation: string, definition: Definition, raws: readonly unknown[], { test, validation, seed }: Settled, at: string | undefined,
): E.Either<TenfoldError, Parted> => {
  const read = labeled(operation, definition, raws, at)
  if (E.isLeft(read)) return read
  const examples = read.right
  const fault = poor(operation, definition, examples, at)
  if (fault !== undefined) return E.left(fault)
  const { targets } = examples
  const classOf = definition.output.kind === 'quantity' ? undefined : (i: number) => targets[i] as number
  return E.right({ examples, parts: partsOf(targets.length, classOf, { test, validation }, foldIn(keyOf(seed), 0)) })
}
