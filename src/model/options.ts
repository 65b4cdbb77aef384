/** Options of a training, and the examples that it is made of. */
import * as E from 'fp-ts/lib/Either.js'
import type { Backend } from '../backend/backend.js'
import type { StopSignal } from '../jit/turns.js'
import { foldIn, key as keyOf } from '../random/key.js'
import type { RunEvent } from '../run/event.js'
import { TenfoldError } from '../shape/error.js'
import { aFunction, aList, aNumber, aShare, check, checkOptions, type Kind } from '../shape/options.js'
import type { Measure, Observer } from '../trainer/observer.js'
import type { State } from '../trainer/state.js'
import { aDefinition, type Definition } from './define.js'
import { labeled, type Labeled } from './labeled.js'
import { partsOf, type ModelParts } from './parts.js'
import { misfit } from './wrong.js'

/** How a model is trained; what is not said has a value that does well on small tables. */
export interface TrainOptions {
  /** What all chance is drawn from, a whole number, 0 by default: the same seed, examples and options are the same model, to the bit. */
  readonly seed?: number
  /** How often the training part is seen at most, 300 by default. */
  readonly epochs?: number
  /** Examples in a step: by default 32, and 128 from 10,000 examples on. */
  readonly batchSize?: number
  /** Of AdamW, 0.001 by default. */
  readonly learningRate?: number
  /** What weights shrink by at each step beside their gradient, times the learning rate: 0.01 by default. */
  readonly weightDecay?: number
  /** The share of all examples that is held back and never looked at before the end: 0.2 by default; 0 holds none back. */
  readonly test?: number
  /** The share of the others by which the epoch is chosen whose parameters are kept: 0.2 by default; with 0 the last are kept. */
  readonly validation?: number
  /** Training ends after so many epochs without a better one, 30 by default. */
  readonly patience?: number
  /** What runs the programs, `backend.wasm` by default; all backends give the same bits. */
  readonly backend?: Backend
  /** Milliseconds after which the event loop turns, 12 by default. */
  readonly yieldEvery?: number
  /** An `AbortSignal`: when it is aborted, training ends after the step that is being done, with the best parameters so far. */
  readonly signal?: StopSignal
  /** What steps are measured by beside their loss: `observe.time(clock)`, `observe.learningRate`, `observe.norms`. */
  readonly measures?: readonly Measure[]
  /** Is given what happens, event by event, as the lines of `run.jsonl` have it: `run.of` makes a run of them. */
  readonly record?: (event: RunEvent) => void
  /** Sees every step of the training, and may stop it: `observe.history()`, for one. */
  readonly observer?: Observer<State<any, any>, unknown>
}

/** Options with what is not said. */
export const settled = ({
  seed = 0, epochs = 300, learningRate = 1e-3, weightDecay = 0.01, patience = 30, test = 0.2, validation = 0.2, ...others
}: TrainOptions) => ({ seed, epochs, learningRate, weightDecay, patience, test, validation, ...others })

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
export type CourseOptions = Omit<TrainOptions, 'observer' | 'yieldEvery' | 'signal' | 'measures' | 'record'>

const deciding = {
  seed: aSeed, epochs: atLeastOne, batchSize: atLeastOne, learningRate: atLeastZero, weightDecay: atLeastZero,
  test: aShareLeft, validation: aShareLeft, patience: atLeastOne, backend: true,
} as const

/** The options of a course of this definition, checked. */
export const checkCourseOptions = (operation: string, definition: unknown, options: CourseOptions): CourseOptions => {
  check(operation, { definition }, { definition: aDefinition })
  return checkOptions<CourseOptions>(operation, options, deciding)
}

/** The options of a training of this definition, checked. */
export const checkTrainOptions = (operation: string, definition: unknown, options: TrainOptions): TrainOptions => {
  check(operation, { definition }, { definition: aDefinition })
  return checkOptions<TrainOptions>(operation, options, {
    ...deciding, observer: true, yieldEvery: true, signal: true, measures: true, record: aFunction,
  })
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
  operation: string, definition: Definition, examples: readonly unknown[], options: TrainOptions, at: string | undefined,
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
