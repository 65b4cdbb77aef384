/** Weights of examples: one for each, finite and at least 0. */
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { elements, isTensor, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** Weights [n] as they should be, or an error that names the place; elements are looked at where they are known. */
export const expectWeights = (operation: string, argument: string, n: number, weights: unknown): AnyTensor => {
  if (!isTensor(weights)) return fail(operation, { argument, expected: 'a tensor [batch, ...]', received: weights })
  if (!raw.equal(weights.shape, [n])) {
    const message = `${argument} is ${printType(weights)}, expected [${n}]: one for each input`
    fail(operation, { argument, expected: `[${n}]`, received: printType(weights), message })
  }
  if (recordingOf(weights) !== undefined) return weights
  const list = elements(weights)
  const wrong = list.findIndex((w) => !(w >= 0 && w < Infinity))
  if (wrong >= 0)
    fail(operation, { argument: `${argument}[${wrong}]`, expected: 'a finite number of at least 0', received: list[wrong] })
  return weights
}
