import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import type { Batch, Dataset } from '../../src/dataset/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { complaint } from '../complaint.js'

/** Example i has inputs i, i + 0.5, target i modulo 3 and weight i + 1. */
const numbered = (n: number): Dataset<readonly [2], readonly [], 'i32'> => dataset.of({
  inputs: tensor.of([n, 2] as readonly [number, 2], Array.from({ length: 2 * n }, (_, i) => i / 2)),
  targets: tensor.of([n] as readonly [number], Array.from({ length: n }, (_, i) => i % 3), 'i32'),
  weights: tensor.of([n] as readonly [number], Array.from({ length: n }, (_, i) => i + 1)),
})

interface Rows {
  readonly inputs: Tensor<readonly [number, 2]>
  readonly targets: Tensor<readonly [number], 'i32'>
  readonly weights?: Tensor<readonly [number]>
}
const rows = ({ inputs }: Rows): readonly number[] => tensor.toArray(inputs).filter((_, i) => i % 2 === 0)
const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const listed = async <A>(items: AsyncIterable<A>): Promise<readonly A[]> => {
  const list: A[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Inputs, targets and weights of an example stay together. */
const wholeExamples = (data: Rows): void => {
  const inputs = tensor.toArray(data.inputs)
  rows(data).forEach((i, at) => {
    expect(inputs[2 * at + 1]).toBe(i + 0.5)
    expect(tensor.toArray(data.targets)[at]).toBe(i % 3)
    expect(data.weights && tensor.toArray(data.weights)[at]).toBe(i + 1)
  })
}

describe('a data set', () => {
  it('takes its type from its tensors', () => {
    const data = dataset.of({ inputs: tensor.zeros([4, 28, 28, 1]), targets: tensor.zeros([4, 10], 'f32') })
    expectTypeOf(data).toEqualTypeOf<Dataset<readonly [28, 28, 1], readonly [10], 'f32'>>()
    expect(data.size).toBe(4)
  })

  it('has as many targets as inputs', () => {
    // @ts-expect-error 4 inputs cannot have 5 targets
    const error = complaint(() => dataset.of({ inputs: tensor.zeros([4, 2]), targets: tensor.zeros([5]) }))
    expect(error.message).toContain('4 inputs need 4 targets, but there are 5')
    const weights = tensor.zeros([3] as readonly [number])
    const inputs = tensor.zeros([4, 2] as readonly [number, 2])
    expect(complaint(() => dataset.of({ inputs, targets: inputs, weights })).argument).toBe('weights')
  })

  it('is not empty', () => {
    const error = complaint(() => dataset.of({ inputs: tensor.zeros([0, 2]), targets: tensor.zeros([0]) }))
    expect(error.message).toContain('inputs should be at least 1 example')
  })

  it('is mapped as a whole or by column', () => {
    const asColumn = dataset.mapInputs((x: Tensor<readonly [number, 2]>) => pipe(x, tensor.reshape([3 as number, 2, 1])))
    const data = pipe(numbered(3), asColumn, dataset.mapTargets(tensor.oneHot(3)))
    expectTypeOf(data.targets).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expect(tensor.toArray(data.targets)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1])
    const swapped = pipe(data, dataset.map(({ inputs, targets }) => ({ inputs: targets, targets: inputs })))
    expect(swapped.inputs.shape).toEqual([3, 3])
    expect(swapped.targets.shape).toEqual([3, 2, 1])
  })
})

describe('an order', () => {
  it('is drawn by a key and keeps examples whole', () => {
    const shuffled = pipe(numbered(100), dataset.shuffle(random.key(3)))
    expect(rows(shuffled)).not.toEqual(upTo(100))
    expect(sorted(rows(shuffled))).toEqual(upTo(100))
    wholeExamples(shuffled)
    expect(rows(pipe(numbered(100), dataset.shuffle(random.key(3))))).toEqual(rows(shuffled))
    expect(rows(pipe(numbered(100), dataset.shuffle(random.key(4))))).not.toEqual(rows(shuffled))
  })

  it('is cut and joined', () => {
    const data = numbered(10)
    expect(rows(pipe(data, dataset.take(3)))).toEqual([0, 1, 2])
    expect(rows(pipe(data, dataset.slice(3, 5)))).toEqual([3, 4])
    expect(rows(pipe(data, dataset.select([7, 0, 7])))).toEqual([7, 0, 7])
    expect(rows(pipe(data, dataset.take(2), dataset.concatenate(data)))).toEqual([0, 1, ...upTo(10)])
    wholeExamples(pipe(data, dataset.slice(3, 9), dataset.concatenate(data)))
  })

  it.each<[string, () => unknown]>([
    ['count', () => dataset.take(11)(numbered(10))],
    ['count', () => dataset.take(0)(numbered(10))],
    ['stop', () => dataset.slice(2, 2)(numbered(10))],
    ['start', () => dataset.slice(-1, 2)(numbered(10))],
    ['rows[1]', () => dataset.select([0, 10])(numbered(10))],
    ['inputs', () => dataset.select([])(numbered(10))],
    ['weights', () => dataset.concatenate(dataset.of({ inputs: numbered(2).inputs, targets: numbered(2).targets }))(numbered(2))],
  ])('%s outside is an error', (argument, f) => expect(complaint(f).argument).toBe(argument))
})

describe('a split', () => {
  it('with a key has the classes of rows that come sorted in all parts', () => {
    const targets = Array.from({ length: 99 }, (_, i) => Math.floor(i / 33))
    const sorted = dataset.of({ inputs: tensor.reshape([99, 1])(tensor.cast('f32')(tensor.range(99))), targets: tensor.of([99], targets, 'i32') })
    const classes = (part: { readonly targets: AnyTensor }): readonly number[] => [...new Set(tensor.toArray(part.targets))].sort()
    const [, last] = pipe(sorted, dataset.split(2 / 3))
    expect(classes(last)).toEqual([2])
    const parts = [...pipe(sorted, dataset.split(2 / 3, random.key(1))), ...pipe(sorted, dataset.split([33, 33, 33], random.key(2)))]
    for (const part of parts) expect(classes(part)).toEqual([0, 1, 2])
    // The same as shuffled first, all examples in one part each.
    const [a, b] = pipe(sorted, dataset.split(0.5, random.key(3)))
    expect([a, b]).toEqual(pipe(sorted, dataset.shuffle(random.key(3)), dataset.split(0.5)))
    expect([...tensor.toArray(a.inputs), ...tensor.toArray(b.inputs)].sort((x, y) => x - y)).toEqual(tensor.toArray(sorted.inputs))
    expect(complaint(() => dataset.split(0.5, 7 as never)).operation).toBe('dataset.split')
  })

  it('rounds a ratio to whole examples', () => {
    for (const [n, ratio, first] of [[3000, 0.8, 2400], [100, 0.29, 29], [10, 0.7, 7], [3, 0.5, 2]] as const) {
      const [a, b] = pipe(numbered(n), dataset.split(ratio))
      expect([a.size, b.size]).toEqual([first, n - first])
      expect([...rows(a), ...rows(b)]).toEqual(upTo(n))
    }
  })

  it('gives as many parts as counts', () => {
    const [a, b, c] = pipe(numbered(10), dataset.split([5, 3, 2]))
    expect([a, b, c].map(rows)).toEqual([[0, 1, 2, 3, 4], [5, 6, 7], [8, 9]])
    // @ts-expect-error three counts give no fourth part
    expect(pipe(numbered(10), dataset.split([5, 3, 2]))[3]).toBe(undefined)
  })

  it('leaves the ratio of classes in both parts', () => {
    const ratios = fc.double({ min: 0.2, max: 0.8, noNaN: true })
    fc.assert(fc.property(fc.integer({ min: 12, max: 80 }), ratios, fc.nat(), (n, ratio, seed) => {
      const [a, b] = pipe(numbered(n), dataset.stratifiedSplit(ratio, random.key(seed)))
      expect(sorted([...rows(a), ...rows(b)])).toEqual(upTo(n))
      expect(a.size).toBe(Math.round(ratio * n))
      for (const label of [0, 1, 2]) {
        const members = (data: Rows): number => tensor.toArray(data.targets).filter((t) => t === label).length
        expect(Math.abs(members(a) - (members(numbered(n)) * a.size) / n)).toBeLessThan(1)
      }
      wholeExamples(a)
    }), { numRuns: 30 })
  })

  it.each([0, 1, -1, 1.5, NaN, 0.01])('%d is no ratio of 10 examples', (ratio) => {
    expect(complaint(() => dataset.split(ratio)(numbered(10))).argument).toBe('ratio')
    expect(complaint(() => dataset.stratifiedSplit(ratio, random.key(0))(numbered(10))).argument).toBe('ratio')
  })

  it('needs counts that add up', () => {
    const error = complaint(() => dataset.split([5, 4])(numbered(10)))
    expect(error.message).toContain('counts should be numbers that add up to 10, but is [5, 4]')
    expect(complaint(() => dataset.split([10, 0])(numbered(10))).argument).toBe('counts[1]')
  })
})

describe('folds', () => {
  it('test each example once and train on the others', () => {
    const [sizes, seeds] = [fc.integer({ min: 2, max: 40 }), fc.option(fc.nat(), { nil: undefined })]
    fc.assert(fc.property(sizes, sizes, seeds, (n, k, seed) => {
      fc.pre(k <= n)
      const key = seed === undefined ? undefined : random.key(seed)
      for (const turns of [dataset.folds(k, key)(numbered(n)), dataset.stratifiedFolds(k, key ?? random.key(0))(numbered(n))]) {
        expect(turns).toHaveLength(k)
        expect(sorted(turns.flatMap(({ test }) => rows(test)))).toEqual(upTo(n))
        for (const { train, test } of turns) {
          expect(sorted([...rows(train), ...rows(test)])).toEqual(upTo(n))
          expect(Math.abs(test.size - n / k)).toBeLessThan(1)
        }
      }
    }), { numRuns: 40 })
  })

  it('are in order without a key', () => {
    expect(dataset.folds(3)(numbered(7)).map(({ test }) => rows(test))).toEqual([[0, 1, 2], [3, 4], [5, 6]])
  })

  it('have classes in equal shares when stratified', () => {
    for (const { test } of dataset.stratifiedFolds(4, random.key(1))(numbered(27))) {
      const counts = [0, 1, 2].map((c) => tensor.toArray(test.targets).filter((t) => t === c).length)
      counts.forEach((n) => expect(Math.abs(n - 9 / 4)).toBeLessThan(1))
    }
  })

  it.each([0, 1, 2.5, 11, NaN])('%d are not possible with 10 examples', (k) => {
    expect(complaint(() => dataset.folds(k)(numbered(10))).argument).toBe('k')
  })
})

describe('batches', () => {
  const data = numbered(10)

  it('are in order, the last one smaller', () => {
    const all = pipe(data, dataset.batches({ size: 4 }))
    expectTypeOf(all).toExtend<Iterable<Batch<number, readonly [2], readonly [], 'i32'>>>()
    expect([...all].map(rows)).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    expect(all.length).toBe(3)
    for (const batch of all) wholeExamples(batch)
    expect([...pipe(data, dataset.batches({ size: 4, dropLast: true }))].map(rows)).toEqual([[0, 1, 2, 3], [4, 5, 6, 7]])
  })

  it('are the same each time they are asked for', () => {
    const all = pipe(data, dataset.batches({ size: 3, epochs: 2, shuffle: random.key(7) }))
    const [first, again] = [[...all].map(rows), [...all].map(rows)]
    expect(again).toEqual(first)
    expect(all.length).toBe(first.length)
  })

  it('see every example once in each epoch, in an order of its own', () => {
    const [sizes, repeats] = [fc.integer({ min: 1, max: 35 }), fc.integer({ min: 1, max: 3 })]
    fc.assert(fc.property(sizes, sizes, repeats, fc.nat(), (n, size, epochs, seed) => {
      const all = pipe(numbered(n), dataset.batches({ size, epochs, shuffle: random.key(seed) }))
      const seen = [...all].flatMap(rows)
      expect(all.length).toBe([...all].length)
      upTo(epochs).forEach((e) => expect(sorted(seen.slice(e * n, (e + 1) * n))).toEqual(upTo(n)))
    }))
    const [first, second] = [...pipe(data, dataset.batches({ size: 10, epochs: 2, shuffle: random.key(7) }))].map(rows)
    expect(first).not.toEqual(second)
  })

  it('of one epoch begin those of more', () => {
    const epochs = (n: number): readonly (readonly number[])[] =>
      [...pipe(data, dataset.batches({ size: 4, epochs: n, shuffle: random.key(7) }))].map(rows)
    expect(epochs(3).slice(0, 3)).toEqual(epochs(1))
  })

  it('from a step on are the last of all', () => {
    const [sizes, repeats] = [fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })]
    fc.assert(fc.property(sizes, sizes, repeats, fc.boolean(), fc.option(fc.nat(), { nil: undefined }), (n, size, epochs, last, seed) => {
      const options = { size, epochs, dropLast: last && size <= n, ...(seed === undefined ? {} : { shuffle: random.key(seed) }) }
      const all = pipe(numbered(n), dataset.batches(options))
      const whole = [...all].map(rows)
      for (let step = 0; step <= all.length; step++) {
        const rest = all.from(step)
        expect([...rest].map(rows)).toEqual(whole.slice(step))
        expect([...rest].map(rows)).toEqual(whole.slice(step))
      }
    }), { numRuns: 50 })
    for (const step of [-1, 0.5, NaN, 7]) {
      expect(complaint(() => pipe(data, dataset.batches({ size: 4, epochs: 2 })).from(step)).message)
        .toContain(`dataset.batches: step should be a whole number from 0 to 6, all batches, but is ${step}`)
    }
  })

  it.each([0, -1, 1.5, NaN, Infinity])('of size %d are an error', (size) => {
    const message = `dataset.batches: size should be a whole number of at least 1, but is ${size}`
    expect(complaint(() => dataset.batches({ size })).message).toContain(message)
    expect(complaint(() => dataset.batches({ size: 1, epochs: size })).argument).toBe('epochs')
    expect(complaint(() => dataset.rebatch({ size })).argument).toBe('size')
  })

  it('larger than the data set cannot drop the last', () => {
    expect(complaint(() => dataset.batches({ size: 11, dropLast: true })(data)).argument).toBe('size')
  })

  it('have the orders of the keys', () => {
    expect(rows(pipe(data, dataset.shuffle(random.key(3))))).toEqual([3, 2, 4, 1, 5, 7, 9, 6, 0, 8])
    expect([...pipe(data, dataset.batches({ size: 10, epochs: 2, shuffle: random.key(7) }))].map(rows)).toEqual([
      [8, 1, 9, 7, 2, 6, 0, 3, 4, 5],
      [8, 7, 5, 0, 1, 4, 3, 6, 2, 9],
    ])
  })
})

describe('rebatching', () => {
  it('gives the batches of the whole, however the chunks are cut', async () => {
    const sizes = fc.integer({ min: 1, max: 12 })
    const counts = fc.integer({ min: 1, max: 30 })
    await fc.assert(fc.asyncProperty(counts, sizes, sizes, fc.boolean(), async (n, chunk, size, dropLast) => {
      const chunks = pipe(numbered(n), dataset.batches({ size: chunk }))
      const whole = [...pipe(numbered(n), dataset.batches({ size }))].map(rows)
      const expected = whole.filter((batch) => !dropLast || batch.length === size)
      expect([...pipe(chunks, dataset.rebatch({ size, dropLast }))].map(rows)).toEqual(expected)
      const later = await listed(pipe(chunks, dataset.rebatchAsync({ size, dropLast })))
      expect(later.map(rows)).toEqual(expected)
      later.forEach(wholeExamples)
    }), { numRuns: 50 })
  })

  it('names chunks that do not fit', () => {
    const other = dataset.of({ inputs: numbered(2).inputs, targets: numbered(2).targets })
    const chunks = [...dataset.batches({ size: 2 })(numbered(2)), ...dataset.batches({ size: 2 })(other)]
    expect(complaint(() => [...pipe(chunks, dataset.rebatch({ size: 4 }))]).argument).toBe('weights')
  })
})
