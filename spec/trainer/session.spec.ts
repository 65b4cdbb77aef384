import { describe, expect, it } from 'vitest'
import type { Backend } from '../../src/backend/index.js'
import * as loss from '../../src/loss/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, batchesOf, bits, later, mlp, type Example } from './each.js'

const recipe = {
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: 0.05 }),
}

/** A backend with a count of the loops begun on it. */
const counting = (backend: Backend) => {
  let begun = 0
  const counted: Backend = {
    ...backend,
    loop: (program, carried) => {
      const start = backend.loop(program, carried)
      return (initial) => { begun++; return start(initial) }
    },
  }
  return { backend: counted, begun: () => begun }
}

describe.each(backends)('sessions on $name', (backend) => {
  const made = () => {
    const { backend: counted, begun } = counting(backend)
    return { ...trainer(mlp, { backend: counted })(recipe), begun }
  }
  const { init, step } = made()
  const start = init(random.key(3))
  const other = init(random.key(4))
  /** The same steps, each in an arena of its own. */
  const apart = (from: typeof start, batches: readonly Example[]) =>
    bits(batches.reduce((state, batch) => trainer(mlp, { backend })(recipe).step(state, batch), from))

  it('fold after fold in the same loop', () => {
    const { fold, begun } = made()
    const batches = batchesOf(4, 4)
    for (const from of [start, other, start, fold(start, batches), other])
      expect(bits(fold(from, batches))).toEqual(apart(from, batches))
    expect(begun()).toBe(1)
  })

  it('step after step in the same loop', () => {
    const fresh = made()
    const batches = batchesOf(4, 4, 4, 4)
    expect(bits(batches.reduce((state, batch) => fresh.step(state, batch), start))).toEqual(apart(start, batches))
    expect(fresh.begun()).toBe(1)
  })

  it('take batches with weights and without in turn', () => {
    const { fold, begun } = made()
    const batches = batchesOf(4, 4, 4, 4, 4)
      .map((batch, i): Example => (i % 2 === 1 ? { ...batch, weights: tensor.full<readonly [number]>([4], 0.5) } : batch))
    expect(bits(fold(start, batches))).toEqual(apart(start, batches))
    expect(bits(fold(start, batches))).toEqual(apart(start, batches))
    expect(begun()).toBe(2)
  })

  it('begin one loop for each size of batch, however often sizes change', () => {
    const { fold, begun } = made()
    const batches = batchesOf(8, 3, 8, 3, 8, 3)
    expect(bits(fold(start, batches))).toEqual(apart(start, batches))
    fold(start, batches)
    expect(begun()).toBe(2)
  })

  it('have loops of their own when folds go on side by side', async () => {
    const { foldAsync, begun } = made()
    const [a, b, c] = [batchesOf(4, 2, 4, 4), batchesOf(2, 4, 4, 2, 2), batchesOf(4, 4, 2)]
    for (let round = 0; round < 3; round++) {
      const states = await Promise.all([foldAsync(start, later(a)), foldAsync(other, later(b)), foldAsync(start, later(c))])
      expect(states.map(bits)).toEqual([apart(start, a), apart(other, b), apart(start, c)])
    }
    // Three at once over two sizes need six at the most; four of those stay.
    expect(begun()).toBeLessThanOrEqual(6 + 2 * 2)
  })

  it('have loops of their own when one fold runs inside of another', () => {
    const { fold, observe } = made()
    const [outer, inner] = [batchesOf(4, 4, 4), batchesOf(4, 4)]
    const nested = function* () { for (const batch of outer) { fold(other, inner); yield batch } }
    expect(bits(fold(start, nested()))).toEqual(apart(start, outer))
    const watched = observe({
      start: (): readonly (readonly string[])[] => [],
      see: (seen, { state }) => ({ value: [...seen, bits(fold(state(), inner))] }),
    }).fold(start, outer)
    expect(bits(watched.state)).toEqual(apart(start, outer))
    expect(watched.seen).toEqual(outer.map((_, i) => apart(start, [...outer.slice(0, i + 1), ...inner])))
  })

  it('forget what failed', async () => {
    const { fold, foldAsync, observe } = made()
    const good = batchesOf(4, 4)
    const expected = apart(start, good)
    const wrong = { ...good[0], targets: tensor.of([4], [9, 9, 9, 9], 'i32') } as unknown as Example
    const broken = function* () { yield* good; throw new Error('the disk is gone') }
    const stubborn = observe({ start: () => 0, see: (): { readonly value: number } => { throw new Error('no') } })
    for (let i = 0; i < 3; i++) {
      expect(() => fold(other, [...good, wrong])).toThrow(/targets/)
      expect(() => fold(other, broken())).toThrow('the disk is gone')
      expect(() => stubborn.fold(other, good)).toThrow('no')
      await expect(foldAsync(other, later([...good, wrong]))).rejects.toThrow(/targets/)
      expect(bits(fold(start, good))).toEqual(expected)
    }
  })

  it('give states that later folds leave alone', () => {
    const { fold, observe } = made()
    const batches = batchesOf(4, 4, 3)
    const kept: { readonly state: typeof start; readonly then: readonly string[] }[] = []
    const keep = (state: typeof start): void => { kept.push({ state, then: bits(state) }) }
    observe({ start: () => 0, see: (value, { state }) => { keep(state()); return { value } } }).fold(start, batches)
    keep(fold(start, batches))
    keep(step(start, batches[0] as Example))
    for (const from of [other, start, other]) fold(from, batches)
    for (const { state, then } of kept) expect(bits(state)).toEqual(then)
  })

  it('begin one loop for each of many sizes, and keep them', () => {
    const { fold, begun } = made()
    const sizes = Array.from({ length: 12 }, (_, i) => i + 1)
    const batches = batchesOf(...sizes, ...sizes)
    expect(bits(fold(start, batches))).toEqual(apart(start, batches))
    expect(begun()).toBe(12)
  })

  it('stop early, and go on', () => {
    const { fold, observe, begun } = made()
    const batches = batchesOf(4, 4, 4)
    const two = observe({ start: () => 0, see: (value, { step: at }) => (at < 2 ? { value } : { value, stop: 'enough' }) })
    const { state, stopped } = two.fold(start, batches)
    expect(stopped).toBe('enough')
    expect(bits(state)).toEqual(apart(start, batches.slice(0, 2)))
    expect(bits(fold(state, batches.slice(2)))).toEqual(apart(start, batches))
    expect(begun()).toBe(1)
  })
})
