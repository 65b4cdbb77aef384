import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import type { Dataset } from '../../src/dataset/index.js'
import * as random from '../../src/random/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'

const key = random.key(1)

describe('drawn digits', () => {
  const digits = dataset.drawnDigits({ count: 57, key })

  it('are images in [0, 1] with their labels', () => {
    expectTypeOf(digits).toEqualTypeOf<Dataset<readonly [28, 28, 1], readonly [], 'i32'>>()
    expect(digits.inputs.shape).toEqual([57, 28, 28, 1])
    expect(digits.targets.shape).toEqual([57])
    expect(tensor.toArray(digits.inputs).every((x) => x >= 0 && x <= 1)).toBe(true)
  })

  it('come each once in every ten', () => {
    const labels = tensor.toArray(digits.targets)
    for (let i = 0; i < 50; i += 10) expect(labels.slice(i, i + 10).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(labels.slice(0, 20)).toEqual([7, 2, 5, 4, 9, 6, 1, 8, 0, 3, 6, 8, 0, 3, 1, 9, 4, 2, 5, 7])
  })

  it('are a function of the key', () => {
    const pixels = (seed: number): readonly number[] =>
      tensor.toArray(dataset.drawnDigits({ count: 3, key: random.key(seed) }).inputs)
    expect(pixels(1)).toEqual(pixels(1))
    expect(pixels(1)).not.toEqual(pixels(2))
  })

  it('begin every longer data set of the same key', () => {
    const longer = pipe(dataset.drawnDigits({ count: 91, key }), dataset.take(57))
    expect(tensor.toArray(longer.inputs)).toEqual(tensor.toArray(digits.inputs))
    expect(tensor.toArray(longer.targets)).toEqual(tensor.toArray(digits.targets))
  })

  it.each([0, -3, 2.5, NaN])('cannot be %d', (count) => expect(() => dataset.drawnDigits({ count, key })).toThrow(TenfoldError))
})
