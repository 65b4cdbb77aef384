import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { all, earlyStopping, every, finite, history, progress, validation } from '../../src/trainer/observer.js'
import type { Moment, Observer } from '../../src/trainer/observer.js'
import { trainer } from '../../src/trainer/trainer.js'
import { complaint } from '../complaint.js'
import { backends, batchesOf, bits, examples, isFrozen, later, mlp, type Example } from './each.js'

const recipe = {
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: 0.05 }),
}
const batches = batchesOf(4, 4, 2, 4, 4, 2, 4)

describe.each(backends)('an observed fold on $name', (backend) => {
  const made = trainer(mlp, { backend })(recipe)
  const { step, fold, observe, evaluate } = made
  const start = made.init(random.key(11))
  const states = batches.reduce((list, batch) => [...list, step(list.at(-1) ?? start, batch)], [start])
  const after = (n: number) => states[n] as typeof start
  type State = typeof start

  it('gives the bits of the plain fold', async () => {
    const plain = bits(fold(start, batches))
    const looking: Observer<State, number> = { start: () => 0, see: (sum, { state }) => ({ value: sum + state().step }) }
    for (const observer of [looking, history<State>(), every(3, looking)]) {
      const watched = observe(observer as Observer<State, unknown>).fold(start, batches)
      expect(bits(watched.state)).toEqual(plain)
      expect(watched.stopped).toBeUndefined()
      expect('stopped' in watched).toBe(false)
      expect(bits((await observe(observer as Observer<State, unknown>).foldAsync(start, later(batches))).state)).toEqual(plain)
    }
  })

  it('sees the loss and the state of every step', () => {
    const seen: { readonly moment: Moment<State>; readonly bits: readonly string[] }[] = []
    observe(progress((moment) => { seen.push({ moment, bits: bits(moment.state()) }) })).fold(start, batches)
    expect(seen.map(({ moment }) => moment.step)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(seen.map(({ moment }) => moment.examples)).toEqual([4, 4, 2, 4, 4, 2, 4])
    seen.forEach(({ moment, bits: now }, i) => {
      expect(moment.loss).toBe(after(i + 1).loss)
      expect(now).toEqual(bits(after(i + 1)))
    })
  })

  it('gives snapshots that later steps do not change', () => {
    const snapshots: State[] = []
    observe(progress(({ state }) => { snapshots.push(state()) })).fold(start, batches)
    expect(snapshots.map(bits)).toEqual(states.slice(1).map(bits))
    expect(snapshots.every(isFrozen)).toBe(true)
  })

  it('keeps a history of step numbers and losses, from the state that it begins with', () => {
    const expected = states.slice(1).map((state) => ({ step: state.step, loss: state.loss }))
    const watched = observe(history()).fold(start, batches)
    expect(watched.seen).toEqual(expected)
    expectTypeOf(watched.seen).toEqualTypeOf<readonly { readonly step: number; readonly loss: number }[]>()
    expect(observe(history()).fold(after(3), batches.slice(3)).seen).toEqual(expected.slice(3))
    // One observer, two folds: neither sees what the other saw.
    const losses = history<State>()
    expect([observe(losses).fold(start, batches).seen, observe(losses).fold(start, batches).seen]).toEqual([expected, expected])
  })

  it('looks at every n-th step', () => {
    const steps: number[] = []
    expect(observe(every(3, progress(({ step: at }) => { steps.push(at) }))).fold(start, batches).seen).toBe(2 + 2)
    expect(steps).toEqual([3, 6])
    for (const wrong of [0, -1, 1.5, NaN])
      expect(complaint(() => every(wrong, history())).message).toContain('every: n should be a whole number of at least 1, but')
  })

  it('validates', () => {
    const data = examples(30, 2)
    const values = (s: State) => evaluate(s, data, { accuracy: metric.accuracy, loss: metric.loss })
    const { seen } = observe(validation({ every: 2, evaluate: values })).fold(start, batches)
    expect(seen).toEqual([2, 4, 6].map((at) => ({ step: at, values: values(after(at)) })))
    expectTypeOf(seen[0]?.values).toEqualTypeOf<{ readonly accuracy: number; readonly loss: number } | undefined>()
    expect(complaint(() => validation({ every: 0, evaluate: () => 0 })).argument).toBe('every')
  })

  it('stops early, with the best state kept', () => {
    const measures = [5, 3, 4, 3, 9, 1, 1]
    const early = earlyStopping({ every: 1, patience: 3, measure: (s: State) => measures[s.step - 1] as number })
    const { seen, stopped, state } = observe(early).fold(start, batches)
    expect(stopped).toBe('no better than 3 (step 2) for 3 looks, at step 5')
    expect(seen).toMatchObject({ step: 2, value: 3, waited: 3 })
    expect(bits(seen.state)).toEqual(bits(after(2)))
    expect(bits(state)).toEqual(bits(after(5)))
  })

  it('waits for something better by more than delta, and goes on where it comes', () => {
    const falling = observe(earlyStopping({ every: 2, patience: 2, measure: (s) => -s.step })).fold(start, batches)
    expect(falling.stopped).toBeUndefined()
    expect(falling.seen).toMatchObject({ step: 6, value: -6, waited: 0 })
    const slow = observe(earlyStopping({ every: 1, patience: 3, delta: 1, measure: (s) => -s.step / 2 })).fold(start, batches)
    expect(slow.seen).toMatchObject({ step: 7, value: -3.5 })
    // Steps 5 and 6 are better than step 4 by less than that, or as much.
    const slower = observe(earlyStopping({ every: 1, patience: 3, delta: 1, measure: (s) => -s.step / 2 })).fold(start, batches.slice(0, 6))
    expect(slower.seen).toMatchObject({ step: 4, value: -2, waited: 2 })
    const never = observe(earlyStopping({ every: 1, patience: 2, measure: () => NaN })).fold(start, batches)
    expect(never.stopped).toBe('no better than Infinity (step 0) for 2 looks, at step 2')
    expect(bits(never.seen.state)).toEqual(bits(start))
    expect(complaint(() => earlyStopping({ every: 1, patience: 0, measure: () => 0 })).argument).toBe('patience')
  })

  it('reads no batch after it stopped, and lets the source know', () => {
    let [read, closed] = [0, false]
    const source = function* () {
      try {
        for (const batch of batches) {
          read++
          yield batch
        }
      } finally {
        closed = true
      }
    }
    const stop: Observer<State, null> = {
      start: () => null,
      see: (value, { step: at }) => ({ value, ...(at === 3 ? { stop: 'enough' } : {}) }),
    }
    expect(observe(stop).fold(start, source())).toMatchObject({ stopped: 'enough', state: { step: 3 } })
    expect([read, closed]).toEqual([3, true])
  })

  it('sees with several eyes at once', () => {
    const stop = (at: number, reason: string): Observer<State, number> =>
      ({ start: () => 0, see: (value, { step: now }) => ({ value: value + 1, ...(now >= at ? { stop: reason } : {}) }) })
    const several = all({ losses: history<State>(), late: stop(5, 'late'), early: stop(4, 'early'), same: stop(4, 'same') })
    const watched = observe(several).fold(start, batches)
    expect(watched.stopped).toBe('early')
    expect(watched.seen).toMatchObject({ late: 4, early: 4, same: 4 })
    expect(watched.seen.losses.length).toBe(4)
    expect(observe(all({})).fold(start, batches).seen).toEqual({})
  })

  it('infers what the eyes see', () => {
    const watched = observe(all({
      losses: history(),
      best: earlyStopping({ every: 2, patience: 3, measure: (s: State) => s.loss }),
      kept: finite(),
    })).fold(start, batches)
    expectTypeOf(watched.seen.losses[0]?.loss).toEqualTypeOf<number | undefined>()
    expectTypeOf(watched.seen.best.state).toEqualTypeOf<State>()
    expect(bits(watched.seen.kept)).toEqual(bits(watched.state))
  })
})

describe.each(backends)('a loss that is no longer finite, on $name', (backend) => {
  const { init, fold, observe } = trainer(mlp, { backend })(recipe)
  const start = init(random.key(11))
  const poisoned = (value: number): Example => ({
    inputs: tensor.of([2, 3] as readonly [number, 3], [1, value, 0, 1, 2, 3]),
    targets: tensor.of([2] as readonly [number], [0, 1], 'i32'),
  })

  it('stops at the step, names it and keeps the last finite state', () => {
    const { state, seen, stopped } = observe(finite()).fold(start, [...batches.slice(0, 3), poisoned(NaN), ...batches.slice(3)])
    expect(stopped).toBe('the loss of step 4 is NaN')
    expect(bits(seen)).toEqual(bits(fold(start, batches.slice(0, 3))))
    expect(state.step).toBe(4)
    expect(state.loss).toBe(NaN)
    // It goes on from there.
    expect(bits(fold(seen, batches.slice(3)))).toEqual(bits(fold(start, batches)))
  })

  it('stops at the first step already, and keeps what it began with', () => {
    const { seen, stopped } = observe(finite()).fold(start, [poisoned(NaN)])
    expect(stopped).toBe('the loss of step 1 is NaN')
    expect(bits(seen)).toEqual(bits(start))
  })

  it('stops where parameters overflow before the loss does', () => {
    const net = pipe(n.input([1]), n.dense(1))
    const huge = trainer(net, { backend })({ loss: loss.absoluteError(), optimizer: optimizer.sgd({ learningRate: 1e30 }) })
    const of = (x: number) => ({ inputs: tensor.of([1, 1], [x]), targets: tensor.of([1, 1], [0]) })
    const { seen, stopped } = huge.observe(finite()).fold(huge.init(random.key(0)), [of(1e-30), of(1e20), of(1)])
    expect(stopped).toBe('params.0.weights after step 2 is not finite')
    expect(seen.step).toBe(1)
  })

  it.each([Infinity, 3e38])('stops at an input of %d in a network without saturation', (value) => {
    const linear = pipe(n.input([3]), n.dense(3))
    const made = trainer(linear, { backend })({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.01 }) })
    const from = made.init(random.key(1))
    const of = (x: number) => ({ inputs: tensor.of([1, 3], [1, x, 0]), targets: tensor.of([1, 3], [1, 0, 0]) })
    const { seen, stopped } = made.observe(finite()).fold(from, [of(1), of(2), of(value), of(1)])
    expect(stopped).toMatch(/^the loss of step 3 is (NaN|Infinity)$/)
    expect(bits(seen)).toEqual(bits(made.fold(from, [of(1), of(2)])))
  })

  it('stops a fold over time too', async () => {
    const data = pipe(examples(8), dataset.batches({ size: 4 }))
    const { seen, stopped } = await observe(finite()).foldAsync(start, later([...data, poisoned(NaN)]))
    expect(stopped).toBe('the loss of step 3 is NaN')
    expect(bits(seen)).toEqual(bits(fold(start, data)))
  })
})

describe.each(backends)('a fold without an observer, on $name', (backend) => {
  const made = trainer(mlp, { backend })(recipe)
  const start = made.init(random.key(11))
  const poisoned = (value: number): Example => ({
    inputs: tensor.of([2, 3] as readonly [number, 3], [1, 0, 0, 1, value, 3]),
    targets: tensor.of([2] as readonly [number], [0, 1], 'i32'),
  })
  const list = [...batches.slice(0, 2), poisoned(NaN), ...batches.slice(2)]

  it('ends with an error at the step whose loss is not finite, which says what is not', async () => {
    const said = 'the loss of step 3 is NaN, batch.inputs holds NaN, params.0.weights holds after it NaN. '
      + "A trainer with { nonFinite: 'allow' } goes on"
    const error = complaint(() => made.fold(start, list))
    expect([error.operation, error.argument, error.message]).toEqual(['fold', 'batch.inputs', expect.stringContaining(said)])
    expect(complaint(() => made.observe(history()).fold(start, list)).argument).toBe('batch.inputs')
    expect(complaint(() => made.step(start, poisoned(NaN))).message).toContain('step: the loss of step 1 is NaN, batch.inputs holds NaN')
    await expect(made.foldAsync(start, later(list))).rejects.toThrow('foldAsync: the loss of step 3 is NaN')
    await expect(made.observe(history()).foldAsync(start, later(list))).rejects.toThrow('the loss of step 3 is NaN')
    // It is as it was before.
    expect(bits(made.fold(start, batches))).toEqual(bits(trainer(mlp, { backend })(recipe).fold(start, batches)))
  })

  it('ends with an error that names the parameter when only the last update has gone too far', () => {
    const net = pipe(n.input([1]), n.dense(1))
    const huge = trainer(net, { backend })({ loss: loss.absoluteError(), optimizer: optimizer.sgd({ learningRate: 1e30 }) })
    const of = (x: number) => ({ inputs: tensor.of([1, 1], [x]), targets: tensor.of([1, 1], [0]) })
    const error = complaint(() => huge.fold(huge.init(random.key(0)), [of(1e-30), of(1e20)]))
    expect(error.argument).toBe('params.0.weights')
    expect(error.message).toMatch(/^fold: params\.0\.weights holds -?Infinity after step 2\./)
  })

  it('goes on where that is asked for', () => {
    const lax = trainer(mlp, { backend, nonFinite: 'allow' })(recipe)
    const { step, loss: last, params } = lax.fold(start, list)
    expect([step, last]).toEqual([list.length, NaN])
    expect(tensor.toArray(params[0].bias).every(Number.isNaN)).toBe(true)
  })

  it('takes nothing else for an answer', () =>
    expect(complaint(() => trainer(mlp, { backend, nonFinite: 'warn' as 'allow' })(recipe)).argument).toBe('nonFinite'))
})
