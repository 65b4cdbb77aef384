import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { dataset, loss, network as n, observe, optimizer, pipe, random, receipt, tensor, trainer } from '../../src/index.js'

const data = dataset.of({ inputs: random.uniform(random.key(1), [24, 5]), targets: tensor.of([24], Array.from({ length: 24 }, (_, i) => i % 3), 'i32') })
const weighted = dataset.of({ ...data, weights: tensor.ones([24]) as never })
const { init, fold, foldAsync, observe: watch } = trainer(pipe(n.input([5]), n.dense(3)))({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
})
const start = init(random.key(0))
const list = [...pipe(data, dataset.batches({ size: 5, epochs: 2, shuffle: random.key(7) }))]
async function* arriving<B>(batches: Iterable<B>): AsyncIterable<B> { for (const batch of batches) yield batch }
const digestOf = <B>(batches: Iterable<B>): string => {
  const passing = receipt.batches(batches)
  for (const _ of passing);
  return passing.digest()
}

describe('batches that pass', () => {
  it('are the same batches, in a fold and in time', async () => {
    const [here, there] = [receipt.batches(list), receipt.batches(arriving(list))]
    const end = receipt.digest(fold(start, list))
    expect(receipt.digest(fold(start, here))).toBe(end)
    expect(receipt.digest(await foldAsync(start, there))).toBe(end)
    expect(there.digest()).toBe(here.digest())
    expect([...receipt.batches(list)].map((batch, i) => batch === list[i])).toEqual(list.map(() => true))
  })

  it('are hashed in the documented layout', () => {
    const u32 = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer)
    const leaf = (name: string, value: number): Buffer => Buffer.concat([u32(1), Buffer.from(name), u32(3), Buffer.from('f32'), u32(0), Buffer.from(Float32Array.of(value).buffer)])
    const layout = Buffer.concat([u32(2), leaf('a', 1), leaf('b', 2), u32(1), leaf('a', 3)])
    expect(digestOf([{ b: tensor.scalar(2), a: tensor.scalar(1) }, { a: tensor.scalar(3) }])).toBe(createHash('sha256').update(layout).digest('hex'))
  })

  it('have one digest for two epochs in one fold or in two', () => {
    const passing = receipt.batches(list)
    expect(passing.digest()).toBe(digestOf([]))
    for (const _ of passing);
    expect(passing.digest()).toBe(digestOf(list))
    for (const _ of passing);
    expect(passing.digest()).toBe(digestOf([...list, ...list]))
    expect(passing.digest()).toBe(passing.digest())
  })

  it('count as far as they were asked for', () => {
    const passing = receipt.batches(list)
    const { state } = watch({ start: () => 0, see: (value, { step }) => ({ value, ...(step === 3 ? { stop: 'enough' } : {}) }) }).fold(start, passing)
    expect(state.step).toBe(3)
    expect(passing.digest()).toBe(digestOf(list.slice(0, 3)))
  })

  it.each<readonly [string, Iterable<unknown>]>([
    ['order', list.toReversed()],
    ['number', list.slice(1)],
    ['size', pipe(data, dataset.batches({ size: 6, epochs: 2, shuffle: random.key(7) }))],
    ['weights', pipe(weighted, dataset.batches({ size: 5, epochs: 2, shuffle: random.key(7) }))],
    ['cut between tensors', list.flatMap(({ inputs, targets }) => [{ inputs }, { targets }])],
  ])('of another %s have another digest', (_, others) => expect(digestOf(others)).not.toBe(digestOf(list)))

  it('that hide what they hold are refused', () => expect(() => digestOf([new Map()])).toThrow('receipt.batches: the tree should be made of tensors'))
})

describe('a data set at rest', () => {
  it('has a digest of inputs, targets and weights', () => {
    expect(receipt.digest(data)).toBe(receipt.digest({ inputs: data.inputs, targets: data.targets }))
    expect(receipt.digest(weighted)).not.toBe(receipt.digest(data))
  })
})

describe('a trail', () => {
  it('has the parameters after every step, and does not change them', () => {
    const states = list.slice(1).reduce((made, batch) => [...made, fold(made.at(-1) ?? start, [batch])], [fold(start, list.slice(0, 1))])
    const { state, seen } = watch(observe.all({ trail: receipt.trail(), last: observe.history() })).fold(start, list)
    expect(seen.trail).toEqual(states.map(({ params }) => receipt.digest(params).slice(0, 16)))
    expect(receipt.digest(state)).toBe(receipt.digest(fold(start, list)))
    expect(watch(receipt.trail()).fold(start, []).seen).toEqual([])
  })

  it('belongs to one fold', () => {
    const observer = watch(receipt.trail())
    const first = observer.fold(start, list).seen
    expect(observer.fold(start, list.slice(0, 2)).seen).toEqual(first.slice(0, 2))
    expect(first.length).toBe(list.length)
  })
})
