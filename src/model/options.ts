/** Options of trainings, with what they are where nothing is said. */
import type { Backend } from '../backend/backend.js'
import { atOnce } from '../jit/options.js'
import type { StopSignal } from '../jit/turns.js'
import type { RunEvent } from '../run/event.js'
import { aBoolean, aCount, aFunction, aMaker, aNumber, aRecord, aShare, aString, check, checkOptions, listOf, type Kind } from '../shape/options.js'
import type { Measure, Observer } from '../trainer/observer.js'
import type { State } from '../trainer/state.js'
import { aDefinition } from './define.js'

/** Where a training is saved while it runs. */
export interface TrainCheckpoint {
  /** The file, whose last state takes the place of the one before; at the end, aborted or not, it has the last one. */
  readonly file: string
  /** Every n-th step, or after so many seconds by the clock of `observe.time`; once an epoch by default. */
  readonly every?: number | { readonly seconds: number }
  /**
   * Goes on from the file, if it is there: the result is that of a training that never stopped, to the bit. A file of other examples,
   * another seed, network or other settings, but for `epochs` and `patience`, is a `Left`.
   */
  readonly resume?: boolean
}

/** How a model is trained; what is not said has a value that does well on small tables. */
export interface TrainOptions {
  /** What all chance is drawn from, a whole number, 0 by default: the same seed, examples and options are the same model, to the bit. */
  readonly seed?: number
  /** How often the training part is seen at most, 300 by default. */
  readonly epochs?: number
  /** Examples in a step: by default 32, and 128 from 10,000 examples on. */
  readonly batchSize?: number
  /** Of AdamW, 0.003 by default. */
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
  /**
   * Is given what happens, event by event, as the lines of `run.jsonl` have it: `run.of` makes a run of them. Up to 60 times, after
   * epochs that are evenly spaced, there are histograms of the parameters and their gradients.
   */
  readonly record?: (event: RunEvent) => void
  /** Saves the training while it runs, and goes on with one that was saved. */
  readonly checkpoint?: TrainCheckpoint
  /** Sees every step of the training, and may stop it: `observe.history()`, for one. */
  readonly observer?: Observer<State<any, any>, any>
}

/** What decides what is learned, where nothing is said. */
export const defaults = {
  seed: 0, epochs: 300, learningRate: 3e-3, weightDecay: 0.01, patience: 30, test: 0.2, validation: 0.2,
} as const

/** Options of which nothing is unsaid that decides, but for the size of a batch, which goes by the examples. */
export type Settled = TrainOptions & { readonly [K in keyof typeof defaults]: number }

const someMeasures = listOf('measures, such as observe.norms', aMaker('a measure', 'start'))
const aShareLeft: Kind = { expected: 'a number from 0 up to and without 1', holds: (x) => aShare.holds(x) && x < 1 }
const atLeastZero: Kind = { expected: 'a finite number of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }
const aSeed: Kind = { expected: 'a whole number from 0 to 2^32 - 1', holds: (x) => Number.isInteger(x) && x >= 0 && x <= 4294967295 }

/** The options of a training of this definition, checked, with their defaults. */
export const settled = (operation: string, definition: unknown, options: TrainOptions): Settled => {
  check(operation, { definition }, { definition: aDefinition })
  const given = checkOptions<TrainOptions>(operation, options, {
    seed: aSeed, epochs: aCount, batchSize: aCount, learningRate: atLeastZero, weightDecay: atLeastZero,
    test: aShareLeft, validation: aShareLeft, patience: aCount, backend: atOnce, observer: true, yieldEvery: true, signal: true,
    measures: someMeasures, record: aFunction, checkpoint: aRecord,
  })
  if (given.checkpoint !== undefined) {
    checkOptions<TrainCheckpoint>(operation, given.checkpoint, { file: true, every: true, resume: aBoolean }, 'checkpoint')
    check(operation, { 'checkpoint.file': given.checkpoint.file }, { 'checkpoint.file': aString })
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(said) }
}
