/** Trainings on backends that answer later: the same bits, steps in advance, and failures that leave a whole state. */
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, expectTypeOf, it, test } from 'vitest'
import { mutable, pure, worker, type AsyncBackend } from '../../src/backend/index.js'
import { begin, type Thread } from '../../src/backend/wasm/threads/thread.js'
import { workerOn } from '../../src/backend/worker/workerOn.js'
import * as dataset from '../../src/dataset/index.js'
import { FoldError } from '../../src/jit/foldError.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import * as observe from '../../src/trainer/observer.js'
import { trainer } from '../../src/trainer/trainer.js'
import { pipe } from '../../src/shape/pipe.js'
import { later as after } from '../backend/later.js'
import { batchesOf, bits, examples, later, mlp, type Example } from './each.js'

const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }) }
const reference = trainer(mlp, { backend: pure })(recipe)
const start = reference.init(random.key(3))
const beside = await worker()
afterAll(beside.close)
const stateAfter = (batches: readonly Example[], steps: number) => reference.fold(start, batches.slice(0, steps))

/** What was thrown, which has to be the error of a fold. */
const broken = async (fold: Promise<unknown>): Promise<FoldError<typeof start>> => {
  const error = await fold.then(() => undefined, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(FoldError)
  return error as FoldError<typeof start>
}

const kinds: readonly AsyncBackend[] = [after(mutable), after(pure, { ahead: 1 }), after(mutable, { ahead: 100 }), beside]
describe.each(kinds.map((backend) => ({ name: `${backend.name}, ${backend.ahead} ahead`, backend })))('$name', ({ backend }) => {
  const on = trainer(mlp, { backend })(recipe)

  it('folds to the same bits, over lists and what arrives in time', async () => {
    for (const sizes of [[], [5], [4, 4, 4, 4], [8, 8, 3], [4, 1, 4, 2, 1, 4, 4, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2]]) {
      const batches = batchesOf(...sizes)
      const expected = bits(reference.fold(start, batches))
      expect(bits(await on.foldAsync(start, batches))).toEqual(expected)
      expect(bits(await on.foldAsync(start, later(batches)))).toEqual(expected)
    }
    expect(bits(on.init(random.key(3)))).toEqual(bits(start))
  })

  it('folds to the same bits, whatever the sizes, and in however many pieces, several folds at once', () =>
    fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 }), fc.nat(8), async (sizes, at) => {
      const batches = batchesOf(...sizes)
      const whole = bits(reference.fold(start, batches))
      const [one, two] = await Promise.all([
        on.foldAsync(start, batches),
        on.foldAsync(start, batches.slice(0, at)).then((middle) => on.foldAsync(middle, later(batches.slice(at)))),
      ])
      expect(bits(one)).toEqual(whole)
      expect(bits(two)).toEqual(whole)
    }), { numRuns: 10 }))

  it('folds many steps, more than are kept to be done again', async () => {
    const batches = Array.from({ length: 300 }, (_, i) => batchesOf(1 + i % 3)[0]!)
    expect(bits(await on.foldAsync(start, batches))).toEqual(bits(reference.fold(start, batches)))
  })

  it('observes the same steps', async () => {
    const batches = batchesOf(...Array.from({ length: 9 }, (_, i) => 1 + i % 4))
    const observer = observe.all({
      losses: observe.history<typeof start>(),
      states: observe.every(2, { start: () => [] as readonly unknown[], see: (seen, { state, examples: many }) => ({ value: [...seen, [many, bits(state() as object)]] }) }),
      best: observe.earlyStopping<typeof start>({ every: 3, patience: 9, measure: ({ loss: last }) => last }),
    })
    const expected = reference.observe(observer).fold(start, batches)
    const found = await on.observe(observer).foldAsync(start, later(batches))
    expect(bits(found.state)).toEqual(bits(expected.state))
    expect(found.seen.losses).toEqual(expected.seen.losses)
    expect(found.seen.states).toEqual(expected.seen.states)
    expect([found.seen.best.step, bits(found.seen.best.state), found.stopped]).toEqual([expected.seen.best.step, bits(expected.seen.best.state), undefined])
  })

  it.each([1, 4, 70])('stops where an observer says so, at step %i, with the state after it', async (last) => {
    const batches = Array.from({ length: 90 }, (_, i) => batchesOf(1 + i % 3)[0]!)
    const stopping = { looks: () => false, start: () => 0, see: (seen: number, { step }: { readonly step: number }) =>
      ({ value: seen + 1, ...(step === last ? { stop: 'enough' } : {}) }) }
    let closed = 0
    const given = function* () {
      try { yield* batches } finally { closed++ }
    }
    const { state, seen, stopped } = await on.observe(stopping).foldAsync(start, given())
    expect([seen, stopped, state.step, closed]).toEqual([last, 'enough', last, 1])
    expect(bits(state)).toEqual(bits(stateAfter(batches, last)))
    // The trainer works on.
    expect(bits(await on.foldAsync(start, batches.slice(0, 3)))).toEqual(bits(stateAfter(batches, 3)))
  })

  it('waits for observers that take their time', async () => {
    const batches = batchesOf(2, 2, 2, 2, 2)
    const slow: observe.AsyncObserver<typeof start, readonly number[]> = {
      looks: (step) => step % 2 === 0,
      start: () => [],
      see: async (seen, { step, state }) => {
        if (step % 2 === 1) return { value: seen }
        const { accuracy } = await on.evaluateAsync(state(), examples(6), { accuracy: metric.accuracy })
        return { value: [...seen, accuracy], ...(step === 4 ? { stop: 'seen twice' } : {}) }
      },
    }
    const { state, seen, stopped } = await on.observe(slow).foldAsync(start, batches)
    expect([state.step, stopped]).toEqual([4, 'seen twice'])
    expect(seen).toEqual([2, 4].map((k) => reference.evaluate(stateAfter(batches, k), examples(6), { accuracy: metric.accuracy }).accuracy))
  })

  it('looks by measures that take their time, as a fold does by those that give numbers at once', async () => {
    const batches = batchesOf(...Array.from({ length: 12 }, (_, i) => 1 + i % 3))
    const data = examples(6)
    const measures = { loss: metric.loss, accuracy: metric.accuracy }
    const stop = { every: 2, patience: 1, delta: 1 }
    const expected = reference.observe(observe.all({
      checks: observe.validation({ every: 3, evaluate: (state: typeof start) => reference.evaluate(state, data, measures) }),
      best: observe.earlyStopping({ ...stop, measure: (state: typeof start) => reference.evaluate(state, data, measures).loss }),
    })).fold(start, batches)
    const evaluate = (state: typeof start) => on.evaluateAsync(state, data, measures)
    const found = await on.observe(observe.all({
      checks: observe.validation({ every: 3, evaluate }),
      best: observe.earlyStopping({ ...stop, measure: async (state: typeof start) => (await evaluate(state)).loss }),
    })).foldAsync(start, batches)
    expect([found.seen.checks, found.stopped, found.state.step]).toEqual([expected.seen.checks, expected.stopped, expected.state.step])
    expect([found.stopped, found.seen.checks.length]).toEqual([expect.stringContaining('looks, at step'), 1])
    expect([bits(found.state), bits(found.seen.best.state)]).toEqual([bits(expected.state), bits(expected.seen.best.state)])
    const { seen } = await on.observe(observe.every(2, observe.validation({ every: 3, evaluate }))).foldAsync(start, batches)
    expect(seen.map(({ step }) => step)).toEqual([6, 12])
  })

  it('ends with what a measure throws, or gives that is no number', async () => {
    const stopping = (measure: () => Promise<number>) =>
      on.observe(observe.earlyStopping<typeof start>({ every: 1, patience: 2, measure })).foldAsync(start, batchesOf(2, 2, 2))
    await expect(stopping(() => Promise.reject(new Error('no data')))).rejects.toThrow('no data')
    await expect(stopping(() => Promise.resolve('0.5' as never))).rejects.toThrow('earlyStopping: measure should be a function that gives a number, but is "0.5"')
  })

  it('names the step whose loss is not finite, and what holds it', async () => {
    const batches = batchesOf(3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    const bad = { ...batches[5]!, inputs: t.full(batches[5]!.inputs.shape, Infinity) } as Example
    const given = [...batches.slice(0, 5), bad, ...batches.slice(6)]
    const message = (error: unknown): string => (error as Error).message.replace(/ \(at .*/, '')
    const expected = await reference.foldAsync(start, later(given)).catch(message)
    expect(expected).toMatch(/the loss of step 6 is NaN, batch\.inputs holds Infinity/)
    expect(await on.foldAsync(start, given).catch(message)).toBe(expected)
    expect(await on.foldAsync(start, later(given)).catch(message)).toBe(expected)
    const { foldAsync } = trainer(mlp, { backend, nonFinite: 'allow' })(recipe)
    expect((await foldAsync(start, given)).step).toBe(10)
  })

  it('tells of a wrong batch after what was right before it', async () => {
    const batches = batchesOf(3, 3, 3)
    const wrong = { inputs: t.zeros([2, 99]), targets: t.zeros([2], 'i32') } as unknown as Example
    const seen: number[] = []
    const watch = on.observe(observe.progress(({ step }) => { seen.push(step) }))
    await expect(watch.foldAsync(start, [...batches, wrong, ...batches])).rejects.toThrow(/batch\.inputs is f32\[2, 99\]/)
    expect(seen).toEqual([1, 2, 3])
    const failing = async function* () { yield* batches; throw new Error('the file has ended') }
    await expect(on.foldAsync(start, failing())).rejects.toThrow('the file has ended')
  })

  it('takes no more batches ahead than its backend wants', async () => {
    let [taken, seen, most] = [0, 0, 0]
    const given = function* () {
      for (const batch of batchesOf(...Array.from({ length: 30 }, () => 2))) {
        most = Math.max(most, ++taken - seen)
        yield batch
      }
    }
    await on.observe(observe.progress<typeof start>(() => { seen++ })).foldAsync(start, given())
    expect([taken, seen]).toEqual([30, 30])
    expect(most).toBeLessThanOrEqual(backend.ahead + 1)
    if (backend.ahead > 1) expect(most).toBeGreaterThan(1)
  })

  it('predicts and evaluates the same', async () => {
    for (const many of [1, 3, 700]) {
      const data = examples(many)
      expect(bits(await on.predictAsync(start, data.inputs))).toEqual(bits(reference.predict(start, data.inputs)))
      const metrics = { accuracy: metric.accuracy, loss: metric.loss }
      expect(await on.evaluateAsync(start, data, metrics)).toEqual(reference.evaluate(start, data, metrics))
    }
    expect((await on.predictAsync(start, t.zeros([0, ...mlp.input]))).shape).toEqual([0, ...mlp.output])
    const { predictAsync } = mlp.compile(start.params, { backend })
    const { predict } = mlp.compile(start.params)
    const { inputs } = examples(5)
    const made = await Promise.all([predictAsync(inputs), predictAsync(t.zeros(mlp.input))])
    expect(made.map(bits)).toEqual([predict(inputs), predict(t.zeros(mlp.input))].map(bits))
  })

  it('has, by its type, only what can be asked of it; the rest says what to call', () => {
    expectTypeOf<keyof typeof on>().toEqualTypeOf<'init' | 'foldAsync' | 'observe' | 'evaluateAsync' | 'predictAsync' | 'program' | 'codec'>()
    const { fold, step, predict, evaluate } = on as unknown as Readonly<Record<string, () => unknown>>
    expect(fold).toThrow(/^fold: backend ".*" answers later: call foldAsync/)
    expect(step).toThrow('call foldAsync')
    expect(predict).toThrow('call predictAsync')
    expect(evaluate).toThrow('call evaluateAsync')
    const observed = on.observe(observe.history())
    expectTypeOf<keyof typeof observed>().toEqualTypeOf<'foldAsync'>()
    expect((observed as unknown as { readonly fold: () => unknown }).fold).toThrow('call foldAsync')
  })
})

describe('a backend that fails in the middle of a fold', () => {
  const batches = Array.from({ length: 90 }, (_, i) => batchesOf(1 + i % 3)[0]!)

  it.each([1, 2, 6, 66, 90])('at step %i: the error has the state before it', async (bad) => {
    let runs = 0
    const failing = after(mutable, { before: (what) => { if (what === 'step' && ++runs === bad) throw new Error('no power') } })
    const { foldAsync } = trainer(mlp, { backend: failing })(recipe)
    const { state, step, message, cause } = await broken(foldAsync(start, batches))
    expect([step, state.step, (cause as Error).message]).toEqual([bad, bad - 1, 'no power'])
    expect(message).toMatch(new RegExp(`^foldAsync: step ${bad} failed: no power`))
    expect(bits(state)).toEqual(bits(stateAfter(batches, bad - 1)))
    // From there the training goes on to the same end.
    expect(bits(await foldAsync(state, batches.slice(state.step)))).toEqual(bits(reference.fold(start, batches)))
  })

  it('for good: the error has the last state that came back', async () => {
    let runs = 0
    const failing = after(mutable, { before: () => { if (++runs > 75) throw new Error('no power') } })
    const { state, step } = await broken(trainer(mlp, { backend: failing })(recipe).foldAsync(start, later(batches)))
    // One of the runs was a look at the state after 64 steps.
    expect([step, state.step]).toEqual([75, 64])
    expect(bits(state)).toEqual(bits(stateAfter(batches, 64)))
  })

  it('when the end is asked for', async () => {
    const failing = after(mutable, { before: (what) => { if (what === 'carried') throw new Error('no power') } })
    const { state, step } = await broken(trainer(mlp, { backend: failing })(recipe).foldAsync(start, batches.slice(0, 5)))
    expect([step, state.step]).toEqual([5, 0])
    expect(bits(state)).toEqual(bits(start))
  })

  it('while an observer looks', async () => {
    let runs = 0
    const failing = after(mutable, { before: () => { if (++runs === 9) throw new Error('no power') } })
    const seen: number[] = []
    const { foldAsync } = trainer(mlp, { backend: failing })(recipe).observe(observe.progress<typeof start>(({ step, state }) => { seen.push(step, state().step) }))
    const { state, step } = await broken(foldAsync(start, batches))
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
    expect([step, state.step]).toEqual([5, 4])
    expect(bits(state)).toEqual(bits(stateAfter(batches, 4)))
  })

  it('by an index out of range', async () => {
    const net = pipe(n.input([3], 'i32'), n.embedding(5, 4), n.flatten, n.dense(2))
    const on = trainer(net, { backend: beside })(recipe)
    const same = trainer(net)(recipe)
    const [first, targets] = [same.init(random.key(1)), t.zeros([2], 'i32')]
    const given = [1, 2, 3, 9, 4, 4].map((i) => ({ inputs: t.full([2, 3], i, 'i32'), targets }))
    const error = await on.foldAsync(first, given).then(() => undefined, (reason: unknown) => reason) as FoldError<typeof first>
    expect(error).toBeInstanceOf(FoldError)
    expect(error).toMatchObject({ name: 'TenfoldError', operation: 'foldAsync', argument: 'indices[0]', expected: 'an index from 0 to 4', received: 9, step: 4 })
    expect(bits(error.state)).toEqual(bits(same.fold(first, given.slice(0, 3))))
  })

  it('because its worker is lost: also while a list takes its time', async () => {
    const begun: Thread[] = []
    const lost = await workerOn({ threads: 1, relaxed: false }, (source, listener) => {
      const thread = begin(source, listener)
      begun.push(thread)
      return thread
    })
    const { foldAsync, observe: watch } = trainer(mlp, { backend: lost })(recipe)
    const stuck = async function* () {
      yield* batches.slice(0, 7)
      await new Promise(() => {})
    }
    const ending = observe.progress<typeof start>(({ step }) => { if (step === 7) void setTimeout(5).then(() => begun[0]!.end()) })
    const endless = async function* () {
      for (let i = 0; ; i++) {
        yield batches[i % 90]!
        await setTimeout(1)
      }
    }
    const error = await broken(watch(ending).foldAsync(start, endless()))
    expect(error.message).toMatch(/^foldAsync: step \d+ failed: backend\.worker: the worker has ended: it ended with code 1/)
    expect(error.state.step).toBeGreaterThanOrEqual(7)
    expect(error.state.step).toBeLessThan(error.step)
    expect(bits(error.state)).toEqual(bits(reference.fold(start, Array.from({ length: error.state.step }, (_, i) => batches[i % 90]!))))
    const { state, step } = await broken(foldAsync(start, stuck()))
    expect([step, state.step]).toEqual([1, 0])
    await lost.close()
  })
})

test('what runs at once is refused such a backend', () => {
  expect(() => n.calibrate(mlp, { backend: beside as never })(start.params, [])).toThrow(/backend should be a backend that answers at once/)
})

test('a training leaves the thread free', async () => {
  const net = pipe(n.input([512]), n.dense(512), n.relu, n.dense(10))
  const { init, foldAsync } = trainer(net, { backend: beside })(recipe)
  const batches = dataset.batches({ size: 128, epochs: 12 })(dataset.of({ inputs: t.ones([512, 512]), targets: t.zeros([512], 'i32') }))
  const first = init(random.key(0))
  await foldAsync(first, [...batches].slice(0, 1))
  let turns = 0
  const timer = setInterval(() => { turns++ }, 1)
  const { step } = await foldAsync(first, batches)
  clearInterval(timer)
  // At least as often as there was a step to be waited for; while a fold on this thread runs, none comes.
  expect(step).toBe(48)
  expect(turns).toBeGreaterThan(24)
})

test('what takes its time is waited for on a backend that answers later, and nowhere else', () => {
  type St = typeof start
  const checks = observe.validation({ every: 1, evaluate: async ({ step }: St) => step })
  expectTypeOf(checks).toEqualTypeOf<observe.AsyncObserver<St, readonly observe.Validation<number>[]>>()
  expectTypeOf(observe.validation({ every: 1, evaluate: ({ step }: St) => step })).toEqualTypeOf<observe.Observer<St, readonly observe.Validation<number>[]>>()
  expectTypeOf(observe.earlyStopping({ every: 1, patience: 1, measure: async ({ loss: last }: St) => last })).toEqualTypeOf<observe.AsyncObserver<St, observe.Best<St>>>()
  expectTypeOf(observe.every(2, checks)).toEqualTypeOf<typeof checks>()
  const mixed = observe.all({ checks, losses: observe.history<St>() })
  const typed: observe.AsyncObserver<St, { readonly checks: readonly observe.Validation<number>[]; readonly losses: readonly observe.LossAt[] }> = mixed
  expect(typed.looks!(1)).toBe(true)
  // @ts-expect-error the observer may give a promise, which a fold at once has no time for
  expect(() => reference.observe(checks).fold(start, batchesOf(2))).toThrow(/see should be a function that gives \{ value, stop\? \} at once, but is/)
  // @ts-expect-error so may one with others beside it
  expect(() => reference.observe(mixed).fold(start, batchesOf(2))).toThrow('{ value, stop? } at once')
})

test('what measures finds the type of the state around it', async () => {
  const on = trainer(mlp, { backend: after(mutable) })(recipe)
  const { seen } = await on.observe(observe.validation({ every: 2, evaluate: (state) => on.evaluateAsync(state, examples(6), { loss: metric.loss }) }))
    .foldAsync(start, batchesOf(2, 2))
  expectTypeOf(seen[0]!.values.loss).toEqualTypeOf<number>()
  expect(seen.map(({ values }) => values.loss)).toEqual([reference.evaluate(stateAfter(batchesOf(2, 2), 2), examples(6), { loss: metric.loss }).loss])
})
