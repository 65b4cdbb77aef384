/** Values from outside of training, such as those of validation, told to an optimizer's state. */
import { fail } from '../shape/error.js'
import { check, isRecord } from '../shape/options.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

const aNode = (node: unknown): node is Readonly<Record<string, unknown>> | readonly unknown[] =>
  !isTensor(node) && (isRecord(node) || Array.isArray(node))

const watches = (node: unknown): boolean =>
  isRecord(node) && isTensor(node['reported']) && isTensor(node['pending']) && isTensor(node['waited'])

/** The tree with a value reported to all that watch for one, and how many these are. */
const reportedTo = (node: unknown, value: AnyTensor): readonly [node: unknown, found: number] => {
  if (!aNode(node)) return [node, 0]
  if (watches(node)) return [{ ...node, reported: value, pending: raw.scalar(1, 'i32') }, 1]
  const children = Object.entries(node).map(([key, child]) => [key, ...reportedTo(child, value)] as const)
  const found = children.reduce((sum, [, , n]) => sum + n, 0)
  if (found === 0) return [node, 0]
  return [Array.isArray(node) ? children.map(([, child]) => child) : Object.fromEntries(children), found]
}

/**
 * A value for the parts `reduceOnPlateau({ watch: 'reported' })` of a training's state, or of an optimizer's: the next update
 * looks at it, as at a loss. It should become small: a validation loss, or minus an accuracy. Of two values that are
 * reported before one update, the last counts. A state in which nothing watches for a value is an error.
 *
 * @example
 * const [data, seen] = [1, 2].map((seed) => dataset.drawnDigits({ count: 50, key: random.key(seed) }))
 * const { init, fold, evaluate } = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(),
 *   optimizer: chain(adam({ learningRate: 1e-3 }), reduceOnPlateau({ watch: 'reported', patience: 2 })),
 * })
 * const epoch = (i: number) => pipe(data!, dataset.batches({ size: 25, shuffle: random.key(i) }))
 * const end = [0, 1, 2].reduce((state, i) => {
 *   const next = fold(state, epoch(i))
 *   return reportValue(evaluate(next, seen!, { loss: metric.loss }).loss)(next)
 * }, init(random.key(42)))
 */
export const reportValue = (value: number): (<St extends object>(state: St) => St) => {
  check('reportValue', { value }, { value: { expected: 'a number', holds: (x) => typeof x === 'number' } })
  const tensor = raw.scalar(value, 'f64')
  return (state) => {
    check('reportValue', { state }, { state: { expected: 'a state', holds: aNode } })
    const [next, found] = reportedTo(state, tensor)
    if (found > 0) return next as typeof state
    const part = "reduceOnPlateau({ watch: 'reported' })"
    const message = `nothing in the state watches for a value: \`${part}\` is no part of the optimizer`
    return fail('reportValue', { argument: 'state', expected: 'a state that watches for a value', received: state, message })
  }
}
