/** Evidence for metrics, made of numbers. */
import { expect } from 'vitest'
import type { Evidence } from '../../src/metric/index.js'
import * as tensor from '../../src/tensor/index.js'

export const labels = (truth: readonly number[]) => tensor.of([truth.length], truth, 'i32')
/** The outputs of a network that is sure of these classes. */
export const sure = (classes: number, predicted: readonly number[]) => tensor.oneHot(classes)(labels(predicted))
export const evidence = (predictions: Evidence['predictions'], targets: Evidence['targets']): Evidence =>
  ({ predictions, targets, loss: 0.5 })
export const matrix = (rows: readonly (readonly number[])[]) =>
  tensor.of([rows.length, rows[0]?.length ?? 0], rows.flat(), 'f64')

/** To 14 digits, or as many behind the point where it is below 1. */
export const near = (actual: number, expected: number, tolerance = 1e-14): void =>
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)))
