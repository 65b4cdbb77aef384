/** Metrics of a network: of its output, or of each of several in a record of its own. */
import { aMetric, values, type Metric, type Metrics } from '../metric/metric.js'
import { fail } from '../shape/error.js'
import { check, isRecord } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { isOne, namesText, tensorAt, type Form, type Tensors } from '../tensor/form.js'
import type { Losses } from './evaluate.js'

/** What `evaluate` takes: metrics, and with several outputs records of metrics for some of them. */
export type MetricsFor<O> = [O] extends [Shape] ? Metrics : Readonly<Record<string, Metric<any> | Metrics>>

/** Records of metrics have the names of outputs, and what has the name of an output is such a record. */
export type FitsMetrics<M, O> = [O] extends [Shape] ? unknown : {
  readonly [K in keyof M]:
    K extends keyof O ? M[K] extends Metric<any> ? { readonly error: 'an output has a record of metrics: { accuracy: metric.accuracy }' } : unknown
    : M[K] extends Metric<any> ? unknown : { readonly error: `${K & string} is no output of the network` }
}

/** The values of metrics, by name; those of an output in a record. */
export type MetricValues<M> = {
  readonly [K in keyof M]: M[K] extends Metric<infer A> ? A : M[K] extends Metrics ? MetricValues<M[K]> : never
}

/** What metrics are computed from. */
interface Outcome extends Losses {
  readonly predictions: Tensors
  readonly targets: Tensors
}

const ofOutput = (name: string, metrics: unknown, { predictions, targets, each }: Outcome): unknown =>
  values(metrics as Metrics)({ predictions: tensorAt(predictions, name), targets: tensorAt(targets, name), loss: each[name] as number })

/** What a metric sees of all outputs: their loss. */
const ofAll = (name: string, metric: Metric<unknown>, output: Form, loss: number): unknown => {
  const refuse = (): never => {
    const message = `${name} is of one output: { ${namesText(Object.keys(output))} } have records of metrics, and of all together there is metric.loss`
    return fail('evaluate', { argument: name, expected: 'in the record of an output', received: metric.name, message })
  }
  return metric.of({ get predictions() { return refuse() }, get targets() { return refuse() }, loss })
}

/** The values of metrics, whose types the caller states. */
export const evaluated = (output: Form, metrics: unknown, outcome: Outcome): unknown => {
  const { predictions, targets, loss } = outcome
  if (isOne(output)) return values(metrics as Metrics)({ predictions: tensorAt(predictions, ''), targets: tensorAt(targets, ''), loss })
  check('evaluate', { metrics }, { metrics: { expected: 'a record of metrics', holds: isRecord } })
  return Object.freeze(Object.fromEntries(Object.entries(metrics as Readonly<Record<string, unknown>>).map(([name, given]) => {
    if (Object.hasOwn(output, name)) {
      const isWrong = !isRecord(given) || aMetric.holds(given)
      const expected = 'a record of metrics: { accuracy: metric.accuracy }'
      if (isWrong) fail('evaluate', { argument: name, expected, received: aMetric.holds(given) ? (given as Metric).name : given })
      return [name, ofOutput(name, given, outcome)]
    }
    const message = `${name} is no output of the network, which has ${namesText(Object.keys(output))}`
    if (!aMetric.holds(given)) fail('evaluate', { argument: name, expected: 'an output or a metric', received: given, message })
    return [name, ofAll(name, given as Metric<unknown>, output, loss)]
  })))
}
