/** CTC against all ways to say the labels, one by one; what it refuses. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import * as loss from '../../src/loss/index.js'
import { of, softmax, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { complaint } from '../complaint.js'

/** Tensors here are of any shape. */
const ctc: (options: loss.CtcOptions<number>) => loss.Loss<any> = loss.ctc

const [steps, classes, length] = [4, 3, 3]

/** What a path says: equal neighbours are one, blanks are none. */
const said = (path: readonly number[]): readonly number[] => path.filter((x, i) => x !== 0 && x !== path[i - 1])

/** Every path of so many steps. */
const paths = (n: number): readonly (readonly number[])[] =>
  n === 0 ? [[]] : paths(n - 1).flatMap((path) => Array.from({ length: classes }, (_, c) => [...path, c]))
const all = paths(steps)

const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: steps * classes, maxLength: steps * classes })
const labels = fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: length })
  .filter((list) => list.length + list.filter((x, i) => i > 0 && x === list[i - 1]).length <= steps)

test('is the chance of all paths that say the labels', () => fc.assert(fc.property(logits, labels, (values, list) => {
  const p = of([1, steps, classes], values, 'f64') as AnyTensor
  const chances = toArray(softmax(p))
  const expected = all.filter((path) => said(path).join() === list.join())
    .map((path) => path.reduce((product, c, t) => product * (chances[t * classes + c] as number), 1)).reduce((a, b) => a + b, 0)
  const padded = [...list, ...Array.from({ length: length - list.length }, () => -1)]
  const found = toArray(ctc({ length }).of(p, of([1, length], padded, 'i32') as never) as AnyTensor)[0] as number
  expect(found).toBeCloseTo(-Math.log(expected), 9)
})))

describe('labels', () => {
  const subject = ctc({ length: 3 })
  const target = (...list: readonly number[]) => of([1, 3], list as [number, number, number], 'i32')
  test('that take more steps than there are, are refused', () => {
    expect(subject.complaint(target(1, 1, 2), [3, 3])).toBe('targets[0] takes at least 4 steps, but predictions have 3')
    expect(subject.complaint(target(1, 2, 1), [3, 3])).toBeUndefined()
  })
  test('are none of them blank, and have no holes', () => {
    expect(subject.complaint(target(1, 0, 2), [3, 3])).toContain('targets[0, 1] is 0')
    expect(subject.complaint(target(1, -1, 2), [3, 3])).toContain('targets[0, 2] is 2')
    expect(subject.complaint(target(-1, -1, -1), [3, 3])).toBeUndefined()
  })
  test('are as many as were said', () => expect(subject.complaint(of([1, 2], [1, 2], 'i32') as never, [3, 3])).toContain('expected i32[1, 3]'))
  test('are padded by what is no label', () => {
    expect(complaint(() => ctc({ length: 3, padding: 2 })).argument).toBe('padding')
    expect(complaint(() => ctc({ length: 0 })).argument).toBe('length')
    expect(complaint(() => ctc({ length: 3, blank: 3 }).of(of([1, 4, 3], Array.from({ length: 12 }, () => 0)), target(1, 2, -1) as never))
      .argument).toBe('predictions')
  })
})

test('a step that rules labels out costs ∞, with no NaN in the derivative', () => {
  const p = of([1, 2, 2], [0, -Infinity, 0, -Infinity], 'f64') as AnyTensor
  const subject = ctc({ length: 1 })
  const t = of([1, 1], [1], 'i32') as never
  expect(toArray(subject.of(p, t) as AnyTensor)).toEqual([Infinity])
  expect(toArray(gradient(lift((x: AnyTensor) => subject.of(x, t) as AnyTensor))(p)).map((x) => x + 0)).toEqual([0, 0, 0, 0])
})

test('hundreds of steps stay numbers in f32', () => {
  const [long, many] = [600, 40]
  const p = of([1, long, 5], Array.from({ length: long * 5 }, (_, i) => Math.sin(i) * 20), 'f32') as AnyTensor
  const t = of([1, many], Array.from({ length: many }, (_, i) => 1 + (i % 4)), 'i32') as never
  const subject = ctc({ length: many })
  const value = toArray(subject.of(p, t) as AnyTensor)[0] as number
  expect(value).toBeGreaterThan(100)
  expect(Number.isFinite(value)).toBe(true)
  const slope = [...toArray(gradient(lift((x: AnyTensor) => subject.of(x, t) as AnyTensor))(p))]
  expect(slope.every(Number.isFinite)).toBe(true)
  // In every step, what goes to some classes comes from the others.
  for (let step = 0; step < long; step += 50)
    expect(slope.slice(step * 5, step * 5 + 5).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 3)
})
