/** Options of a course, and the examples that it is made of. */
import * as E from 'fp-ts/lib/Either.js'
import { foldIn, key as keyOf } from '../random/key.js'
import { TenfoldError } from '../shape/error.js'
import { aList, aNumber, aShare, check, checkOptions, type Kind } from '../shape/options.js'
import { aDefinition, type Definition } from './define.js'
import { labeled, type Labeled } from './labeled.js'
import { partsOf, type ModelParts } from './parts.js'
import type { TrainOptions } from './train.js'
import { misfit } from './wrong.js'

/** Options with what is not said. */
export const settled = ({
  seed = 0, epochs = 300, learningRate = 1e-3, weightDecay = 0.01, patience = 30, test = 0.2, validation = 0.2, ...others
}: CourseOptions) => ({ seed, epochs, learningRate, weightDecay, patience, test, validation, ...others })

const aShareLeft: Kind = { expected: 'a number from 0 up to and without 1', holds: (x) => aShare.holds(x) && x < 1 }
const atLeastOne: Kind = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
const atLeastZero: Kind = { expected: 'a finite number of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }
const aSeed: Kind = { expected: 'a whole number from 0 to 2^32 - 1', holds: (x) => Number.isInteger(x) && x >= 0 && x <= 4294967295 }

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

/** Options of a course: those that decide what is learned, and what runs it. */
export type CourseOptions = Omit<TrainOptions, 'observer' | 'yieldEvery' | 'signal' | 'measures' | 'record' | 'checkpoint'>

const deciding = {
  seed: aSeed, epochs: atLeastOne, batchSize: atLeastOne, learningRate: atLeastZero, weightDecay: atLeastZero,
  test: aShareLeft, validation: aShareLeft, patience: atLeastOne, backend: true,
} as const

/** The options of a course of this definition, checked. */
export const checkCourseOptions = (operation: string, definition: unknown, options: CourseOptions): CourseOptions => {
  check(operation, { definition }, { definition: aDefinition })
  return checkOptions<CourseOptions>(operation, options, deciding)
}

/** Examples are a list; its items are checked when they are read. */
export const expectExamples = (operation: string, examples: unknown): void => check(operation, { examples }, { examples: aList })

/** Examples that are read, and their parts. */
export interface Parted {
  readonly read: Labeled
  readonly parts: ModelParts
}

/** The examples in parts, drawn by the seed. */
export const parted = (
  operation: string, definition: Definition, examples: readonly unknown[], options: CourseOptions, at: string | undefined,
): E.Either<TenfoldError, Parted> => {
  const { test, validation, seed } = settled(options)
  const read = labeled(operation, definition, examples, at)
  if (E.isLeft(read)) return read
  const fault = poor(operation, definition, read.right, at)
  if (fault !== undefined) return E.left(fault)
  const { targets } = read.right
  const classOf = definition.output.kind === 'quantity' ? undefined : (i: number) => targets[i] as number
  return E.right({ read: read.right, parts: partsOf(targets.length, classOf, { test, validation }, foldIn(keyOf(seed), 0)) })
}
