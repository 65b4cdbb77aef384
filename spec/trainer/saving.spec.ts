/** Checkpoints that observers write: what is in them, what goes on from them, and what is refused. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as checkpoint from '../../src/checkpoint/index.js'
import { FoldError } from '../../src/jit/foldError.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as receipt from '../../src/receipt/index.js'
import * as run from '../../src/run/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as observe from '../../src/trainer/observer.js'
import type { Observer } from '../../src/trainer/observer.js'
import { trainer } from '../../src/trainer/trainer.js'
import * as backend from '../../src/backend/index.js'
import { later as laterBackend } from '../backend/later.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { batchesOf, bits, examples, later, mlp, type Example } from './each.js'

const { at } = temporaryFolder()
let files = 0
const fresh = (): string => at(`${files++}.safetensors`)

const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }) }
const batches = batchesOf(4, 4, 2, 4, 4, 2, 4, 3, 4, 2)
const learn = trainer(mlp, { backend: backend.mutable })(recipe)
const { init, codec, evaluate } = learn
const start = init(random.key(11))
type State = typeof start
const held = examples(20, 5)

/** All observers that there are, around a checkpoint in a record of its own; `measures` are those of early stopping. */
const everything = (options: Partial<observe.CheckpointOptions<State>> & { readonly file: string }, lines?: string) => observe.all({
  losses: observe.history<State>(),
  seen: observe.every(2, observe.progress<State>(() => {})),
  checks: observe.validation({ every: 2, evaluate: (state: State) => evaluate(state, held, { accuracy: metric.accuracy, loss: metric.loss }) }),
  best: observe.earlyStopping({ every: 1, patience: 3, measure: (state: State) => [9, 5, 3, 4, 3, 2, 6, 6, 6, 1][state.step - 1] as number }),
  sound: observe.finite<State>(),
  trail: receipt.trail<State>(),
  inside: observe.all({ saved: observe.checkpoint<State>({ every: 1, codec, ...options }) }),
  run: observe.record({
    start: { title: 'a test' }, histograms: 3,
    validation: observe.validation({ every: 3, evaluate: (state: State) => evaluate(state, held, { loss: metric.loss }) }),
    ...(lines === undefined ? {} : { file: lines }),
  }),
})

/** All that was seen, states as bits. */
const shown = ({ state, seen, stopped }: observe.Watched<State, any>) => ({
  state: bits(state), stopped, seen: { ...seen, best: { ...seen.best, state: bits(seen.best.state) }, sound: bits(seen.sound) },
})

describe('a training that goes on', () => {
  const whole = learn.observe(everything({ file: fresh() })).fold(start, batches)

  it('is stopped early', () => expect([whole.stopped, whole.state.step]).toEqual(['no better than 2 (step 6) for 3 looks, at step 9', 9]))

  it.each([3, 4, 5, 7, 8])('after an error in step %i is the one that never stopped', async (n) => {
    const [file, lines] = [fresh(), at(`${n}.jsonl`)]
    const watched = everything({ file, every: 4 }, lines)
    const breaking = batches.map((batch, i) => (i + 1 === n ? {} as typeof batch : batch))
    expect(() => learn.observe(watched).fold(start, breaking)).toThrow('inputs')
    const { state, observer } = right(await observe.resume(file, codec, { start: () => start })(watched)())
    expect(state.step).toBe(n > 4 ? 4 : 0)
    expect(shown(learn.observe(observer).fold(state, batches.slice(state.step)))).toStrictEqual(shown(whole))
    expect(right(await run.read(lines)())).toStrictEqual(whole.seen.run)
  })

  it.each(['fold', 'foldAsync'] as const)('from any step is the one that never stopped, to the bit, with all that was seen, in %s', async (how) => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (a, b) => {
      const [file, lines] = [fresh(), at(`run-${files++}.jsonl`)]
      const watched = everything({ file, every: 2 }, lines)
      let last: observe.Watched<State, any> | undefined
      for (const n of [Math.min(a, b), Math.max(a, b), batches.length]) {
        const { state, observer } = right(await observe.resume(file, codec, { start: () => start })(watched)())
        // The end of a part writes the last state.
        const rest = batches.slice(state.step, n)
        last = how === 'fold' ? learn.observe(observer).fold(state, rest) : await learn.observe(observer).foldAsync(state, later(rest))
      }
      const end = last as observe.Watched<State, any>
      expect(shown(end)).toStrictEqual(shown(whole))
      // The file has the same run.
      expect(right(await run.read(lines)())).toStrictEqual(whole.seen.run)
    }), { numRuns: 12 })
  })

  it('ends at once where an observer had stopped it', async () => {
    const file = fresh()
    const watched = everything({ file, every: 3 })
    const first = learn.observe(watched).fold(start, batches)
    const { state, observer } = right(await observe.resume(file, codec)(watched)())
    const again = learn.observe(observer).fold(state, batches.slice(9))
    expect(shown(again)).toStrictEqual(shown(first))
    expect((await learn.observe(observer).foldAsync(state, later(batches.slice(9)))).stopped).toBe(first.stopped)
  })

  it('on a backend that answers later, too', async () => {
    const beside = trainer(mlp, { backend: laterBackend(backend.mutable) })(recipe)
    const file = fresh()
    const watched = everything({ file, every: 2 })
    await beside.observe(watched).foldAsync(start, batches.slice(0, 5))
    const { state, observer } = right(await observe.resume(file, codec)(watched)())
    expect(state.step).toBe(5)
    expect(shown(await beside.observe(observer).foldAsync(state, batches.slice(5)))).toStrictEqual(shown(whole))
  })

  it('is one of as many folds as are asked for', async () => {
    const file = fresh()
    const watched = observe.all({ losses: observe.history<State>(), saved: observe.checkpoint<State>({ every: 2, file, codec }) })
    learn.observe(watched).fold(start, batches.slice(0, 4))
    const { state, observer } = right(await observe.resume(file, codec)(watched)())
    const [one, other] = [learn.observe(observer).fold(state, batches.slice(4)), learn.observe(observer).fold(state, batches.slice(4))]
    expect(one.seen.losses).toEqual(other.seen.losses)
    expect(one.seen.losses.length).toBe(10)
    expect(complaint(() => learn.observe(observer).fold(start, batches)).message).toContain('state should be the one of step 4 that was loaded with the observer')
  })
})

describe('what is saved', () => {
  it('is a checkpoint, whose state loads as ever', async () => {
    const file = fresh()
    const { state } = learn.observe(everything({ file, metadata: { data: 'of a test' } })).fold(start, batches.slice(0, 5))
    expect(bits(right(await checkpoint.load(file, codec)()))).toEqual(bits(state))
    const { metadata, tensors } = right(await checkpoint.read(file)())
    expect([...metadata.keys()].toSorted()).toEqual(['data', 'format', 'memory', 'tree'])
    expect([...tensors.keys()].some((name) => name.startsWith('memory.observer.best.state.params'))).toBe(true)
    // The state itself is not written twice.
    expect([...tensors.keys()].some((name) => name.startsWith('memory.observer.sound'))).toBe(false)
    // One bit is found out.
    const bytes = readFileSync(file)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(file, bytes)
    expect(left(await observe.resume(file, codec)(everything({ file }))()).message).toContain('something was changed')
  })

  it('is the last, every n-th, or the best', async () => {
    const inside = at('kept')
    mkdirSync(inside)
    const of = (keep: observe.CheckpointOptions<State>['keep'], file: string, every = 2) =>
      learn.observe(observe.checkpoint<State>({ every, file: `${inside}/${file}`, codec, ...(keep === undefined ? {} : { keep }) })).fold(start, batches.slice(0, 7)).seen
    const step = async (file: string) => right(await checkpoint.load(`${inside}/${file}`, codec)()).step
    expect(of('last', 'last.safetensors')).toEqual({ step: 7 })
    expect(await step('last.safetensors')).toBe(7)
    expect(of({ every: 4 }, 'each.safetensors')).toEqual({ step: 7 })
    expect(of({ every: 6 }, 'none')).toEqual({ step: 7 })
    expect(of({ best: (state) => Math.abs(state.step - 4) }, 'best.safetensors')).toEqual({ step: 4, measure: 0 })
    expect(await step('best.safetensors')).toBe(4)
    expect(readdirSync(inside).toSorted()).toEqual(
      ['best.safetensors', 'each-4.safetensors', 'each.safetensors', 'last.safetensors', 'none', 'none-6'])
    expect([await step('each-4.safetensors'), await step('each.safetensors'), await step('none-6')]).toEqual([4, 7, 6])
  })

  it('is saved by a clock that is handed in', () => {
    const steps: (number | undefined)[] = []
    const file = fresh()
    const watched = observe.all({ saved: observe.checkpoint<State>({ every: { seconds: 2.5 }, file, codec }) })
    const looking: Observer<State, any> = { ...watched, see: (value, moment) => { steps.push(value.saved.step); return watched.see(value, moment) } }
    let now = 0
    learn.observe(looking, { measures: [observe.time(() => (now += 1000) - 1000)] }).fold(start, batches.slice(0, 8))
    expect(steps).toEqual([undefined, undefined, undefined, 3, 3, 3, 6, 6])
    const error = complaint(() => learn.observe(watched).fold(start, batches))
    expect(error.message).toContain('seconds need a clock: observe(observer, { measures: [observe.time(clock)] })')
  })

  it('is never a state whose loss is not finite, be its parameters so', async () => {
    const file = fresh()
    const sum = trainer.of({
      init: () => tensor.ones([2]),
      loss: (p, { plus }: { readonly plus: Tensor<readonly [], 'f32'> }) => pipe(p, tensor.sum(), tensor.add(plus)),
    }, { backend: backend.mutable, nonFinite: 'allow' })({ optimizer: optimizer.sgd({ learningRate: 0.5 }) })
    const saving = sum.observe(observe.checkpoint({ every: 1, file, codec: sum.codec }))
    const { state } = saving.fold(sum.init(random.key(0)), [0, NaN].map((x) => ({ plus: tensor.scalar(x) })))
    expect([state.loss, tensor.toArray(state.params)]).toEqual([NaN, [0, 0]])
    expect(right(await checkpoint.load(file, sum.codec)()).step).toBe(1)
  })

  it('is never a state that is not finite', async () => {
    const file = fresh()
    const nan: Example = { inputs: tensor.of([1, 3] as readonly [number, 3], [NaN, 0, 0]), targets: tensor.of([1] as readonly [number], [0], 'i32') }
    const watched = observe.all({ sound: observe.finite<State>(), saved: observe.checkpoint<State>({ every: 1, file, codec }) })
    expect(learn.observe(watched).fold(start, [...batches.slice(0, 2), nan]).stopped).toBe('the loss of step 3 is NaN')
    expect(right(await checkpoint.load(file, codec)()).step).toBe(2)
    expect(() => learn.observe(observe.checkpoint<State>({ every: 1, file, codec })).fold(start, [nan])).toThrow('the loss of step 1 is NaN')
    expect(right(await checkpoint.load(file, codec)()).step).toBe(2)
  })

  it('changes no bit of the training', () => {
    expect(bits(learn.observe(observe.checkpoint<State>({ every: 1, file: fresh(), codec })).fold(start, batches).state)).toEqual(bits(learn.fold(start, batches)))
  })
})

describe('what is refused', () => {
  it('says before the first step that a codec is another trainer\'s, or that a name is taken', () => {
    const other = trainer(mlp)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.05 }) })
    const steps: number[] = []
    const watch = (options: object) => complaint(() => learn.observe(observe.all({
      seen: observe.progress<State>(({ step }) => steps.push(step)),
      saved: observe.checkpoint<State>({ every: 5, file: fresh(), codec, ...options }),
    })).fold(start, batches))
    expect(watch({ codec: other.codec }).message).toContain('codec: state should be a state of this trainer')
    expect(watch({ metadata: { seal: 'mine' } }).message).toContain('metadata should be other names than format')
    expect(steps).toEqual([])
  })

  const own: Observer<State, number> = { start: () => 0, see: (n) => ({ value: n + 1 }) }

  it('is an observer that would be forgotten, by its name', () => {
    const file = fresh()
    const watched = observe.all({ saved: observe.checkpoint<State>({ every: 1, file, codec }), more: observe.all({ count: own }) })
    const error = complaint(() => learn.observe(watched).fold(start, batches))
    expect([error.operation, error.argument]).toEqual(['observe.checkpoint', 'more.count'])
    expect(error.message).toContain('more.count has no memory, so that a checkpoint would lose what it has seen')
    expect(existsSync(file)).toBe(false)
    const known: Observer<State, number> = { ...own, memory: observe.plainMemory('a number') }
    const plain = observe.all({ saved: observe.checkpoint<State>({ every: 1, file, codec }), count: known })
    expect(learn.observe(plain).fold(start, batches).seen.count).toBe(10)
  })

  it('is a place that cannot be written, before the first step', async () => {
    let read = 0
    const source = function* () { for (const batch of batches) { read++; yield batch } }
    const watched = observe.checkpoint<State>({ every: 1, file: at('no/where'), codec })
    const said = `observe.checkpoint: ${at('no/where')}: expected a file that can be written, received no such folder`
    expect(complaint(() => learn.observe(watched).fold(start, source())).message).toContain(said)
    await expect(learn.observe(watched).foldAsync(start, later(source()))).rejects.toThrow(said)
    expect(read).toBe(0)
  })

  it.each(['fold', 'foldAsync'] as const)('is a place that is gone later, with the state, in %s', async (how) => {
    const inside = at(`gone-${how}`)
    mkdirSync(inside)
    const removing = observe.progress<State>(({ step }) => { if (step === 3) rmSync(inside, { recursive: true }) })
    const watched = observe.all({ removing, saved: observe.checkpoint<State>({ every: 3, file: `${inside}/state`, codec }) })
    const error = await (async () => (how === 'fold' ? learn.observe(watched).fold(start, batches) : learn.observe(watched).foldAsync(start, later(batches))))()
      .then(() => undefined, (thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FoldError)
    const { state, step, message } = error as FoldError<State>
    expect([state.step, step]).toEqual([3, 3])
    expect(bits(state)).toEqual(bits(learn.fold(start, batches.slice(0, 3))))
    expect(message).toContain(`observe.checkpoint: step 3 failed: observe.checkpoint: ${inside}/state: expected a file that can be written, received no such folder`)
  })

  it('is a value that is no plain data', () => {
    const saying = (first: unknown) => {
      const odd: Observer<State, unknown> = { start: () => first, see: () => ({ value: new Date(0) }), memory: observe.plainMemory('a date') }
      const watched = observe.all({ odd, saved: observe.checkpoint<State>({ every: 1, file: fresh(), codec }) })
      const error = complaint(() => learn.observe(watched).fold(start, batches))
      expect(error.message).toContain('memory.observer.odd should be a tensor, a list, a plain record or a simple value')
      return error
    }
    expect(saying(null)).toBeInstanceOf(FoldError)
    // Before the first step there is nothing to lose.
    expect(saying(new Date(0))).not.toBeInstanceOf(FoldError)
  })

  it('is to go on from no file, one without memory, or that of others', async () => {
    const [file, plain] = [fresh(), fresh()]
    const saved = observe.checkpoint<State>({ every: 1, file, codec })
    const watched = observe.all({ losses: observe.history<State>(), saved })
    const missing = left(await observe.resume(file, codec)(watched)())
    expect([missing.operation, missing.received]).toEqual(['observe.resume', 'no such file'])
    expect(right(await observe.resume(file, codec, { start: () => start })(watched)())).toEqual({ state: start, observer: watched })

    right(await checkpoint.save(plain, codec)(start)())
    expect(left(await observe.resume(plain, codec, { start: () => start })(watched)()).message)
      .toContain('expected the memory of observers, received none: checkpoint.load reads the state alone')

    learn.observe(watched).fold(start, batches)
    const of = async (observer: Observer<State, any>): Promise<string> => left(await observe.resume(file, codec, { start: () => start })(observer)()).message
    expect(await of(observe.all({ saved }))).toContain('losses is remembered, and is none of the observers')
    expect(await of(observe.all({ losses: observe.history<State>(), saved, sound: observe.finite<State>() }))).toContain('sound: nothing is remembered of it')
    expect(await of(observe.all({ losses: observe.finite<State>(), saved }))).toContain('losses: ')
    expect(await of(observe.all({ losses: receipt.trail<State>(), saved }))).toContain('losses: a list of digests expected')
    expect(await of(own)).toContain('expected an observer with memory, received one without')
    const { codec: another } = trainer(mlp)({ ...recipe, optimizer: optimizer.sgd({ learningRate: 1 }) })
    expect(left(await observe.resume(file, another)(watched as never)()).message).toContain('does not fit: optimizer')
  })

  it.each([
    [{ every: 0 }, 'every should be a whole number of at least 1, or { seconds }'],
    [{ every: { seconds: 0 } }, 'every should be a whole number of at least 1, or { seconds }'],
    [{ every: { minutes: 1 } }, 'every should be'],
    [{ file: 3 }, 'file should be a string'],
    [{ codec: {} }, 'codec should be a codec'],
    [{ keep: 'first' }, 'keep should be "last", { every: n }'],
    [{ keep: { every: 0 } }, 'keep should be'],
    [{ keep: { best: 3 } }, 'keep should be'],
  ])('is %j', (options, says) => expect(complaint(() => observe.checkpoint({ every: 1, file: fresh(), codec, ...options } as never)).message).toContain(says))
})

describe('a write that takes long', () => {
  it('holds up no step, and of those that wait the latest is written', async () => {
    const file = fresh()
    const watched = observe.all({ losses: observe.history<State>(), saved: observe.checkpoint<State>({ every: 1, file, codec, keep: { every: 5 } }) })
    const { state } = await learn.observe(watched).foldAsync(start, batches, { yieldEvery: Infinity })
    const resumed = right(await observe.resume(file, codec)(watched)())
    expect(bits(resumed.state)).toEqual(bits(state))
    // Those that stay are all there.
    const kept = file.replace('.safetensors', '-5.safetensors')
    expect(right(await checkpoint.load(kept, codec)()).step).toBe(5)
    expect(existsSync(kept.replace('-5', '-10'))).toBe(true)
  })
})
