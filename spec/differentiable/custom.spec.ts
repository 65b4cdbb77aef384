/** Derivatives of a function's own hold wherever the function stands: alone, lifted, in a layer, in a loop. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as d from '../../src/differentiable/index.js'
import type { Differentiable } from '../../src/differentiable/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { key } from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'
import { some } from './values.js'

type V = Tensor<readonly [2]>
type Arrow = Differentiable<V, V>
const ones = t.ones([2])
const x: V = t.of([2], [1.25, -2.75])
const dy: V = t.of([2], [0.5, 3])
const bits = (a: unknown): readonly (readonly number[])[] => tree.tensors(a).map((v) => t.toArray(v))
const total = (v: V): Tensor<readonly []> => pipe(v, t.sum())

/** A rule, what it pulls `dy` back to at `x`, and whether there is one for tangents. */
const rules: readonly (readonly [name: string, f: Arrow, pulled: readonly number[], pushed: readonly number[] | undefined])[] = ([
  ['elementwise, as if it did not round', d.elementwise<V>(t.round, () => ones), [0.5, 3], [0.5, 3]],
  ['elementwise, a slope of the argument and the value', d.elementwise<V>(t.square, (a, y) => t.add(a)(y)), [0.5 * (1.5625 + 1.25), 3 * (7.5625 - 2.75)], [0.5 * (1.5625 + 1.25), 3 * (7.5625 - 2.75)]],
  ['linear, with a transpose that is none', d.linear<V, V>(t.mul(2), t.mul(3)), [1.5, 9], [1, 6]],
  ['constant', d.constant<V, V>(ones), [0, 0], [0, 0]],
  ['a gradient the other way round', d.custom<V, V>((a) => [a, t.neg], () => t.neg), [-0.5, -3], [-0.5, -3]],
  ['a gradient that is scaled', d.custom<V, V>((a) => [a, t.mul(10)]), [5, 30]],
  ['a gradient that is cut', d.custom<V, V>((a) => [a, (da) => pipe(da, t.minimum(1))]), [0.5, 1]],
  ['a hard value with the derivative of a soft one', d.custom<V, V>((a) => [t.round(a), d.lift((b: V) => t.square(b))(a)[1]]), [1.25, -16.5]],
  ['the derivative of a soft one somewhere else', d.custom<V, V>((a) => d.lift((b: V) => t.square(b))(t.round(a))), [1, -18]],
  ['composed', d.compose(d.custom<V, V>((a) => [a, t.neg]), d.linear<V, V>(t.mul(2), t.mul(3))), [-1.5, -9]],
  ['composed of what is written by hand', d.compose<V, V, V>((a) => [a, t.neg], (a) => [t.square(a), t.mul(3)]), [-1.5, -9]],
  ['both of one', (a) => {
    const [[p, q], pull] = d.fork<V, V, V>((b) => [b, t.neg], d.elementwise<V>(t.round, () => ones))(a)
    return [t.add(q)(p), (db) => pull([db, db])]
  }, [0, 0]],
] as readonly (readonly [string, Arrow, readonly number[], (readonly number[])?])[]).map(([name, f, pulled, pushed]) => [name, f, pulled, pushed] as const)

const places: readonly (readonly [name: string, f: (g: Arrow) => Arrow])[] = [
  ['alone', (g) => g],
  ['lifted', (g) => d.lift((a: V) => d.custom(g)(a)[0])],
  ['twice lifted', (g) => d.lift((a: V) => d.lift((b: V) => d.custom(g)(b)[0])(a)[0])],
  ['lifted and composed', (g) => d.lift((a: V) => d.compose<V, V, V>(d.identity, d.compose(g, d.identity<V>))(a)[0])],
  ['in a pair', (g) => d.lift((a: V) => d.cross<V, V, V, V>(g, d.identity)([a, a])[0][0])],
  ['in a loop of one step', (g) => d.lift((a: V) => t.scan((c: V, _) => [d.custom(g)(c)[0], c], a, t.zeros([1]))[0])],
  ['in a loop over rows', (g) => d.lift((a: V) => pipe(
    t.scan((c: V, row: V) => [c, d.custom(g)(row)[0]] as const, ones, pipe(a, t.reshape([1, 2])))[1] as unknown as AnyTensor, (y) => t.reshape([2])(y as never) as V))],
  ['in a loop that keeps some states', (g) => d.lift((a: V) => t.scan(
    (c: V, row: Tensor<readonly []>) => [t.add(t.mul(row)(d.custom(g)(a)[0]))(c), row] as const, t.zeros([2]), t.of([5], [0, 0, 1, 0, 0]), { checkpoint: true })[0])],
]

describe.each(rules)('%s', (_, g, pulled, pushed) => {
  test.each(places)('%s', (_place, f) => {
    expect(bits(f(g)(x)[1](dy))).toEqual([pulled])
    expect(bits(d.gradient(d.lift((a: V) => total(t.mul(dy)(f(g)(a)[0]))))(x))).toEqual([pulled])
  })
  test.each(backends)('compiled on $name, without a rule left', (backend) => {
    const work = (a: V) => places.map(([, f]) => f(g)(a)[1](dy))
    expect(bits(compiled(backend, work, x))).toEqual(places.map(() => pulled))
    expect(JSON.stringify(trace(work, x).program)).not.toContain('"kind":"custom"')
  })
  test('the value is what it is', () => { for (const [, f] of places) expect(bits(f(g)(x)[0])).toEqual(bits(g(x)[0])) })
  test('forwards as well, or refused', () => {
    for (const [name, f] of places.slice(1)) {
      const along = () => d.jvp((a: V) => f(g)(a)[0])(x, dy)[1]
      // What is wrapped once more is known by the rule inside.
      if (pushed !== undefined) expect([name, bits(along())]).toEqual([name, [pushed]])
      else expect(along).toThrow(/: pushforward should be given, as jvp takes tangents forward/)
    }
  })
})

test('what the issue saw', () => {
  const rounded = d.elementwise<V>(t.round, () => ones)
  expect(bits(d.lift((a: V) => rounded(a)[0])(x)[1](ones))).toEqual([[1, 1]])
  expect(bits(d.gradient(d.lift((a: V) => total(t.square(d.constant<V, V>(a)(a)[0]))))(t.of([2], [1, 3])))).toEqual([[0, 0]])
})

describe('second derivatives', () => {
  type W = Tensor<readonly [3], 'f64'>
  const cube = d.custom<W, W>((a) => [t.mul(a)(t.square(a)), (da) => pipe(a, t.square, t.mul(3), t.mul(da))])
  test('of a rule that is right are right', () => {
    expect(d.check(cube, some([3]), key(1), { order: 2 })._tag).toBe('Right')
    expect(d.check(d.lift((a: W) => t.sin(cube(a)[0])), some([3]), key(1), { order: 2 })._tag).toBe('Right')
    expect(d.check(d.elementwise<W>(t.tanh, (_, y) => pipe(y, t.square, t.neg, t.add(1))), some([3]), key(1), { order: 2 })._tag).toBe('Right')
  })
  test('are those of the pullback', () => {
    const straight = d.custom<V, V>((a) => [t.round(a), (da) => t.mul(a)(da)])
    const slope = d.lift((a: V) => d.gradient(d.lift((b: V) => total(straight(b)[0])))(a))
    expect(bits([slope(x)[0], slope(x)[1](dy)])).toEqual([[1.25, -2.75], [0.5, 3]])
  })
  test('go through rules in pullbacks', () => {
    const back = d.custom<V, V>((a) => [t.square(a), (da) => t.mul(7)(da)])
    const f = d.custom<V, V>((a) => [a, (da) => t.mul(back(a)[0])(da)])
    const slope = d.lift((a: V) => d.gradient(d.lift((b: V) => total(f(b)[0])))(a))
    expect(bits([slope(x)[0], slope(x)[1](dy)])).toEqual([bits(t.square(x))[0], [3.5, 21]])
  })
})

describe('trees', () => {
  interface Pair { readonly w: V; readonly at: Tensor<readonly [2], 'i32'>; readonly rest: readonly [V] }
  const pair: Pair = { w: x, at: t.of([2], [1, 0], 'i32'), rest: [ones] }
  const f = d.custom<Pair, readonly [V, Tensor<readonly [2], 'i32'>]>(({ w, at, rest: [r] }) => [
    [t.mul(r)(t.gather(at)(w)), at],
    ([da]) => ({ rest: [t.mul(2)(da)], at, w: t.mul(5)(da) }),
  ])
  test('of floats and integers, with keys in another order', () => {
    const g = d.lift((p: Pair) => f(p)[0])
    expect(bits(g(pair)[0])).toEqual([[-2.75, 1.25], [1, 0]])
    expect(bits(g(pair)[1]([dy, pair.at]))).toEqual([[2.5, 15], [0, 0], [1, 6]])
  })
  test('a value that nothing reads has a cotangent of zeros', () => {
    const two = d.custom<V, readonly [V, V]>((a) => [[a, t.neg(a)], ([p, q]) => t.add(t.mul(10)(q))(p)])
    expect(bits(d.lift((a: V) => two(a)[0][0])(x)[1](dy))).toEqual([[0.5, 3]])
    expect(bits(d.lift((a: V) => two(a)[0][1])(x)[1](dy))).toEqual([[5, 30]])
    expect(bits(d.lift((a: V) => two(a)[0])(x)[1]([dy, dy]))).toEqual([[5.5, 33]])
  })
  test('a pullback that gives something else is refused where it stands', () => {
    const wrong = d.custom<V, V>((a) => [a, () => t.scalar(1) as unknown as V])
    expect(() => d.lift((a: V) => wrong(a)[0])(x)).toThrow('custom: what the pullback gives should be f32[2], but is "f32[]"')
    const nothing = d.custom<readonly [V, V], V>(([a]) => [a, ((da: V) => [da]) as never])
    expect(() => d.lift((a: V) => nothing([a, a])[0])(x)).toThrow('what the pullback gives for 1 should be f32[2], but is undefined')
  })
})

describe('what is closed over', () => {
  const scaled = (w: V) => d.custom<V, V>((a) => [t.mul(w)(a), t.mul(w)])
  const message = 'f should be a function of its argument alone'
  test('may be anything that no derivative is taken of', () => {
    expect(bits(d.lift((a: V) => scaled(ones)(a)[0])(x)[1](dy))).toEqual([[0.5, 3]])
    expect(bits(compiled(backends[1]!, ([w, a]: readonly [V, V]) => d.lift((b: V) => scaled(w)(b)[0])(a)[1](dy), [x, x] as const))).toEqual(bits(t.mul(x)(dy)))
    expect(bits(d.lift((a: V) => scaled(d.stopGradient(a))(a)[0])(x)[1](dy))).toEqual(bits(t.mul(x)(dy)))
  })
  test('and is refused otherwise', () => {
    expect(() => d.lift((w: V) => scaled(w)(x)[0])(x)).toThrow(message)
    expect(() => d.lift((a: V) => scaled(t.square(a))(a)[0])(x)).toThrow(message)
    expect(() => d.lift((w: V) => d.lift((a: V) => scaled(t.neg(w))(a)[0])(x)[0])(x)).toThrow(message)
    expect(() => d.jvp((w: V) => scaled(w)(x)[0])(x, x)).toThrow(message)
    expect(() => d.lift((w: V) => d.elementwise<V>(t.mul(w), () => w)(x)[0])(x)).toThrow(`elementwise: ${message}`)
    expect(() => d.lift((w: V) => d.linear<V, V>(t.mul(w), t.mul(w))(x)[0])(x)).toThrow(`linear: ${message}`)
  })
  test('in loops by what is carried, too', () => {
    const loop = (w: V, a: V) => t.scan((c: V, row: V) => [scaled(c)(row)[0], row] as const, w, t.stack(0)([a, a]))[0]
    expect(() => d.lift((w: V) => loop(w, x))(x)).toThrow(message)
    expect(() => d.lift((a: V) => loop(ones, a))(x)).toThrow(message)
    const rows = (w: V, a: V) => t.scan((c: V, row: V) => [t.add(scaled(row)(a)[0])(c), row] as const, ones, t.stack(0)([w, w]))[0]
    expect(() => d.lift((w: V) => rows(w, x))(x)).toThrow(message)
    const stopped = (w: V, a: V) => rows(d.stopGradient(w), a)
    expect(() => d.lift((a: V) => stopped(x, a))(x)).toThrow(message)
    const inside = (w: V, a: V) => t.scan((c: V, row: V) => [t.add(scaled(d.stopGradient(row))(a)[0])(c), row] as const, ones, t.stack(0)([w, w]))[0]
    expect(bits(d.lift((a: V) => inside(a, a))(x)[1](dy))).toEqual(bits(t.mul(2)(t.mul(x)(dy))))
  })
  test('a lifted function is no rule: what it closes over has its derivative', () => {
    const f = d.lift((w: V) => d.compose(d.lift((a: V) => t.mul(w)(a)), d.lift((a: V) => t.neg(a)))(x)[0])
    expect(bits(f(x)[1](dy))).toEqual(bits(t.neg(t.mul(x)(dy))))
  })
})

describe('stopGradient', () => {
  test('gives trees back, and stops', () => {
    const a = { p: x, q: [t.of([1], [3], 'i32'), 'name'] } as const
    expect(d.stopGradient(a)).toEqual(a)
    const f = (v: V) => t.mul(d.stopGradient(v))(v)
    expect(bits(d.lift(f)(x)[1](ones))).toEqual(bits(x))
    expect(bits(d.jvp(f)(x, ones)[1])).toEqual(bits(x))
    expect(bits(d.lift((v: V) => d.stopGradient(v))(x)[1](ones))).toEqual([[0, 0]])
  })
})

test('a matrix that steps share, under a rule and beside it, infinities included', () => {
  type M = Tensor<readonly [2, 2]>
  type R = Tensor<readonly [1, 2]>
  const product = d.custom<readonly [R, M], R>(([h, w]) => [t.matmul(w)(h), (dh) => [t.matmul(t.transpose(w))(dh), t.matmul(dh)(t.transpose(h))]])
  const w: M = t.of([2, 2], [1, 2, 3, -1])
  const rows = t.of([3, 1, 2], [1, 2, -1, 0.5, 3, 1])
  const run = (multiply: (h: R, m: M) => R) => (m: M) => t.scan((h: R, row: R) =>
    [t.add(multiply(t.mul(row)(h), m))(t.matmul(m)(row)), row] as const, t.ones([1, 2]), rows)[0]
  const own = d.lift(run((h, m) => product([h, m])[0]))(w)
  const plain = d.lift(run((h, m) => t.matmul(m)(h)))(w)
  expect(bits(own[0])).toEqual(bits(plain[0]))
  expect(bits(own[1](t.ones([1, 2])))).toEqual(bits(plain[1](t.ones([1, 2]))))
  const none = d.custom<readonly [R, M], R>(([h, m]) => [t.matmul(m)(h), () => [t.zeros([1, 2]), t.zeros([2, 2])]])
  const infinite = d.lift((m: M) => t.scan((_: R, row: R) => [t.matmul(m)(row), none([row, m])[0]] as const, t.ones([1, 2]), t.full([2, 1, 2], Infinity)))(w)
  expect(bits(infinite[1]([t.zeros([1, 2]), t.ones([2, 1, 2])] as never)).flat().some(Number.isNaN)).toBe(true)
  const outputs = d.lift((m: M) => t.scan((h: R, row: R) => [h, none([row, m])[0]] as const, t.ones([1, 2]), t.full([2, 1, 2], Infinity))[1])(w)
  expect(bits(outputs[1](t.ones([2, 1, 2]) as never))).toEqual([[0, 0, 0, 0]])
})

const functions: readonly ((a: V) => V)[] = [t.exp, t.tanh, t.sigmoid, t.add(0.1), t.mul(1 / 3), t.neg, (a) => t.mul(a)(a), (a) => t.sub(t.square(a))(t.sin(a))]

test('a rule that says what the primitives say gives the same bits', () => {
  const plain = fc.constantFrom(...functions)
  const vector = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 2, maxLength: 2 }).map((v): V => t.of([2], v))
  fc.assert(fc.property(plain, plain, plain, vector, vector, (f, g, h, a, da) => {
    const own = d.custom<V, V>((v) => { const [y, pull] = d.lift(g)(v); return [y, (dv) => pull(dv)] })
    const [with1, without] = [d.lift((v: V) => h(own(f(v))[0])), d.lift((v: V) => h(g(f(v))))]
    expect(bits([with1(a)[0], with1(a)[1](da)])).toEqual(bits([without(a)[0], without(a)[1](da)]))
    const second = (it: Arrow): Arrow => d.lift((v: V) => it(v)[1](da))
    expect(bits(second(with1)(a)[0])).toEqual(bits(second(without)(a)[0]))
  }), { numRuns: 30 })
})

describe.each(backends)('in a layer that $name trains', (backend) => {
  const reversal = d.custom<AnyTensor, AnyTensor>((a) => [a, (da) => t.neg(da as V)])
  const layer = n.layer({
    name: 'reversal', shape: (input: readonly [2]) => input, init: () => ({}), apply: () => (a) => reversal(a)[0] as typeof a,
  })
  const [inputs, targets] = [t.of([3, 2], [1, 2, -1, 0.5, 3, 1]), t.of([3, 1], [1, 2, 3])]
  const step = (net: n.Network<any, readonly [2], readonly [1]>) => {
    const { init, step: next } = trainer(net, { backend })({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.125 }) })
    const start = init(key(1))
    return [start.params, next(start, { inputs, targets }).params] as const
  }
  test('so do rules in a penalty', () => {
    const net = pipe(n.input([2]), n.dense(1))
    const parts = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.125 }) }
    const norm = ([{ weights }]: n.Params<typeof net>) => pipe(weights, t.square, t.sum())
    const after = (penalty?: typeof norm) => {
      const { init, step: next } = trainer(net, { backend })(penalty === undefined ? parts : { ...parts, penalty })
      return next(init(key(1)), { inputs, targets })
    }
    const stopped = after((p) => norm(d.stopGradient(p)))
    expect(bits(stopped.params)).toEqual(bits(after().params))
    expect(stopped.loss).toBe(after(norm).loss)
    expect(bits(after((p) => d.custom<typeof p, Tensor<readonly []>>((q) => [norm(q), () => d.zerosOf(q)])(p)[0]).params)).toEqual(bits(after().params))
  })
  test('what is before it goes the other way', () => {
    const [, there] = step(pipe(n.input([2]), n.dense(2), layer, n.dense(1)))
    const [before, back] = step(pipe(n.input([2]), n.dense(2), n.layer({
      name: 'same', shape: (input: readonly [2]) => input, init: () => ({}), apply: () => (a) => a,
    }), n.dense(1)))
    expect(bits(there[2])).toEqual(bits(back[2]))
    const moves = (next: any): readonly number[] => bits(next[0]).flat().map((w, i) => w - bits(before[0]).flat()[i]!)
    moves(back).forEach((move, i) => expect(moves(there)[i]).toBeCloseTo(-move, 5))
    expect(moves(back).some((move) => Math.abs(move) > 0.01)).toBe(true)
  })
})
