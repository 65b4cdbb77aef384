/** Networks inside of layers: whatever holds them, their parameters begin, draw, learn and are observed as elsewhere. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as d from '../../src/differentiable/index.js'
import * as explain from '../../src/explain/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { foldIn, integers, key, normal } from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'

type Any = n.Network<any, any, any, any, any>
const start = n.input([4])
const words = n.input([4], 'i32')
/** Weights, statistics and chance. */
const inner = pipe(start, n.dense(4), n.batchNorm(), n.dropout(0.5))
const steps = pipe(n.input([4, 3]), n.dense(3), n.batchNorm(), n.dropout(0.5))
const shape = (input: readonly [4]): readonly [4] => input
type Inner = n.Params<typeof inner>
interface Block { readonly block: Inner }

const holders: readonly (readonly [name: string, net: Any])[] = [
  ['andThen', pipe(start, n.andThen(inner))],
  ['residual', pipe(start, n.residual(inner))],
  ['residual in a residual', pipe(start, n.residual(pipe(start, n.residual(inner))))],
  ['parallel', pipe(start, n.parallel(inner, inner))],
  ['concatenate', pipe(start, n.concatenate(0)(inner, inner))],
  ['highway', pipe(start, n.highway(inner, pipe(inner, n.sigmoid)))],
  ['tied', pipe(start, n.tied(pipe(inner, n.andThen(inner)), { keep: ([a, b]) => [a, b] as const, use: ([a, b]) => [a, b, a, b] as const }))],
  ['tiedEmbedding', pipe(words, n.tiedEmbedding(5, steps))],
  ['an encoder', pipe(n.input([4, 3]), n.encoderDecoder(steps, (source) => pipe(n.input([4, 3]), n.crossAttention(source, { heads: 1 }))))],
  ['a decoder', pipe(start, n.encoderDecoder(start, () => inner))],
  ['named', pipe(start, n.named('block', n.andThen(inner)))],
  ['a layer that names it', pipe(start, n.layer({
    name: 'own', shape, networks: { block: inner }, apply: (_, _context, { block }) => (x) => block(x),
  }))],
  ['a layer that names two, used twice, beside its own parameters', pipe(start, n.layer({
    name: 'own', shape, networks: { block: inner, gate: inner }, init: () => ({ scale: t.ones([4]) }),
    apply: ({ scale }, _, { block, gate }) => (x) => pipe(block(block(x)), t.mul(gate(x)), t.mul(scale)),
  }))],
  ['a layer in a layer', pipe(start, n.layer({
    name: 'outer', shape,
    networks: { whole: pipe(start, n.layer({ name: 'own', shape, networks: { block: inner }, apply: (_, _context, { block }) => (x) => block(x) })) },
    apply: (_, _context, { whole }) => (x) => t.add(x)(whole(x)),
  }))],
  ['a layer that says nothing of it', pipe(start, n.layer({
    name: 'own', shape, init: (k): Block => ({ block: inner.init(k) }), apply: ({ block }: Block, context) => (x) => inner.apply(block, context)(x),
  }))],
  ['a layer that trains it by hand', pipe(start, n.layer({
    name: 'own', shape, init: (k): Block => ({ block: inner.init(k) }), apply: ({ block }: Block, context) => (x) => inner.apply(block, context)(x),
    train: ({ block }: Block, context) => (x) => {
      const [y, after] = n.train(inner)(block, context as { readonly key: ReturnType<typeof key> })(x)
      return [y, { block: after }] as const
    },
  }))],
]

const training = { key: key(7) }
const isStatistic = (path: string): boolean => path.includes('statistics')
const statistics = (p: unknown): unknown => tree.leaves(p).filter(({ path }) => isStatistic(path)).map(({ path, tensor }) => [path, t.toArray(tensor)])
const numbers = (x: unknown): readonly number[] => t.toArray(x as AnyTensor)
const unseen = 'count should be moved by a batch: train a step, or calibrate; a layer names networks that it holds, or gives them its context, but is 0'

describe.each(holders)('%s', (_, net) => {
  const x = (net.inputDtype === 'i32' ? integers(key(3), [6, 4], { low: 0, high: 5 }) : normal(key(3), [6, ...net.input])) as any
  const params = net.init(key(1))
  const batch = { inputs: x, targets: t.zeros([6, ...net.output] as any) } as any
  const recipe = { loss: loss.squaredError(), optimizer: optimizer.adamw({ learningRate: 0.1, mask: () => true }) } as any

  test('weights begin as functions of keys of their own', () => {
    const weights = tree.leaves(params).filter(({ path }) => path.endsWith('weights')).map(({ tensor }) => numbers(tensor).join())
    expect(weights.length).toBeGreaterThan(0)
    expect(new Set(weights).size).toBe(weights.length)
    expect(statistics(net.init(key(1)))).toEqual(statistics(params))
  })

  test('a pass in training moves statistics, all of them, and nothing else', () => {
    const [outputs, next] = n.train(net)(params, training)(x)
    expect(numbers(outputs)).toEqual(numbers(net.apply(params, training)(x)))
    const before = tree.leaves(params)
    const moved = tree.leaves(next).filter(({ tensor }, i) => tensor !== before[i]!.tensor).map(({ path }) => path)
    expect(moved).toEqual(before.filter(({ path }) => isStatistic(path)).map(({ path }) => path))
    expect(moved.length).toBeGreaterThan(0)
  })

  test.each(backends)('a step on $name moves them so, and inference uses them', (backend) => {
    const { init, step, predict, evaluate } = trainer(net, { backend })(recipe) as any
    const begin = init(key(1))
    const next = step(begin, batch)
    const seen = n.train(net)(begin.params, { key: foldIn(begin.key, t.scalar(0, 'u32') as any) })(x)[1]
    expect(statistics(next.params)).toEqual(statistics(seen))
    expect(numbers(predict(next, x)).every(Number.isFinite)).toBe(true)
    expect(numbers(predict(next, x))).toEqual(numbers(net.apply(next.params)(x)))
    // The programs are there, and the parameters are others.
    expect(() => predict(begin, x)).toThrow(unseen)
    expect(() => evaluate(begin, dataset.of(batch as any), { loss: metric.loss })).toThrow(unseen)
    expect(numbers(predict(next, x)).every(Number.isFinite)).toBe(true)
  })

  test('dropout hears of keys', () => {
    const [a, b] = [training.key, key(8)].map((k) => numbers(net.apply(params, { key: k })(x)))
    expect(a).not.toEqual(b)
  })

  test('calibration comes to them', () => {
    const calibrated = n.calibrate(net)(params, [{ inputs: x }])
    for (const { path, tensor } of tree.leaves(calibrated)) if (path.endsWith('count')) expect(numbers(tensor)[0]).toBeGreaterThan(0)
    expect(numbers(net.apply(calibrated)(x)).every(Number.isFinite)).toBe(true)
  })

  test('without a step inference is an error, where parameters have values', () => {
    const outputs = net.apply(params)(x)
    // The shape is known; there are no numbers.
    expect(outputs.shape).toEqual([x.shape[0], ...net.output])
    for (const infer of [() => t.toArray(outputs), () => t.add(1)(outputs), () => net.compile(params), () => explain.step(net)({ ...recipe, params, ...batch })])
      expect(infer).toThrow(unseen)
  })
})

describe('uses of one network', () => {
  const noise = pipe(start, n.dropout(0.5))
  const own = (networks: Record<string, typeof noise>, apply: (passes: Record<string, (x: any) => any>) => (x: any) => any): Any =>
    pipe(start, n.layer({ name: 'own', shape: () => [4] as const, networks, apply: (_, _context, passes) => apply(passes) as never })) as Any
  const ones = t.ones([50, 4]) as any
  test('draw from a key each, as networks do, and as the layer itself', () => {
    const masks = own({ a: noise, b: noise }, ({ a, b }) => (x) => t.add(t.mul(100)(b!(x)))(t.add(t.mul(10)(a!(x)))(a!(x))))
    const found = numbers(masks.apply(masks.init(key(0)), training)(ones))
    // Each of three masks has its own places: all eight sums come to be.
    expect(new Set(found).size).toBe(8)
    const keys: (readonly number[])[] = []
    const layer = n.layer({
      name: 'own', shape, networks: { noise },
      apply: (_, context, { noise: drop }) => (x) => { keys.push(numbers(context.key!)); return drop(x) },
    })
    const net = pipe(start, layer)
    net.apply(net.init(key(0)), training)(ones)
    expect(keys).not.toEqual([numbers(training.key), numbers(foldIn(training.key, 0))])
  })
  test('a second pass goes on from the statistics of the first', () => {
    const norm = pipe(start, n.batchNorm())
    const net = pipe(start, n.layer({ name: 'own', shape, networks: { norm }, apply: (_, _context, { norm: f }) => (x) => t.add(f(x))(f(t.mul(3)(x))) }))
    const x = normal(key(2), [5, 4])
    const [, [{ norm: [{ statistics: found }] }]] = n.train(net)(net.init(key(0)), training)(x)
    const once = (p: n.Params<typeof norm>, v: typeof x) => n.train(norm)(p, training)(v)[1]
    const expected = [t.mul(3)(x), x].reduce(once, norm.init(key(0)))
    expect(statistics({ statistics: found })).toEqual(statistics({ statistics: expected[0].statistics }))
  })
  test('operations and parameters are counted, and names are not taken twice', () => {
    const net = pipe(start, n.layer({ name: 'own', shape, networks: { inner }, apply: (_, _context, { inner: f }) => (x) => f(x) }))
    expect(n.rows(net).map(({ operations, parameters }) => [operations, parameters])).toEqual([[n.rows(inner).reduce((s, { operations }) => s + operations, 0), n.rows(inner).reduce((s, { parameters }) => s + parameters, 0)]])
    const twice = pipe(start, n.layer({ name: 'own', shape, networks: { inner }, init: () => ({ inner: 1 }), apply: () => (x) => x }))
    expect(() => twice.init(key(0))).toThrow('own: init should be no parameter of the name of a network, but is "inner"')
  })
})

describe('one tensor that is two parameters', () => {
  test('is two in a pass, as in a step', () => {
    const norm = n.batchNorm()
    const net = pipe(start, norm, n.dense(4), norm)
    const [first, dense] = net.init(key(1))
    const x = normal(key(2), [5, 4])
    const apart = net.init(key(1))
    expect(statistics(n.train(net)([first, dense, first], training)(x)[1])).toEqual(statistics(n.train(net)(apart, training)(x)[1]))
  })
})

describe('what cannot come out is refused', () => {
  const lost = 'train: statistics should be observed of parameters as they are, outside of lift and scan, but is'
  const x = normal(key(3), [6, 4])
  const own = (pass: (f: (v: typeof x) => typeof x, p: Inner) => (v: typeof x) => typeof x) => {
    const net = pipe(start, n.layer({ name: 'own', shape, networks: { inner }, apply: ({ inner: p }, _, { inner: f }) => pass(f as never, p) as never }))
    return () => n.train(net)(net.init(key(1)), training)(x)
  }
  test('from a lifted function', () => { expect(own((f) => (v) => d.lift(f)(v)[0])).toThrow(lost) })
  test('from a loop', () => { expect(own((f) => (v) => t.scan((c: typeof x, row: Tensor<readonly []>) => [f(c), row] as const, v, t.zeros([2]))[0])).toThrow(lost) })
  test('from parameters that are computed', () => {
    const net = pipe(start, n.layer({
      name: 'own', shape, init: (k): Block => ({ block: inner.init(k) }),
      apply: ({ block }: Block, context) => (v) => inner.apply(tree.map(block, (leaf) => t.mul(2)(leaf as never)), context)(v),
    }))
    expect(() => n.train(net)(net.init(key(1)), training)(x)).toThrow(lost)
  })
  test('but what has no statistics may be anywhere, and what is fixed stays', () => {
    const plain = pipe(start, n.dense(4))
    const net = pipe(start, n.layer({ name: 'own', shape, networks: { plain }, apply: (_, _context, { plain: f }) => (v) => d.lift((u: typeof v) => f(u))(v)[0] }))
    expect(() => n.train(net)(net.init(key(1)), training)(x)).not.toThrow()
    const fixed = inner.init(key(4))
    const frozen = pipe(start, n.layer({ name: 'own', shape, init: () => ({}), apply: (_, context) => (v) => inner.apply(fixed, context)(v) }))
    expect(n.train(frozen)(frozen.init(key(1)), training)(x)[1]).toEqual([{}])
  })
  test('a layer that keeps its context to itself is refused by the first step', () => {
    const net = pipe(start, n.layer({ name: 'own', shape, init: (k): Block => ({ block: inner.init(k) }), apply: ({ block }: Block) => (v) => inner.apply(block)(v) }))
    const { init, step } = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    const begin = init(key(1))
    const batch = { inputs: x, targets: t.zeros([6, 4]) }
    expect(() => step(begin, batch)).toThrow(`batchNorm: 0.block.1.statistics.${unseen}`)
    // On purpose, with statistics that are there, it is sound.
    const [, block] = n.train(inner)(begin.params[0].block, training)(x)
    expect(numbers(step({ ...begin, params: [{ block }] }, batch).params[0].block[0].weights).every(Number.isFinite)).toBe(true)
  })
})
