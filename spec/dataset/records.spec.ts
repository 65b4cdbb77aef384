/** Data sets whose inputs and targets are records of tensors. */
import { describe, expect, test } from 'vitest'
import { augment, dataset, pipe, preprocess, random, receipt, tensor as t, type Tensor } from '../../src/index.js'
import { complaint } from '../complaint.js'

const proven = <T extends true>(): T => true as T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const rows = Array.from({ length: 6 }, (_, i) => i)
const column = t.of([6, 1], rows)
const words = t.of([6, 2], rows.flatMap((i) => [i, 10 * i]), 'i32')
const data = dataset.of({ inputs: { words, column }, targets: { twice: t.mul(2)(column), odd: t.of([6], rows.map((i) => i % 2), 'i32') }, weights: t.ones([6]) })

/** Each column's first number of each example. */
const seen = ({ inputs, targets }: Pick<typeof data, 'inputs' | 'targets'>) =>
  [inputs.words, inputs.column, targets.twice, targets.odd].map((x: Tensor<any, any>) => { const all = t.toArray(x)
    return all.filter((_, i) => i % (all.length / x.shape[0]) === 0)
  })
const examples = (numbers: readonly number[]) => [numbers, numbers, numbers.map((i) => 2 * i), numbers.map((i) => i % 2)]

describe('examples stay together', () => {
  test('taken, selected, sliced, shuffled', () => {
    expect(seen(dataset.take(2)(data))).toEqual(examples([0, 1]))
    expect(seen(dataset.slice(2, 4)(data))).toEqual(examples([2, 3]))
    expect(seen(dataset.select([5, 0, 5])(data))).toEqual(examples([5, 0, 5]))
    const mixed = dataset.shuffle(random.key(1))(data)
    proven<Same<typeof mixed, typeof data>>()
    expect(seen(mixed)).toEqual(examples([...random.permutation(random.key(1), 6)]))
    expect(t.toArray(mixed.weights!)).toEqual([1, 1, 1, 1, 1, 1])
  })
  test('split, folds, concatenated', () => {
    const [train, check] = dataset.split([4, 2])(data)
    expect([seen(train), seen(check)]).toEqual([examples([0, 1, 2, 3]), examples([4, 5])])
    expect(seen(pipe(train, dataset.concatenate(check)))).toEqual(examples(rows))
    expect(dataset.folds(3)(data).map(({ test: part }) => seen(part))).toEqual([examples([0, 1]), examples([2, 3]), examples([4, 5])])
  })
  test('stratified by targets that are one tensor', () => {
    const labelled = dataset.mapTargets((targets: typeof data.targets) => targets.odd)(data)
    expect(pipe(data, dataset.mapTargets(({ odd }) => odd)).targets).toBe(labelled.targets)
    proven<Same<typeof labelled, dataset.Dataset<
      { readonly words: readonly [2]; readonly column: readonly [1] }, readonly [], 'i32', { readonly words: 'i32'; readonly column: 'f32' }>>>()
    const [half] = dataset.stratifiedSplit(0.5, random.key(2))(labelled)
    expect(t.toArray(half.targets).toSorted()).toEqual([0, 0, 1])
    expect(dataset.stratifiedFolds(3, random.key(2))(labelled).map(({ test: part }) => t.toArray(part.targets).toSorted())).toEqual([[0, 1], [0, 1], [0, 1]])
    expect(complaint(() => dataset.stratifiedSplit(0.5, random.key(2))(data as never)).message).toContain('targets should be one tensor, but is a record of twice and odd')
  })
  test('batches, and chunks of any size', () => {
    const batches = dataset.batches({ size: 4, epochs: 2, shuffle: random.key(3) })(data)
    expect([...batches].map(({ inputs }) => [inputs.words.shape, inputs.column.shape])).toEqual([4, 2, 4, 2].map((n) => [[n, 2], [n, 1]]))
    expect(receipt.digest([...batches].slice(2))).toBe(receipt.digest([...batches.from(2)]))
    const chunks = [dataset.slice(0, 1)(data), dataset.slice(1, 6)(data)]
    const again = [...dataset.rebatch({ size: 4 })(chunks)]
    expect(receipt.digest(again)).toBe(receipt.digest([...dataset.batches({ size: 4 })(data)]))
    proven<Same<NonNullable<typeof again[0]>['inputs']['words'], Tensor<readonly [number, 2], 'i32'>>>()
    expect(complaint(() => [...dataset.rebatch({ size: 6 })([dataset.slice(0, 1)(data), { inputs: { words }, targets: data.targets } as never])]).message)
      .toContain('inputs should be a record of words and column, but there is no column')
  })
  test('mapped: inputs, targets, all', () => {
    const more = pipe(data, dataset.mapInputs(({ words: w, column: c }) => ({ words: w, column: t.add(1)(c) })))
    expect(t.toArray(more.inputs.column)).toEqual([1, 2, 3, 4, 5, 6])
    proven<Same<typeof more, typeof data>>()
    const fewer = pipe(data, dataset.map(({ inputs, targets }) => ({ inputs: inputs.column, targets: { both: targets.twice } })))
    proven<Same<typeof fewer, dataset.Dataset<readonly [1], { readonly both: readonly [1] }, { readonly both: 'f32' }, 'f32'>>>()
    expect(fewer.targets.both.shape).toEqual([6, 1])
    const scaled = pipe(data, dataset.mapInputs((inputs) => ({
      ...inputs, column: preprocess.apply(preprocess.fit([preprocess.minMax()])(data.inputs.column))(inputs.column),
    })))
    expect(t.toArray(scaled.inputs.column).at(-1)).toBe(1)
    expect(complaint(() => dataset.mapInputs(preprocess.apply([]))(data as never)).message).toContain('x should be a tensor')
  })
})

test('digests are those of the paths', () => {
  expect(receipt.digest(data)).toBe(receipt.digest({ 'inputs': { column, words }, targets: data.targets, weights: t.ones([6]) }))
  expect(receipt.digest(data)).not.toBe(receipt.digest({ ...data, inputs: { word: words, column } }))
})

test('a data set keeps its records', () => {
  const given: { words: typeof words; column: typeof column } = { words, column }
  const own = dataset.of({ inputs: given, targets: column })
  given.column = t.zeros([6, 1])
  expect(own.inputs.column).toBe(column)
  expect(Object.isFrozen(own.inputs)).toBe(true)
})

test('what does not fit', () => {
  const of = (columns: unknown): string => complaint(() => dataset.of(columns as never)).message
  expect(of({ inputs: { words, column: t.zeros([5, 1]) }, targets: column })).toContain('6 inputs need 6 inputs.column, but there are 5')
  expect(of({ inputs: { words }, targets: { a: column, b: t.zeros([5]) } })).toContain('6 inputs need 6 targets.b, but there are 5')
  expect(of({ inputs: {}, targets: column })).toContain('inputs should be a record of at least one tensor')
  expect(of({ inputs: { words: 3 }, targets: column })).toContain('inputs.words should be a tensor')
  expect(of({ inputs: { words }, targets: column, weights: {} })).toContain('weights')
  expect(complaint(() => dataset.concatenate(dataset.of({ inputs: { words }, targets: data.targets }) as never)(data as never)).message)
    .toContain('inputs should be a record of words and column, but there is no column')
  expect(complaint(() => dataset.concatenate(pipe(data, dataset.mapInputs(() => ({ words, column: t.zeros([6, 2]) }))) as never)(data as never)).message)
    .toContain('inputs.column should be f32[1] as in what comes before')
})

test('augmentations are of one tensor', () => {
  const batches = dataset.batches({ size: 2 })(data)
  const one = augment.inputs(augment.noise({ deviation: 0.1 }), random.key(0))
  expect(complaint(() => [...one(batches as never)]).message).toContain('should be')
  const mixing = augment.whole(augment.mixUp({ alpha: 0.2 }), random.key(0))
  expect(complaint(() => [...mixing(batches as never)]).message).toContain('batch.inputs should be a tensor')
})
