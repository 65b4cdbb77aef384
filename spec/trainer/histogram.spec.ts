/** How elements are distributed, and how far a step has moved them. */
import { describe, expect, test } from 'vitest'
import * as tensor from '../../src/tensor/index.js'
import { histogramOf, histogramsOf } from '../../src/trainer/histogram.js'

describe('a histogram', () => {
  test('has bins of one width, the greatest element in the last', () => {
    const { edges, counts } = histogramOf([0, 40, 39.5, 1, 0.5])
    expect(edges).toEqual(Array.from({ length: 41 }, (_, i) => i))
    expect(counts).toEqual(Array.from({ length: 40 }, (_, i) => [2, 1][i] ?? (i === 39 ? 2 : 0)))
  })

  test('leaves out what is not finite', () => expect(histogramOf([NaN, 1, Infinity, 1, -Infinity])).toEqual({ edges: [1, 1], counts: [2] }))

  test('of nothing is empty', () => expect(histogramOf([NaN])).toEqual({ edges: [0, 0], counts: [0] }))
})

test('of each tensor by its path, with the norm of its update over its own', () => {
  const params = [{ weights: tensor.of([2], [3, 4]), bias: tensor.of([1], [2]) }]
  const norms = { gradient: { all: 1, tensors: {} }, update: { all: 1, tensors: { '0.weights': 0.5 } } }
  const { event, step, tensors } = histogramsOf(7, params, norms)
  expect([event, step, tensors.map(({ name, updateRatio }) => [name, updateRatio])]).toEqual(['histograms', 7, [['0.weights', 0.1], ['0.bias', undefined]]])
})
