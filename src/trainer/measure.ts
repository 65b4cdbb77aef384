/** What is measured of a step beside its loss, where somebody asks for it. */
import type { Elements } from '../program/elements.js'
import type { AnyOptimizer } from '../optimizer/optimizer.js'
import { aMaker, checkOptions, listOf } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Euclidean norms: of all parameters together, and of each tensor of them by its path, such as `0.weights`. */
export interface Norms {
  readonly all: number
  readonly tensors: Readonly<Record<string, number>>
}

/** What measures give of a step. */
export interface Measured {
  /** Seconds since the fold began: by `observe.time`. */
  readonly seconds?: number
  /** Examples per second, over the last second or two; absent until the clock has moved: by `observe.time`. */
  readonly examplesPerSecond?: number
  /** What the optimizer multiplies its updates with in this step; absent where it has none, or several: by `observe.learningRate`. */
  readonly learningRate?: number
  /** Of the gradient as the optimizer gets it, and of the update that is added to the parameters: by `observe.norms`. */
  readonly norms?: { readonly gradient: Norms, readonly update: Norms }
  /** Of every tensor of parameters by its path, such as `0.weights`: after the steps of `observe.gradients`. */
  readonly gradients?: Readonly<Record<string, AnyTensor>>
}

/** A step while it is traced: all of its tensors are symbols. */
export interface TracedUpdate {
  readonly optimizer: AnyOptimizer
  /** The optimizer's state before the step, and after it. */
  readonly before: unknown
  readonly after: unknown
  /** Trees of the parameters' form. */
  readonly gradients: unknown
  readonly updates: unknown
  /** Of that form, too: statistics that the step has seen, which no gradient moves. */
  readonly seen: unknown
  /** Which step it is, or one in which the same measures are due. */
  readonly n?: number | undefined
}

/** A step that has been done: what each measure has traced, and the results, of which the first is the loss. */
export interface StepResults {
  readonly traced: readonly unknown[]
  readonly results: readonly Elements[]
  readonly examples: number
}

/** One thing that is measured. */
export interface Measure {
  /** A tree of tensors, which the step's program gives beside its loss. */
  readonly trace?: (update: TracedUpdate) => unknown
  /** Whether it is due in the n-th step, where that is not always so: steps that differ in it run programs of their own. */
  readonly isDue?: (step: number) => boolean
  /** Begins with a fold, as the i-th of its measures; then says what it makes of each step. */
  readonly start: (i: number) => (done: StepResults) => Measured
}

/** What is looked at beside each step's loss. */
export interface ObserveOptions {
  /**
   * `observe.time(clock)`, `observe.learningRate`, `observe.norms`, `observe.gradients({ every })`. What is computed of tensors is part of the step's program, which is
   * compiled for it; without any it is the program that it always was. Measures change no bit of a state.
   */
  readonly measures?: readonly Measure[]
}

/** The measures that are asked for. */
export const measuresOf = (options: ObserveOptions = {}): readonly Measure[] | undefined =>
  checkOptions<ObserveOptions>('observe', options, { measures: listOf('measures, such as observe.norms', aMaker('a measure', 'start')) }).measures

/** Measures of one fold, and what they make of its steps. */
export const measuring = (measures: readonly Measure[] = []) => {
  const reads = measures.map(({ start }, i) => start(i))
  return (done: StepResults): Measured => Object.assign({}, ...reads.map((read) => read(done)))
}
