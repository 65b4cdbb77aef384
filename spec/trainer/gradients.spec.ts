/** Gradients of steps, where somebody asks for them: those that `differentiable` gives for the same loss, and no bit of a state. */
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it, test } from 'vitest'
import {
  differentiable as d, loss, network as n, observe, optimizer, pipe, program, random, run, tensor as t, trainer, tree, type Tensor,
} from '../../src/index.js'
import { mutable, pure, wasm, worker } from '../../src/backend/index.js'
import type { AsyncBackend, Backend } from '../../src/backend/index.js'
import { allBackends } from '../jit/each.js'
import { later } from '../backend/later.js'
import { batchesOf, bits, mlp, type Example } from './each.js'

const [{ backends, close }, beside] = await Promise.all([allBackends(), worker()])
afterAll(close)
afterAll(beside.close)
const everyBackend: readonly (Backend | AsyncBackend)[] = [...backends, later(mutable), beside]
const named = everyBackend.map((backend) => ({ name: backend.name, backend: backend as Backend }))

type Gradients = Readonly<Record<string, t.AnyTensor>> | undefined
const seen = <St>(): observe.Observer<St, readonly Gradients[]> =>
  ({ looks: () => false, start: () => [], see: (all, { gradients }) => ({ value: [...all, gradients] }) })
const bitsOf = (all: readonly Gradients[]) => all.map((one) => one && bits(one))
const everySecond = { measures: [observe.gradients({ every: 2 })] }

const entropy = loss.sparseSoftmaxCrossEntropy()
const net = pipe(n.input([3]), n.dense(8), n.batchNorm(), n.relu, n.dropout(0.25), n.dense(3))
const penalty = loss.l2(0.125)
const recipe = { loss: entropy, optimizer: optimizer.chain(optimizer.clipByGlobalNorm(0.01), optimizer.adam({ learningRate: 0.05 })), penalty }
const batches = batchesOf(4, 4, 4, 2)
const learn = trainer(net, { backend: pure })(recipe)
const start = learn.init(random.key(3))
const plain = learn.fold(start, batches)

/** What `differentiable` says of the batch of the n-th step, of what gradients move. */
const expectedAt = (step: number): Gradients => {
  const { params, key } = learn.fold(start, batches.slice(0, step - 1))
  const { inputs, targets } = batches[step - 1] as Example
  const of = d.grad((p: n.Params<typeof net>) =>
    pipe(entropy.of(net.apply(p, { key: random.foldIn(key, step - 1) })(inputs), targets), t.add(penalty(p))))
  return Object.fromEntries(tree.leaves(of(params)).flatMap(({ path, tensor }) => (path.includes('statistics') ? [] : [[path, tensor]])))
}
const expected = [2, 4].map(expectedAt)

describe('gradients', () => {
  it.each(named)('are those of the loss, penalty included, before the optimizer clips them, and change no bit, on $name', async ({ backend }) => {
    const watched = trainer(net, { backend })(recipe).observe(seen(), everySecond)
    const found = await watched.foldAsync(start, batches)
    expect(bits(found.state)).toEqual(bits(plain))
    expect(bitsOf(found.seen)).toEqual(bitsOf([undefined, expected[0], undefined, expected[1]]))
  })

  it('count steps from the beginning of the training, not of the fold', () => {
    const { state, seen: first } = learn.observe(seen(), everySecond).fold(start, batches.slice(0, 3))
    const rest = learn.observe(seen(), everySecond).fold(state, batches.slice(3))
    expect(bitsOf([...first, ...rest.seen])).toEqual(bitsOf([undefined, expected[0], undefined, expected[1]]))
    expect(bits(rest.state)).toEqual(bits(plain))
  })

  it.each(named)('of a loss of one\'s own, whatever its tree, on $name', async ({ backend }) => {
    type P = readonly [Tensor<readonly [2]>, { readonly scale: Tensor<readonly []>, readonly unused: Tensor<readonly [2]> }]
    const [at, first, batch] = [t.of([2], [3, 4]), t.of([2], [0.5, -1]), { x: t.of([2], [1, 2]) }]
    const begin: P = [at, { scale: t.scalar(3), unused: first }]
    const distance = ([center, { scale }]: P, { x }: { readonly x: Tensor<readonly [2]> }) =>
      pipe(center, t.sub(x), t.square, t.sum(), t.mul(scale))
    // The update is the gradient itself.
    const ascent = trainer.of({ init: () => begin, loss: distance }, { backend })({ optimizer: optimizer.scale(1) })
    const { seen: [found], state } = await ascent.observe(seen(), { measures: [observe.norms, observe.gradients({ every: 1 })] })
      .foldAsync(ascent.init(random.key(0)), [batch])
    expect(Object.keys(found!)).toEqual(['0', '1.scale', '1.unused'])
    const known = tree.leaves(d.grad((p: P) => distance(p, batch))(begin))
    expect(bits(found!)).toEqual(bits(Object.fromEntries(known.map(({ path, tensor }) => [path, tensor]))))
    expect(t.toArray(state.params[0])).toEqual([15, 16])
  })

  it.each([mutable, wasm])('stay what they were when later steps are done, on $name', (backend) => {
    const kept: Gradients[] = []
    const before: unknown[] = []
    trainer(mlp, { backend })({ loss: entropy, optimizer: optimizer.sgd({ learningRate: 1 }) }).observe(observe.progress(({ gradients }) => {
      kept.push(gradients)
      before.push(bits(gradients!))
    }), { measures: [observe.gradients({ every: 1 })] }).fold(trainer(mlp)({ loss: entropy, optimizer: optimizer.sgd({ learningRate: 1 }) })
      .init(random.key(1)), batchesOf(3, 3, 3))
    expect(bitsOf(kept)).toEqual(before)
    expect(new Set(before.map((one) => JSON.stringify(one))).size).toBe(3)
  })

  it('are of each batch where the optimizer accumulates several', () => {
    const gathered = trainer(mlp)({ loss: entropy, optimizer: optimizer.accumulate(2, optimizer.sgd({ learningRate: 1 })) })
    const alone = trainer(mlp)({ loss: entropy, optimizer: optimizer.sgd({ learningRate: 1 }) })
    const measures = [observe.gradients({ every: 1 })]
    const [first, second] = batchesOf(3, 3) as [Example, Example]
    const { seen: found } = gathered.observe(seen(), { measures }).fold(gathered.init(random.key(1)), [first, second])
    const single = (batch: Example) => alone.observe(seen(), { measures }).fold(alone.init(random.key(1)), [batch]).seen[0]
    expect(bitsOf(found)).toEqual(bitsOf([single(first), single(second)]))
  })

  it('cost nothing in steps that are not theirs, and nothing of who does not ask', () => {
    // What programs the backend was given, by how many results they have.
    const given: (readonly [results: number, text: string])[] = []
    const telling: Backend = { ...pure, loop: (made, carried) => (given.push([made.results.length, program.print(made)]), pure.loop(made, carried)) }
    const told = trainer(mlp, { backend: telling })({ loss: entropy, optimizer: optimizer.sgd({ learningRate: 1 }) })
    const begin = told.init(random.key(1))
    told.fold(begin, batchesOf(3, 3, 3, 3))
    told.observe(seen(), everySecond).fold(begin, batchesOf(3, 3, 3, 3))
    expect(given.map(([results]) => results)).toEqual([6, 6, 10])
    expect(given[1]![1]).toBe(given[0]![1])
  })

  it('are asked for by a whole number of steps', () => {
    expect(() => observe.gradients({ every: 0 })).toThrow('gradients: every should be a whole number of at least 1, but is 0')
    expect(() => observe.gradients({} as never)).toThrow('gradients: every should be a whole number of at least 1')
    expect(() => observe.gradients({ each: 2 } as never)).toThrow('gradients: unknown option "each"')
  })
})

describe('record', () => {
  const histograms = 2
  const { seen: all } = learn.observe(observe.record({ histograms }), { measures: [observe.norms, observe.gradients({ every: 2 })] }).fold(start, batches)

  it('makes histograms of gradients where it makes those of parameters', () => {
    expect(all.histograms.map(({ step }) => step)).toEqual([2, 4])
    for (const [i, { tensors }] of all.histograms.entries()) {
      const gradients = expected[i]!
      expect(tensors.filter((one) => one.gradients !== undefined).map(({ name }) => name)).toEqual(Object.keys(gradients))
      for (const { name, gradients: histogram } of tensors) {
        if (histogram === undefined) continue
        const list = (t.toArray(gradients[name] as never) as number[]).flat(9)
        expect(histogram.counts.reduce((a, b) => a + b)).toBe(list.length)
        expect([histogram.edges[0], histogram.edges.at(-1)]).toEqual([Math.min(...list), Math.max(...list)])
      }
    }
  })

  it('writes and reads them, and goes on with them', () => {
    const lines = all.histograms.map((event) => run.codec.decode(JSON.parse(JSON.stringify(run.codec.encode(event)))))
    expect(lines).toEqual(all.histograms.map(E.right))
    const recorded = observe.record<typeof start>({ histograms })
    const options = { measures: [observe.norms, observe.gradients({ every: 2 })] }
    const first = learn.observe(recorded, options).fold(start, batches.slice(0, 3))
    const states = { encode: learn.codec.encode, decode: () => E.left('none'), path: '' }
    const plainMemory = structuredClone(recorded.memory!.encode(first.seen, states))
    const back = recorded.memory!.decode(plainMemory, states)
    if (E.isLeft(back)) throw new Error(back.left)
    const rest = learn.observe({ ...observe.record<typeof start>({ histograms }), start: () => back.right } as typeof recorded, options).fold(first.state, batches.slice(3))
    expect(rest.seen.histograms).toEqual(all.histograms)
    expect(bits(rest.state)).toEqual(bits(plain))
  })
})

test('gradients that are not finite have a histogram of what is', () => {
  const roots = trainer.of({
    init: () => ({ at: t.of([2], [0, 4]) }),
    loss: ({ at }: { readonly at: Tensor<readonly [2]> }) => pipe(at, t.sqrt, t.sum()),
  }, { nonFinite: 'allow' })({ optimizer: optimizer.sgd({ learningRate: 0.5 }) })
  const watched = roots.observe(observe.record({ histograms: 1 }), { measures: [observe.gradients({ every: 1 })] })
  const { seen: { histograms: [found] } } = watched.fold(roots.init(random.key(0)), [{ x: t.zeros([1]) }])
  expect(found!.tensors[0]!.gradients).toEqual({ edges: [0.25, 0.25], counts: [1] })
})
