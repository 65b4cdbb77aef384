/** What is measured of steps: parts of their programs that change no bit of a state. */
import { afterAll, describe, expect, expectTypeOf, it, test } from 'vitest'
import { dataset, loss, network as n, observe, optimizer, pipe, random, tensor as t, trainer, tree, type Tensor } from '../../src/index.js'
import { mutable, pure, worker } from '../../src/backend/index.js'
import type { AsyncBackend, Backend } from '../../src/backend/index.js'
import { later } from '../backend/later.js'
import { batchesOf, bits, mlp } from './each.js'
import { allBackends } from '../jit/each.js'

const schedule = optimizer.schedule.cosineDecay({ initial: 0.05, steps: 12 })
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: schedule }) }
const measures = [observe.time(() => 0), observe.learningRate, observe.norms]
const batches = batchesOf(3, 1, 4, 1, 5, 3)
const [{ backends, close }, beside] = await Promise.all([allBackends(), worker()])
afterAll(close)
afterAll(beside.close)

/** All that was seen of each step. */
const moments = <St>(): observe.Observer<St, readonly observe.Moment<St>[]> =>
  ({ looks: () => false, start: () => [], see: (seen, moment) => ({ value: [...seen, moment] }) })
const numbersOf = (seen: readonly observe.Moment<unknown>[]) => seen.map(({ state: _, ...numbers }) => numbers)

const reference = trainer(mlp, { backend: pure })(recipe)
const start = reference.init(random.key(3))
const plain = reference.fold(start, batches)
const expected = reference.observe(moments(), { measures }).fold(start, batches)

describe('measures', () => {
  const all: readonly (Backend | AsyncBackend)[] = [...backends, later(mutable), beside]
  it.each(all.map((backend) => ({ name: backend.name, backend })))('give the same numbers and change no bit on $name', async ({ backend }) => {
    const learn = trainer(mlp, { backend: backend as Backend })(recipe)
    const found = await learn.observe(moments(), { measures }).foldAsync(start, batches)
    expect(bits(found.state)).toEqual(bits(plain))
    expect(numbersOf(found.seen)).toEqual(numbersOf(expected.seen))
  })

  it('leave a training that nobody measures as it is', () => {
    const found = reference.observe(moments()).fold(start, batches)
    expect(bits(found.state)).toEqual(bits(plain))
    expect(Object.keys(found.seen[0]!)).toEqual(['step', 'loss', 'examples', 'state'])
    const { seen } = reference.observe(moments(), { measures: [] }).fold(start, batches)
    expect(Object.keys(seen[0]!)).toEqual(['step', 'loss', 'examples', 'state'])
  })

  it('are what they have to be', () => {
    const watch = (options: unknown) => () => reference.observe(observe.history(), options as observe.ObserveOptions)
    expect(watch({ measures: observe.norms })).toThrow('observe: measures should be a list of measures, such as observe.norms')
    expect(watch({ measures: [observe.finite] })).toThrow('observe: measures should be a list of measures, such as observe.norms')
    expect(watch({ measure: [] })).toThrow('observe: unknown option "measure"; did you mean "measures"?')
    expect(() => observe.time(0 as never)).toThrow('time: clock should be a function, but is 0')
    const later_ = trainer(mlp, { backend: beside })(recipe)
    expect(() => later_.observe(observe.history(), { measures: [1] } as never)).toThrow('observe: measures should be a list of measures')
    expectTypeOf<observe.Moment<unknown>['learningRate']>().toEqualTypeOf<number | undefined>()
  })
})

describe('norms', () => {
  const length = (x: t.AnyTensor): number => Math.sqrt((t.toArray(x as never) as number[]).flat(9).reduce((sum, v) => sum + v * v, 0))
  const net = pipe(n.input([3]), n.dense(4), n.batchNorm(), n.named('last', n.dense(3)))
  const learn = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.25 }) })
  const first = learn.init(random.key(1))
  const [batch] = batchesOf(8)
  const { state, seen: [moment] } = learn.observe(moments(), { measures: [observe.norms] }).fold(first, [batch!])

  it('are those of what moves the parameters, by their paths, statistics left out', () => {
    const { gradient, update } = moment!.norms!
    const before = tree.leaves(first.params)
    const moved = new Map(tree.leaves(state.params).map(({ path, tensor }, i) => [path, length(t.sub(before[i]!.tensor as never)(tensor as never))]))
    const learned = before.map(({ path }) => path).filter((path) => !path.includes('statistics'))
    expect(learned.length).toBeLessThan(before.length)
    expect(Object.keys(gradient.tensors)).toEqual(learned)
    expect(Object.keys(update.tensors)).toEqual(learned)
    for (const path of learned) {
      expect(update.tensors[path]).toBeCloseTo(moved.get(path)!, 5)
      // Gradient descent: an update is the gradient times a quarter.
      expect(gradient.tensors[path]! / 4).toBeCloseTo(update.tensors[path]!, 6)
    }
    expect(gradient.all).toBeCloseTo(Math.hypot(...Object.values(gradient.tensors)), 6)
  })

  it('are of the gradient before it is clipped', () => {
    const clipped = trainer(net)({
      loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.chain(optimizer.clipByGlobalNorm(0.01), optimizer.sgd({ learningRate: 1 })),
    })
    const { seen } = clipped.observe(moments(), { measures: [observe.norms] }).fold(clipped.init(random.key(1)), [batch!])
    expect(seen[0]!.norms!.gradient).toEqual(moment!.norms!.gradient)
    expect(seen[0]!.norms!.update.all).toBeCloseTo(0.01, 8)
  })
})

describe('learningRate', () => {
  const rates = (made: optimizer.AnyOptimizer<any>, steps = 5): readonly (number | undefined)[] => {
    const learn = trainer(mlp)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: made as ReturnType<typeof optimizer.sgd> })
    return learn.observe(moments(), { measures: [observe.norms, observe.learningRate] })
      .fold(learn.init(random.key(1)), batchesOf(...Array.from({ length: steps }, () => 2))).seen.map(({ learningRate }) => learningRate)
  }
  const falling = optimizer.schedule.polynomialDecay({ initial: 1, steps: 4 })
  const none = [undefined, undefined, undefined, undefined, undefined]
  const half = optimizer.sgd({ learningRate: 0.5 })

  it.each<readonly [string, optimizer.AnyOptimizer<any>, readonly (number | undefined)[]]>([
    ['a constant', optimizer.adam({ learningRate: 1e-3 }), [1e-3, 1e-3, 1e-3, 1e-3, 1e-3]],
    ['a schedule', optimizer.momentum({ learningRate: falling }), [1, 0.75, 0.5, 0.25, 0]],
    ['a schedule of a constant', optimizer.chain(optimizer.scaleByAdam(), optimizer.scaleBySchedule(falling), optimizer.scaleByLearningRate(0.5)), [0.5, 0.375, 0.25, 0.125, 0]],
    ['plateaus', optimizer.chain(half, optimizer.reduceOnPlateau({ factor: 0.5, patience: 1, relative: 0.99, absolute: 99 })), [0.5, 0.25, 0.125, 0.0625, 0.03125]],
    ['a part of the parameters', optimizer.masked(half, optimizer.isWeights), [0.5, 0.5, 0.5, 0.5, 0.5]],
    ['several batches for an update', optimizer.accumulate(2, optimizer.sgd({ learningRate: falling })), [1, 1, 0.75, 0.75, 0.5]],
    ['several', optimizer.partition({ a: half, b: half }, (path) => (path.startsWith('0') ? 'a' : 'b')), none],
    ['several, and a schedule', optimizer.chain(optimizer.partition({ a: half }, () => 'a'), optimizer.scaleBySchedule(falling)), none],
    ['none', optimizer.scale(-0.5), none],
    ['one\'s own', { init: () => null, update: (g: unknown) => [g, null] as const }, none],
  ])('of %s', (_, made, expected_) => {
    expect(rates(made)).toEqual(expected_)
  })
})

describe('time', () => {
  it('is by the clock that was handed in, from the beginning of each fold', () => {
    const data = dataset.of({ inputs: t.ones([6, 3]), targets: t.zeros([6], 'i32') })
    let now = 5000
    let reads = 0
    const clock = () => (reads++, now)
    const watched = reference.observe(moments(), { measures: [observe.time(clock)] })
    const given = function* () {
      for (const [i, batch] of [...pipe(data, dataset.batches({ size: 2, epochs: 2 }))].entries()) {
        now += i < 3 ? 500 : 250
        yield batch
      }
    }
    const seen = () => watched.fold(start, given()).seen.map(({ seconds, examplesPerSecond }) => [seconds, examplesPerSecond])
    // From 1 s on, the rate is of what came after the second before.
    const expected_ = [[0.5, 4], [1, 4], [1.5, 4], [1.75, 8 / 1.75], [2, 5], [2.25, 8 / 1.25]]
    const first = seen()
    expect(first).toEqual(expected_.map((pair) => pair.map((x) => expect.closeTo(x, 12))))
    expect(seen()).toEqual(first)
    expect(reads).toBe(14)
  })

  it('has no rate while the clock stands still', () => {
    const { seen } = reference.observe(moments(), { measures: [observe.time(() => 7)] }).fold(start, batches)
    expect(seen.map((moment) => [moment.seconds, 'examplesPerSecond' in moment])).toEqual(batches.map(() => [0, false]))
  })
})

test('a loss of one\'s own is measured, too', () => {
  const point = trainer.of({
    init: () => ({ at: t.of([2], [3, 4]) }),
    loss: ({ at }: { readonly at: Tensor<readonly [2]> }, { x }: { readonly x: Tensor<readonly [2]> }) => pipe(at, t.sub(x), t.square, t.sum()),
  })({ optimizer: optimizer.sgd({ learningRate: 0.5 }) })
  const { seen } = point.observe(moments(), { measures: [observe.norms, observe.learningRate] }).fold(point.init(random.key(0)), [{ x: t.zeros([2]) }])
  expect(numbersOf(seen)).toEqual([{
    step: 1, loss: 25, examples: 2, learningRate: 0.5,
    norms: { gradient: { all: 10, tensors: { at: 10 } }, update: { all: 5, tensors: { at: 5 } } },
  }])
})
