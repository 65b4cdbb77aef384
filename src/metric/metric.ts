/**
 * A metric is a function of what a network says about examples and what is true of them. Sums and ratios are in double
 * precision; where nothing is below a ratio, it is 0.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * values({ accuracy, loss: metric.loss, confusionMatrix })(evidence)
 * // { accuracy: 0.667, loss: 0.5, confusionMatrix: [[1, 0], [1, 1]] }
 */
import { aMaker, aRecord, check } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Outputs of a network [examples, ...], the targets of the same examples, and the mean loss over them. */
export interface Evidence {
  readonly predictions: AnyTensor
  readonly targets: AnyTensor
  readonly loss: number
}

/** A value computed from evidence: a number, or several. */
export interface Metric<A = number> {
  readonly name: string
  /** The value; evidence that it cannot be computed from is an error that says why. */
  readonly of: (evidence: Evidence) => A
}

/** Metrics by name, whatever they give. */
export type Metrics = Readonly<Record<string, Metric<any>>>

/** The values of metrics, by name. */
export type Values<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Metric<infer A> ? A : never }

export const aMetric = aMaker('a metric, such as metric.accuracy', 'of')

/** Every metric of a record, of the same evidence, by the same names. */
export const values = <M extends Metrics>(metrics: M) => (evidence: Evidence): Values<M> => {
  check('metric.values', { metrics, evidence }, { metrics: aRecord, evidence: aRecord })
  for (const [name, metric] of Object.entries(metrics)) check('metric.values', { [name]: metric }, { [name]: aMetric })
  check('metric.values', { loss: evidence.loss }, { loss: { expected: 'a number', holds: (x) => typeof x === 'number' } })
  // Each entry is of its own metric's type, which `Object.entries` forgets.
  return Object.freeze(Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [name, metric.of(evidence)]))) as Values<M>
}

/** The mean loss: the one that training minimises. */
export const loss: Metric = { name: 'loss', of: (evidence) => evidence.loss }
