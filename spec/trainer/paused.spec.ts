/** Trainings that let the event loop turn, and end by a signal: pauses and ends change no bit. */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, expectTypeOf, it, test, vi } from 'vitest'
import { jitFold, loss, observe, optimizer, random, tensor as t, trainer, type FoldOptions, type Tensor } from '../../src/index.js'
import { mutable, pure, worker } from '../../src/backend/index.js'
import type { AsyncBackend, Backend } from '../../src/backend/index.js'
import { turns } from '../../src/jit/turns.js'
import { later as after } from '../backend/later.js'
import { root } from '../examples/program.js'
import { allBackends } from '../jit/each.js'
import { batchesOf, bits, later, mlp, type Example } from './each.js'

const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }) }
const reference = trainer(mlp, { backend: pure })(recipe)
const start = reference.init(random.key(3))
const [{ backends, close }, beside] = await Promise.all([allBackends(), worker()])
afterAll(close)
afterAll(beside.close)
afterEach(() => { vi.unstubAllGlobals() })

/** What all kinds of trainers have. */
type Learn = Pick<typeof reference, 'foldAsync' | 'observe'>
const on = (backend: Backend | AsyncBackend): Learn => trainer(mlp, { backend: backend as Backend })(recipe)
const many = Array.from({ length: 40 }, (_, i) => batchesOf(1 + i % 3)[0]!)

/** Aborts after the k-th step. */
const aborting = (k: number) => {
  const controller = new AbortController()
  const observer: observe.Observer<unknown, number> = {
    looks: () => false,
    start: () => 0,
    see: (seen, { step }) => {
      if (step === k) controller.abort()
      return { value: seen + 1 }
    },
  }
  return { signal: controller.signal, observer }
}
const endless = function* (): Generator<Example> {
  for (let i = 0; ; i++) yield many[i % many.length]!
}
const endlessly = (n: number): readonly Example[] => Array.from({ length: n }, (_, i) => many[i % many.length]!)

const all: readonly (Backend | AsyncBackend)[] = [...backends, after(mutable), after(pure, { ahead: 1 }), beside]
describe.each(all.map((backend) => ({ name: backend.name, backend })))('$name', ({ backend }) => {
  const learn = on(backend)

  it('goes on from where it was stopped, to the bits of the training that never stopped', () =>
    fc.assert(fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 9 }), fc.nat(9), fc.constantFrom(0, 0.01, 12, Infinity), fc.boolean(),
      async (sizes, at, yieldEvery, isLate) => {
        const batches = batchesOf(...sizes)
        const k = Math.min(at, sizes.length - 1)
        const { signal, observer } = aborting(k)
        const given = (list: readonly Example[]) => (isLate ? later(list) : list)
        const { state, seen, stopped } = await learn.observe(observer).foldAsync(start, given(batches), { signal, yieldEvery })
        // No step is aborted where k is 0.
        const done = k === 0 ? sizes.length : k
        expect([state.step, seen, stopped]).toEqual([done, done, k === 0 ? undefined : 'aborted'])
        expect(bits(state)).toEqual(bits(reference.fold(start, batches.slice(0, done))))
        const end = await learn.foldAsync(state, given(batches.slice(state.step)), { yieldEvery })
        expect(bits(end)).toEqual(bits(reference.fold(start, batches)))
      }), { numRuns: 12 }))

  it('ends by a signal that comes between its steps, with the state so far', async () => {
    for (const given of [endless(), later(endless())]) {
      const state = await learn.foldAsync(start, given, { signal: AbortSignal.timeout(40), yieldEvery: 1 })
      expect(state.step).toBeGreaterThan(0)
      expect(bits(state)).toEqual(bits(reference.fold(start, endlessly(state.step))))
    }
  })

  it('lets others have their turn, unless it must not', async () => {
    let stop = false
    setTimeout(() => { stop = true }, 20)
    const waiting: observe.Observer<unknown, number> = {
      looks: () => false, start: () => 0, see: (seen) => ({ value: seen + 1, ...(stop || seen > 1e6 ? { stop: 'seen' } : {}) }),
    }
    const { seen } = await learn.observe(waiting).foldAsync(start, endless(), { yieldEvery: 2 })
    expect(seen).toBeLessThan(1e6)
  })

  it('takes nothing when its signal was aborted before', async () => {
    let taken = 0
    const given = function* () {
      taken++
      yield many[0]!
    }
    const signal = AbortSignal.abort('enough')
    const state = await learn.foldAsync(start, given(), { signal })
    const watched = await learn.observe(observe.history()).foldAsync(start, later(given()), { signal })
    expect([bits(state), bits(watched.state), watched.seen, watched.stopped, taken]).toEqual([bits(start), bits(start), [], 'enough', 0])
  })

  it('does not wait for a batch that never comes', async () => {
    const controller = new AbortController()
    let closed = 0
    const given: AsyncIterable<Example> = {
      [Symbol.asyncIterator]: () => {
        let i = 0
        return {
          next: () => {
            if (i < 3) return Promise.resolve({ done: false, value: many[i++]! })
            setTimeout(() => controller.abort(new Error('no text')), 10)
            return new Promise(() => {})
          },
          return: () => {
            closed++
            return Promise.resolve({ done: true, value: undefined })
          },
        }
      },
    }
    const { state, seen, stopped } = await learn.observe(observe.history()).foldAsync(start, given, { signal: controller.signal })
    expect([state.step, seen.length, stopped, closed]).toEqual([3, 3, 'aborted', 1])
    expect(bits(state)).toEqual(bits(reference.fold(start, many.slice(0, 3))))
  })

  it.each([
    [{ yieldEvery: -1 }, 'yieldEvery should be a number of milliseconds of at least 0, but is -1'],
    [{ yieldEvery: NaN }, 'yieldEvery should be a number of milliseconds of at least 0, but is NaN'],
    [{ yieldEvery: '12' }, 'yieldEvery should be a number of milliseconds of at least 0, but is "12"'],
    [{ signal: new AbortController() }, 'signal should be an AbortSignal'],
    [{ signal: { aborted: false } }, 'signal should be an AbortSignal'],
    [{ sigal: AbortSignal.abort() }, 'unknown option "sigal"; did you mean "signal"?'],
    [[], 'options should be a record of yieldEvery, signal'],
  ])('refuses %j', async (options, message) => {
    await expect(learn.foldAsync(start, many, options as FoldOptions)).rejects.toThrow(`foldAsync: ${message}`)
    await expect(learn.observe(observe.history()).foldAsync(start, many, options as FoldOptions)).rejects.toThrow(`foldAsync: ${message}`)
  })
})

test('a loss of one\'s own is trained with the same options', async () => {
  const line = trainer.of({
    init: () => t.scalar(0),
    loss: (p: Tensor<readonly []>, { x }: { readonly x: Tensor<readonly []> }) => t.square(t.sub(x)(p)),
  })({ optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const first = line.init(random.key(0))
  const xs = Array.from({ length: 9 }, () => ({ x: t.scalar(3) }))
  const { signal, observer } = aborting(4)
  const { state, stopped } = await line.observe(observer).foldAsync(first, xs, { signal, yieldEvery: 0 })
  expect([state.step, stopped]).toEqual([4, 'aborted'])
  expect(bits(await line.foldAsync(state, xs.slice(4)))).toEqual(bits(line.fold(first, xs)))
})

describe.each([after(mutable), after(pure, { ahead: 1 }), beside].map((backend) => ({ name: backend.name, backend })))('jitFold, $name', ({ backend }) => {
  type V = Tensor<readonly []>
  const step = (sum: V, x: V) => [t.add(x)(sum), t.square(x)] as const
  const total = jitFold(step, { backend })

  it('ends by a signal with the carry and what its steps gave so far', async () => {
    const controller = new AbortController()
    const given = async function* () {
      for (let i = 1; ; i++) {
        if (i === 200) controller.abort()
        // The worker's answers come between.
        await new Promise((resolve) => { setImmediate(resolve) })
        yield t.scalar(i)
      }
    }
    const [sum, squares] = await total(t.scalar(0), given(), { signal: controller.signal, yieldEvery: 0 })
    expect(squares.length).toBeGreaterThan(100)
    const [same, again] = jitFold(step)(t.scalar(0), squares.map((_, i) => t.scalar(i + 1)))
    expect([t.toArray(sum), squares.map((x) => t.toArray(x))]).toEqual([t.toArray(same), again.map((x) => t.toArray(x))])
  })

  it('takes nothing when its signal was aborted before, and refuses wrong options', async () => {
    expect(await total(t.scalar(5), [t.scalar(1)], { signal: AbortSignal.abort() })).toEqual([t.scalar(5), []])
    await expect(total(t.scalar(0), [], { yieldEvery: -1 })).rejects.toThrow('jitFold: yieldEvery should be a number of milliseconds of at least 0, but is -1')
  })
})

describe('turns', () => {
  /** Turns by a clock that steps move on; what they cost. */
  const counted = () => {
    const cost = { now: 0, looks: 0 }
    vi.stubGlobal('performance', { now: () => (cost.looks++, cost.now) })
    return cost
  }

  it('look at the clock once for many small steps, and turn every 12 ms', async () => {
    const cost = counted()
    const { next } = turns()
    let turned = 0
    for (let i = 0; i < 31_000; i++) {
      cost.now += 1 / 31
      const pause = next()
      if (pause !== undefined) await pause.then(() => { turned++ })
    }
    expect(turned).toBeGreaterThan(1000 / 14)
    expect(turned).toBeLessThanOrEqual(1000 / 12)
    expect(cost.looks).toBeLessThan(31_000 / 12)
  })

  it.each([5, 13, 100])('look after each step of %i ms, also where steps were small before', (took) => {
    const cost = counted()
    const { next } = turns()
    for (let i = 0; i < 100; i++, cost.now += 0.01) void next()
    // Those that are left before the clock is looked at again.
    for (let i = 0; i < 32; i++, cost.now += took) void next()
    const looks = cost.looks
    for (let i = 0; i < 10; i++, cost.now += took) void next()
    expect(cost.looks - looks).toBeGreaterThanOrEqual(10)
  })

  it.each([['a message', ['setImmediate']], ['a timer', ['setImmediate', 'MessageChannel']], ['nothing', ['setImmediate', 'MessageChannel', 'setTimeout', 'performance']]])(
    'are by %s where a host has nothing better', async (_, missing) => {
      for (const name of missing) vi.stubGlobal(name, undefined)
      const { signal, observer } = aborting(3)
      const { state } = await reference.observe(observer).foldAsync(start, many, { signal, yieldEvery: 0 })
      expect(bits(state)).toEqual(bits(reference.fold(start, many.slice(0, 3))))
    })

  it.each(['', 'delete globalThis.setImmediate'])('keep no process alive: %j', (before) => {
    const program = `
      const { trainer, network: n, loss, optimizer, random, tensor: t, pipe } = await import('./dist/src/index.js')
      ${before}
      const learn = trainer(pipe(n.input([2]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
      const batch = { inputs: t.ones([4, 2]), targets: t.ones([4, 1]) }
      const { step } = await learn.foldAsync(learn.init(random.key(0)), Array.from({ length: 50 }, () => batch), { yieldEvery: 0, signal: new AbortController().signal })
      console.log(step)`
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8', timeout: 30_000 })
    expect([status, stdout]).toEqual([0, '50\n'])
  })
})

test('types', () => {
  expectTypeOf<FoldOptions>().toEqualTypeOf<Parameters<typeof reference.foldAsync>[2] & {}>()
  expectTypeOf(new AbortController().signal).toExtend<NonNullable<FoldOptions['signal']>>()
})
