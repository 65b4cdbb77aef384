/** Trainings of losses of one's own: a network is the case whose loss compares outputs with targets. */
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, expectTypeOf, it, test } from 'vitest'
import { mutable, pure, worker } from '../../src/backend/index.js'
import * as checkpoint from '../../src/checkpoint/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as program from '../../src/inspect/index.js'
import * as random from '../../src/random/index.js'
import * as receipt from '../../src/receipt/index.js'
import { explainErrors } from '../../src/trainer/codec.js'
import { pipe } from '../../src/shape/pipe.js'
import * as t from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as observe from '../../src/trainer/observer.js'
import { trainer } from '../../src/trainer/trainer.js'
import { later as after } from '../backend/later.js'
import { backends, batchesOf, bits, isFrozen, later, mlp } from './each.js'

const entropy = loss.sparseSoftmaxCrossEntropy()
const adam = optimizer.adam({ learningRate: 0.05 })
type P = n.Params<typeof mlp>
type Labeled = { readonly inputs: Tensor<readonly [number, 3]>; readonly targets: Tensor<readonly [number], 'i32'> }

const ofNetwork = {
  init: mlp.init,
  loss: (params: P, { inputs, targets }: Labeled, { key }: { readonly key: random.Key }) =>
    entropy.of(mlp.apply(params, { key })(inputs), targets),
}

/** Two towers whose products say which of a batch's pairs belong together. */
type Towers = { readonly left: { readonly w: Tensor<readonly [3, 2]> }; readonly right: readonly [Tensor<readonly [2, 2]>] }
type Pairs = { readonly a: Tensor<readonly [4, 3]>; readonly b: { readonly x: Tensor<readonly [4, 2]> } }
const towers = {
  init: (key: random.Key): Towers => {
    const [a, b] = random.split(key, 2)
    return { left: { w: random.normal(a, [3, 2]) }, right: [random.normal(b, [2, 2])] }
  },
  loss: ({ left, right: [v] }: Towers, { a, b }: Pairs, { key, step }: { readonly key: random.Key; readonly step: Tensor<readonly [], 'u32'> }) => {
    const scores = pipe(pipe(a, t.matmul(left.w)), t.matmul(t.transpose(pipe(b.x, t.matmul(v)))))
    const noisy = pipe(scores, t.add(pipe(random.normal(key, [4, 4]), t.mul(pipe(step, t.cast('f32'), t.add(1), t.reciprocal)))))
    return entropy.of(noisy, t.of([4], [0, 1, 2, 3], 'i32'))
  },
}
const pairs = (seed: number): Pairs => {
  const [a, b] = random.split(random.key(seed), 2)
  return { a: random.normal(a, [4, 3]), b: { x: random.normal(b, [4, 2]) } }
}
const folder = mkdtempSync(join(tmpdir(), 'tenfold-of-'))
const beside = await worker()
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await beside.close()
})

describe.each(backends)('on $name', (backend) => {
  const own = trainer.of(towers, { backend })({ optimizer: adam })
  const start = own.init(random.key(1))
  const batches = [1, 2, 3, 4, 5].map(pairs)

  it('trains a network to the bits of its trainer', () => {
    const net = trainer(mlp, { backend })({ loss: entropy, optimizer: adam })
    const same = trainer.of(ofNetwork, { backend })({ optimizer: adam })
    const some = batchesOf(4, 4, 3, 5)
    expect(bits(same.init(random.key(2)))).toEqual(bits(net.init(random.key(2))))
    expect(bits(same.fold(same.init(random.key(2)), some))).toEqual(bits(net.fold(net.init(random.key(2)), some)))
    const [first] = some
    expect(program.print(same.program(same.init(random.key(2)), first!)))
      .toBe(program.print(net.program(net.init(random.key(2)), first!)))
  })

  it('folds as steps one after the other do', async () => {
    const steps = batches.reduce(own.step, start)
    expect(steps.step).toBe(5)
    expect(bits(own.fold(start, batches))).toEqual(bits(steps))
    expect(bits(await own.foldAsync(start, later(batches)))).toEqual(bits(steps))
    expect(bits(steps)).not.toEqual(bits(start))
    expect(isFrozen(start) && isFrozen(steps)).toBe(true)
  })

  it('is watched, and stopped', () => {
    const watched = own.observe(observe.all({ losses: observe.history(), shown: observe.progress(() => undefined) }))
    const { state, seen } = watched.fold(start, batches)
    expect(bits(state)).toEqual(bits(own.fold(start, batches)))
    expect(seen.losses.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5])
    const stopping = own.observe({ start: () => 0, see: (many: number, { examples }) => ({ value: many + examples, ...(many > 4 ? { stop: 'enough' } : {}) }) })
    const ended = stopping.fold(start, batches)
    expect([ended.seen, ended.stopped, ended.state.step]).toEqual([12, 'enough', 3])
  })

  it('draws from a key of each step, and counts steps', () => {
    const counted = trainer.of({
      init: () => t.zeros([]),
      loss: (p: Tensor<readonly []>, _: { readonly x: Tensor<readonly [1]> }, { key, step }) =>
        pipe(p, t.add(random.uniform(key, [])), t.add(pipe(step, t.cast('f32')))),
    }, { backend })({ optimizer: optimizer.sgd({ learningRate: 0 }) })
    const at = counted.init(random.key(5))
    const { seen } = counted.observe(observe.history()).fold(at, Array.from({ length: 4 }, () => ({ x: t.ones([1]) })))
    expect(seen.map(({ loss: l }) => l)).toEqual([0, 1, 2, 3].map((i) =>
      Math.fround(t.item(random.uniform(random.foldIn(at.key, i), [])) + i)))
  })

  it('takes batches of every size where the loss does, and many at once', () => {
    const same = trainer.of(ofNetwork, { backend })({ optimizer: adam })
    const some = batchesOf(4, 1, 4, 2, 1, 4)
    const from = same.init(random.key(2))
    expect(bits(same.fold(from, some))).toEqual(bits(some.reduce(same.step, from)))
    // The same tensors in records with others beside them are other batches.
    const sums = trainer.of({
      init: () => t.zeros([]),
      loss: (p: Tensor<readonly []>, batch: { readonly x: Tensor<readonly [2]>; readonly more?: Tensor<readonly [2]> }) =>
        pipe(batch.more === undefined ? batch.x : pipe(batch.x, t.add(batch.more)), t.sum(), t.add(p)),
    }, { backend })({ optimizer: optimizer.sgd({ learningRate: 0 }) })
    const x = t.ones([2])
    const mixed = [{ x }, { x, more: t.full([2], 2) }, { x, more: t.full([2], 3) }, { x }]
    expect(sums.observe(observe.history()).fold(sums.init(random.key(0)), [...mixed, ...mixed]).seen.map(({ loss: l }) => l))
      .toEqual([2, 6, 8, 2, 2, 6, 8, 2])
  })
})

describe('on a backend that answers later', () => {
  test.each([after(mutable), after(pure, { ahead: 1 }), beside].map((backend) => [backend.name, backend] as const))('%s', async (_, backend) => {
    const on = trainer.of(towers, { backend })({ optimizer: adam })
    const reference = trainer.of(towers, { backend: pure })({ optimizer: adam })
    const [start, batches] = [on.init(random.key(1)), [1, 2, 3, 4].map(pairs)]
    expect(bits(await on.foldAsync(start, batches))).toEqual(bits(reference.fold(start, batches)))
    const { seen, state } = await on.observe(observe.history<typeof start>()).foldAsync(start, later(batches))
    expect(seen).toEqual(reference.observe(observe.history<typeof start>()).fold(start, batches).seen)
    expect(state.step).toBe(4)
    expect(() => (on as any).fold(start, batches)).toThrow('answers later: call foldAsync')
  })
})

describe('states and receipts', () => {
  const own = trainer.of(towers)({ optimizer: adam })
  const [start, batches] = [own.init(random.key(1)), [1, 2, 3].map(pairs)]
  const end = own.fold(start, batches)

  it('are plain data', () => {
    const again = own.codec.decode(structuredClone(own.codec.encode(end)))
    expect(isRight(again) && bits(again.right)).toEqual(bits(end))
    const other = own.codec.decode({ ...(own.codec.encode(end) as object), params: { left: {}, right: [] } })
    expect(isLeft(other) && explainErrors(other.left)[0]).toMatch(/^params\.left\.w/)
  })

  it('are saved, loaded, and trained on', async () => {
    const file = join(folder, 'towers.safetensors')
    await checkpoint.save(file, own.codec)(end)()
    const loaded = await checkpoint.load(file, own.codec)()
    if (isLeft(loaded)) throw new Error(loaded.left.message)
    const rest = [4, 5].map(pairs)
    const state = 'state' in loaded.right ? loaded.right.state : loaded.right
    expect(bits(own.fold(state as typeof end, rest))).toEqual(bits(own.fold(start, [...batches, ...rest])))
  })

  it('have receipts', () => {
    const of = (seed: number) => {
      const from = own.init(random.key(seed))
      return receipt.of({
        configuration: {}, data: receipt.digest(batches), initial: receipt.digest(from.params),
        program: receipt.programDigest(own.program(from, batches[0]!, { simplified: false })), steps: 3,
        final: receipt.digest(own.fold(from, batches).params),
      })
    }
    expect(isRight(receipt.compare(of(1), of(1)))).toBe(true)
    expect(isLeft(receipt.compare(of(1), of(2)))).toBe(true)
    expect(own.observe(receipt.trail()).fold(start, batches).seen).toHaveLength(3)
  })
})

describe('what does not fit', () => {
  const own = trainer.of(towers)({ optimizer: adam })
  const start = own.init(random.key(1))
  const any: any = trainer.of
  const recipe = { optimizer: adam }

  test.each([
    ['no model', () => any(undefined)(recipe), 'trainer.of: model should be a record of init, loss, but is undefined'],
    ['an option that is none', () => any({ ...towers, los: 1 })(recipe), 'trainer.of: unknown option "los"; did you mean "loss"?'],
    ['a loss that is none', () => any({ ...towers, loss: 1 })(recipe), 'trainer.of: loss should be a function, but is 1'],
    ['no optimizer', () => any(towers)({}), 'trainer.of: optimizer should be an optimizer, as the functions of `optimizer` make it, but is undefined'],
    ['no parameters', () => any({ ...towers, init: () => ({}) })(recipe).init(random.key(0)),
      'trainer.of: what init gives should be a tensor, or a record or list of tensors, but is {}'],
    ['no key', () => (own.init as any)(0), 'init'],
    ['a loss of each example', () => any({ ...towers, loss: () => t.ones([4]) })(recipe).step(start, pairs(1)),
      'trainer.of: what loss gives should be a tensor f32[] or f64[], but is f32[4]'],
    ['a number for a loss', () => any({ ...towers, loss: () => 1 })(recipe).step(start, pairs(1)),
      'trainer.of: what loss gives should be a tensor f32[] or f64[], but is 1'],
    ['a batch that is a tensor', () => (own.step as any)(start, t.ones([2])), 'step: batch should be a record of tensors, but is f32[2]'],
    ['a batch of nothing', () => (own.step as any)(start, {}), 'step: batch should be a record of tensors, but is {}'],
    ['a batch with a number', () => (own.step as any)(start, { ...pairs(1), rate: 1 }), 'step: batch.rate should be a tensor, but is 1'],
    ['another state', () => own.step({ ...start, params: {} } as any, pairs(1)), 'state is none of this trainer: params'],
    ['no batches', () => (own.fold as any)(start, 3), 'fold'],
    ['a loss that is not finite', () => trainer.of({ init: () => t.zeros([]), loss: (p: Tensor<readonly []>, { x }: { x: Tensor<readonly []> }) => pipe(p, t.add(x)) })(recipe)
      .step({ ...trainer.of({ init: () => t.zeros([]), loss: (p: Tensor<readonly []>) => p })(recipe).init(random.key(0)) }, { x: t.scalar(NaN) }),
      'the loss of step 1 is NaN, batch.x holds NaN'],
  ])('%s', (_, f, message) => {
    expect(f).toThrow(message)
  })

  it('does not compile', () => {
    const f = (): void => {
      // @ts-expect-error: a batch of another shape.
      own.step(start, { ...pairs(1), a: t.ones([4, 2]) })
      // @ts-expect-error: a part of a batch that is missing.
      own.step(start, { a: t.ones([4, 3]) })
      // @ts-expect-error: a state of other parameters.
      own.step(trainer.of(ofNetwork)({ optimizer: adam }).init(random.key(0)), pairs(1))
      // @ts-expect-error: a loss that is a vector.
      trainer.of({ init: () => t.zeros([2]), loss: (p: Tensor<readonly [2]>) => p })
    }
    expect(f).toBeTypeOf('function')
    expectTypeOf(own.fold(start, [pairs(1)]).params.right).toEqualTypeOf<readonly [Tensor<readonly [2, 2]>]>()
  })
})
