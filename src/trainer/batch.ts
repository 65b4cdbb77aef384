/** Batches and data sets are looked at where they come in: a wrong one is an error that says why, before anything is done. */
import type { Columns } from '../dataset/dataset.js'
import type { AnyLoss } from '../loss/loss.js'
import { expectWeights } from '../loss/weights.js'
import type { AnyNetwork } from '../network/network.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { anIterable, check, checkOptions, isRecord } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { countIn, expectNames, listed, tensorAt } from '../tensor/form.js'
import { elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

const expectTensor = (operation: string, argument: string, x: unknown): AnyTensor =>
  isTensor(x) ? x : fail(operation, { argument, expected: 'a tensor [batch, ...]', received: x })

/** Batches one after the other, which a data set is none of. */
export const expectBatches = (operation: string, batches: unknown, kind = anIterable): void => {
  const isDataset = isRecord(batches) && isRecord(batches['inputs'])
  const hint = isDataset ? '; they are made of it by dataset.batches({ size })' : ''
  check(operation, { batches }, { batches: { ...kind, expected: `${kind.expected} of batches${hint}` } })
}

/** Inputs [batch, ...] that the network takes; how many there are. */
export const expectInputs = (operation: string, argument: string, net: AnyNetwork, inputs: unknown): number =>
  countIn(operation, argument, net.input, net.inputDtype, inputs, (given, at, shape, dtype) => {
    const x = expectTensor(operation, at, given)
    const [n = 0, ...example] = x.shape as Shape
    if (x.shape.length === 0 || !raw.equal(example, shape) || x.dtype !== dtype) {
      const expected = `${dtype}[${['batch', ...shape].join(', ')}]`
      const message = `${at} is ${printType(x)}, expected ${expected}`
      fail(operation, { argument: at, expected, received: printType(x), message })
    }
    return n
  }) as number

const expectSomeWeight = (operation: string, argument: string, n: number, weights: unknown): void => {
  const list = elements(expectWeights(operation, argument, n, weights))
  // A step that learns from nothing, whose mean would be one over nothing.
  if (!list.some((w) => w > 0)) fail(operation, { argument, expected: 'not all 0', received: [...list.subarray(0, 8)] })
}

/** Examples that the network and the loss take, at least one; `name` is what the caller calls the record of them, or empty. */
export const expectExamples = (
  operation: string, name: string, net: AnyNetwork, loss: AnyLoss, columns: Columns,
): void => {
  const at = (column: keyof Columns): string => (name === '' ? column : `${name}.${column}`)
  checkOptions<Columns & { size?: number }>(operation, columns, { inputs: true, targets: true, weights: true, size: true }, name)
  const n = expectInputs(operation, at('inputs'), net, columns.inputs)
  if (n === 0)
    fail(operation, { argument: at('inputs'), expected: 'at least 1 example', received: listed(columns.inputs)[0]?.shape })
  const [argument, { targets }] = [at('targets'), columns]
  const names = loss.parts === undefined ? [''] : Object.keys(loss.parts.losses)
  expectNames(operation, argument, loss.parts === undefined ? [] : net.output, targets)
  for (const name of names) {
    const of = name === '' ? argument : `${argument}.${name}`
    const part = expectTensor(operation, of, tensorAt(targets, name))
    const many = (part.shape as Shape)[0] ?? 0
    if (many !== n) {
      const message = `${n} inputs need ${n} targets, but ${of} is ${printType(part)}`
      fail(operation, { argument: of, expected: `${n} of them`, received: printType(part), message })
    }
  }
  if (columns.weights !== undefined) expectSomeWeight(operation, at('weights'), n, columns.weights)
  const message = loss.complaint(targets, net.output)
  if (message !== undefined)
    fail(operation, { argument, expected: `targets of ${loss.name}`, received: isTensor(targets) ? printType(targets) : targets, message })
}
