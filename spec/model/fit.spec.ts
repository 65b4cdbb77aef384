/** What is fitted to the training part in closed form: preparation, scaling, linear models; and figures that go by a threshold. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { backend, model, pipe, table } from '../../src/index.js'
import type { Result } from '../../src/run/index.js'
import { fitPreparation, fitScaling } from '../../src/model/fit.js'
import { fitLinear, linearly } from '../../src/model/linear.js'
import { partsOf } from '../../src/model/parts.js'
import { key } from '../../src/random/key.js'
import { concrete } from '../../src/tensor/tensor.js'
import { right } from './drawn.js'

const evaluated = (made: any, rows: readonly unknown[]): Result => {
  const result = model.evaluate(made)(rows as never)
  if (E.isLeft(result)) throw result.left
  return result.right
}

describe('preparation', () => {
  test('of each column by itself: the median for what is missing, then mean and deviation', () => {
    const values = Float64Array.of(1, 10, NaN, 20, 3, 20, NaN, 20, 8, 30)
    const { fill, center, scale } = fitPreparation({ standardized: [true, true] }, values)
    // 1, 3, 3, 3, 8 and 10, 20, 20, 20, 30.
    expect(fill).toEqual([3, 20])
    expect(center).toEqual([3.6, 20])
    expect(scale[0]).toBeCloseTo(Math.sqrt(((1 - 3.6) ** 2 + 3 * (3 - 3.6) ** 2 + (8 - 3.6) ** 2) / 5), 12)
    expect(scale[1]).toBeCloseTo(Math.sqrt(40), 12)
  })

  test('leaves alone what is constant, what is never there and what is not to be scaled', () => {
    const values = Float64Array.of(7, NaN, 1, 7, NaN, 5)
    expect(fitPreparation({ standardized: [true, true, false] }, values)).toEqual({ fill: [7, 0, 0], center: [7, 0, 0], scale: [1, 1, 1] })
  })

  test('scaling brings numbers to mean 0 and variance 1', () => expect(fitScaling([1, 3])).toEqual({ center: 2, scale: 1 }))
})

describe('the linear model', () => {
  const columns = [[0, 0], [1, 0], [0, 1], [2, 3], [-1, 4]] as const
  const inputs = concrete({ shape: [5, 2], dtype: 'f32' }, Float32Array.from(columns.flat()))

  test('of a plane is that plane', () => {
    const plane = columns.map(([a, b]) => 2 * a - b + 5)
    const found = linearly(fitLinear(inputs, plane, 1, false)!, inputs)
    found.forEach(([y], i) => expect(y).toBeCloseTo(plane[i] as number, 3))
  })

  test('of classes gives each its share where inputs say nothing', () => {
    const same = concrete({ shape: [4, 1], dtype: 'f32' }, new Float32Array(4))
    linearly(fitLinear(same, [0, 1, 1, 1], 2, true)!, same).forEach((row) => {
      expect(row[0]).toBeCloseTo(0.25, 12)
      expect(row[1]).toBeCloseTo(0.75, 12)
    })
  })

  test('is left without for very many places', () =>
    expect(fitLinear(concrete({ shape: [1, 401], dtype: 'f32' }, new Float32Array(401)), [1], 1, false)).toBeUndefined())
})

test('parts have nothing in common, with classes and without', () => {
  for (const classOf of [undefined, (i: number) => i % 3]) {
    const { training, validation, test: held } = partsOf(60, classOf, { test: 0.25, validation: 0.2 }, key(1))
    expect([held.length, validation.length]).toEqual([15, 9])
    expect([...training, ...validation, ...held].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i))
  }
})

test('accuracy goes by the threshold, as answers do', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ age: i % 10, alive: i % 10 > 6 }))
  const people = model.define({
    input: model.row({ age: table.number }), output: model.truth('alive', { threshold: 1e-6 }), network: model.perceptron({ hidden: [4] }),
  })
  const { model: made } = await right(pipe(rows, model.train(people, { epochs: 20, backend: backend.pure })))
  // The least chance is enough: all are said to be alive.
  expect(rows.map(({ age }) => made.predict({ age })).every((answer) => E.isRight(answer) && answer.right.alive)).toBe(true)
  expect(evaluated(made, rows).figures['accuracy']).toBe(12 / 40)
})

test('numbers are predicted in their own unit', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ area: i, price: 1000 + 20 * i }))
  const flats = model.define({ input: model.row({ area: table.number }), output: model.quantity('price'), network: model.perceptron({ hidden: [4] }) })
  const { model: made } = await right(pipe(rows, model.train(flats, { epochs: 2, backend: backend.pure })))
  const { outcome } = evaluated(made, rows)
  const answers = rows.map((row) => made.predict({ area: row.area }))
  expect(outcome.kind === 'numbers' && outcome.predictions.map((price) => E.right({ price }))).toEqual(answers)
})
