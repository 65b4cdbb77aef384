/** Metrics of a network: of its output, or of each of several in a record of its own. */
import type { AnyLoss, Compared, Losses } from '../loss/loss.js'
import { aMetric, values, type Evidence, type Metric, type Metrics } from '../metric/metric.js'
import type { Shape } from '../shape/shape.js'

/** What `evaluate` takes: metrics, and with several outputs records of metrics for some of them. */
export type MetricsFor<O> = [O] extends [Shape] ? Metrics : Readonly<Record<string, Metric<any> | Metrics>>

/** Records of metrics have the names of outputs, and what has the name of an output is such a record. */
export type FitsMetrics<M, O> = [O] extends [Shape] ? unknown : {
  readonly [K in keyof M]:
    K extends keyof O
      ? M[K] extends Metric<any> ? { readonly error: 'an output has a record of metrics: { accuracy: metric.accuracy }' } : unknown
    : M[K] extends Metric<any> ? unknown : { readonly error: `${K & string} is no output of the network` }
}

/** The values of metrics, by name; those of an output in a record. */
export type MetricValues<M> = {
  readonly [K in keyof M]: M[K] extends Metric<infer A> ? A : M[K] extends Metrics ? MetricValues<M[K]> : never
}

/** The values of metrics, whose types the caller states. */
export const evaluated = ({ parts }: AnyLoss, metrics: unknown, outcome: Compared & Losses): unknown => {
  const ofOne = (some: unknown, evidence: Evidence): unknown => values(some as Metrics)(evidence)
  const { predictions, targets, loss } = outcome
  // A loss without parts is of one output.
  if (parts === undefined) return ofOne(metrics, { predictions, targets, loss } as Evidence)
  return parts.evaluated(metrics, outcome, { isMetric: aMetric.holds, values: ofOne })
}
