/** Gradients of ordinary functions, and functions whose pullback is their own wherever they stand. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import * as d from '../../src/differentiable/index.js'
import { jit } from '../../src/jit/jit.js'
import { key } from '../../src/random/index.js'
import { pipe } from '../../src/shape/pipe.js'
import * as t from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { vmap } from '../../src/transform/vmap.js'
import { backends } from '../backend/each.js'
import { some } from './values.js'

type V = Tensor<readonly [2]>
type W = Tensor<readonly [3], 'f64'>
type S = Tensor<readonly []>
const x: V = t.of([2], [1.25, -2.75])
const y: V = t.of([2], [0.5, 3])
const bits = (a: unknown): readonly (readonly number[])[] => tree.tensors(a).map((v) => t.toArray(v))
const dot = (a: V, b: V): S => pipe(a, t.mul(b), t.sum())

describe('grad', () => {
  test('is the gradient of the lifted function, to the bit', () => {
    const f = (a: V): S => pipe(a, t.sin, t.mul(a), t.sum())
    expect(bits(d.grad(f)(x))).toEqual(bits(d.gradient(d.lift(f))(x)))
    expect(bits(d.valueAndGrad(f)(x))).toEqual(bits(d.valueAndGradient(d.lift(f))(x)))
  })
  test('is by the first argument, whatever the others are', () => {
    const f = (p: { readonly w: V; readonly b: readonly [S] }, a: V, { times }: { readonly times: number }, at: Tensor<readonly [2], 'i32'>): S =>
      pipe(p.w, t.gather(at), t.mul(a), t.sum(), t.add(p.b[0]), t.mul(times))
    const params = { w: x, b: [t.scalar(7)] } as const
    const made = d.grad(f)(params, y, { times: 2 }, t.of([2], [1, 0], 'i32'))
    expect(bits(made)).toEqual([[6, 1], [2]])
    expectTypeOf(made).toEqualTypeOf<{ readonly w: V; readonly b: readonly [S] }>()
    expectTypeOf(d.grad(f)).parameters.toEqualTypeOf<Parameters<typeof f>>()
  })
  test('what is given along is no part of the derivative', () => {
    const f = (a: V, b: V) => [dot(a, b), { twice: t.mul(2)(a), at: t.of([1], [3], 'i32'), name: 'aux' }] as const
    const [value, gradient] = d.valueAndGrad(f, { hasAux: true })(x, y)
    expect(bits([value, gradient])).toEqual([[-7.625], [2.5, -5.5], [3], [0.5, 3]])
    expect(value[1].name).toBe('aux')
    const [slope, aux] = d.grad(f, { hasAux: true })(x, y)
    expect(bits([slope, aux])).toEqual([[0.5, 3], [2.5, -5.5], [3]])
    expectTypeOf(aux.at).toEqualTypeOf<Tensor<readonly [1], 'i32'>>()
    expectTypeOf(slope).toEqualTypeOf<V>()
  })
  test.each(backends)('compiled on $name, and of itself', (backend) => {
    const cube = (a: S): S => pipe(a, t.mul(a), t.mul(a))
    const all = (a: S) => [d.grad(cube)(a), d.grad(d.grad(cube))(a), d.grad(d.grad(d.grad(cube)))(a)]
    expect(bits(all(t.scalar(3)))).toEqual([[27], [18], [6]])
    expect(bits(jit(all, { backend })(t.scalar(3)))).toEqual([[27], [18], [6]])
  })
  test('wrong arguments are named', () => {
    const f = ({ w }: { readonly w: V; readonly n: Tensor<readonly [1], 'i32'> }): S => dot(w, w)
    expect(() => d.grad(f)({ w: x, n: t.of([1], [3], 'i32') }))
      .toThrow('grad: the first argument.n should be of f32 or f64, which have derivatives; what is not differentiated may be a further argument, but is "i32[1]"')
    expect(() => d.hessian(f)({ w: x, n: t.of([1], [3], 'i32') })).toThrow('hessian: the first argument.n should be of f32 or f64')
    expect(() => d.grad((() => t.scalar(1)) as never)([] as never)).toThrow('grad: the first argument should be a tensor, or a list or record of them')
    expect(() => d.grad(((a: V) => a) as never)(x as never)).toThrow('grad: the value should be a tensor without axes')
    expect(() => d.grad((() => t.scalar(1, 'i32')) as never)(x as never)).toThrow('grad: the value should be a tensor of f32 or f64, but is "i32"')
    expect(() => d.valueAndGrad(((a: V) => dot(a, a)) as never, { hasAux: true })(x as never)).toThrow('valueAndGrad: the value should be a list [scalar, aux], as hasAux says')
    expect(() => d.jacobian((a: V) => t.cast('i32')(a))(x)).toThrow('jacobian: the value should be of f32 or f64')
    expect(() => d.jacobianForward(() => [])(x)).toThrow('jacobianForward: the value should be a tensor, or a list or record of them')
    expect(() => d.hessianVectorProduct((a: V) => dot(a, a))(x, t.ones([3]) as never)).toThrow('hessianVectorProduct: v should be f32[2], as what it belongs to')
  })
})

describe('jacobian', () => {
  const f = (p: { readonly a: V; readonly b: Tensor<readonly [3, 1]> }) =>
    ({ m: pipe(p.b, t.matmul(pipe(p.a, t.reshape([1, 2])))), s: [dot(p.a, p.a)] as const })
  const at = { a: x, b: t.of([3, 1], [1, 2, 3]) }
  test('a block for each pair, both ways', () => {
    const made = d.jacobian(f)(at)
    expectTypeOf(made).toEqualTypeOf<{
      readonly m: { readonly a: Tensor<readonly [3, 2, 2]>; readonly b: Tensor<readonly [3, 2, 3, 1]> }
      readonly s: readonly [{ readonly a: Tensor<readonly [2]>; readonly b: Tensor<readonly [3, 1]> }]
    }>()
    expect(tree.tensors(made).map(({ shape }) => shape)).toEqual([[3, 2, 2], [3, 2, 3, 1], [2], [3, 1]])
    expect(bits(made)[0]).toEqual([1, 0, 0, 1, 2, 0, 0, 2, 3, 0, 0, 3])
    expect(bits(made)[2]).toEqual([2.5, -5.5])
    expect(bits(d.jacobianForward(f)(at)).map((list) => list.map((n) => n + 0))).toEqual(bits(made).map((list) => list.map((n) => n + 0)))
  })
  test('its rows are pullbacks, its columns tangents', () => {
    const g = (a: W): W => pipe(a, t.softmax, t.mul(a))
    const [a, w] = [some([3], 4), some([3], 5)]
    const [across, down] = [pipe(w, t.reshape([1, 3])), pipe(w, t.reshape([3, 1]))]
    const near = (p: unknown, q: unknown) => bits(p)[0]!.forEach((n, i) => { expect(n).toBeCloseTo(bits(q)[0]![i]!, 13) })
    near(pipe(across, t.matmul(d.jacobian(g)(a))), d.lift(g)(a)[1](w))
    near(pipe(d.jacobian(g)(a), t.matmul(down)), d.jvp(g)(a, w)[1])
  })
})

describe('check', () => {
  type Two = readonly [W, W]
  const functions: Readonly<Record<string, (a: W) => unknown>> = {
    grad: d.grad((a: W) => pipe(a, t.sin, t.mul(a), t.sum())),
    jacobian: d.jacobian((a: W) => pipe(a, t.softmax)),
    hessian: d.hessian((a: W) => pipe(a, t.square, t.sum(), t.square)),
    'a product with the Hessian': (a) => d.hessianVectorProduct((b: W) => pipe(b, t.exp, t.sum()))(a, a),
    vmap: (a) => vmap((c: Tensor<readonly [], 'f64'>) => pipe(a, t.mul(c), t.exp))(a),
    'vmap of grad': vmap(d.grad((c: Tensor<readonly [], 'f64'>) => pipe(c, t.exp, t.mul(c)))),
    'vmap of a loop': (a) => vmap((c: Tensor<readonly [], 'f64'>) => t.scan((s: typeof c, r: typeof c) => [pipe(s, t.mul(r), t.add(c), t.sin), s] as const, c, a))(a),
    'a rule of its own': (a) => d.withPullback<Two, W>(([p, q]) => [pipe(p, t.mul(q)), (dy) => [t.mul(q)(dy), t.mul(p)(dy)]],
      { pushforward: ([p, q]) => ([dp, dq]) => pipe(dp, t.mul(q), t.add(pipe(dq, t.mul(p)))) })([a, t.sin(a)]),
  }
  test.each(Object.entries(functions))('%s', (_, f) => {
    expect(d.check(f, some([3], 2), key(1), { order: 2, forward: true })).toMatchObject({ _tag: 'Right' })
  })
  test('finds a pullback and a pushforward that are wrong', () => {
    const f = (back: number, forth: number) => d.withPullback<W, W>((a) => [t.square(a), (dy) => pipe(dy, t.mul(a), t.mul(back))], { pushforward: (a) => (da) => pipe(da, t.mul(a), t.mul(forth)) })
    const checked = (back: number, forth: number, forward: boolean) => d.check(f(back, forth), some([3], 2), key(1), { forward })
    expect(checked(2, 2, true)).toMatchObject({ _tag: 'Right' })
    expect(checked(2, 3, false)).toMatchObject({ _tag: 'Right' })
    expect(checked(3, 2, false)).toMatchObject({ left: { message: expect.stringContaining('check: the pullback says') as string } })
    expect(checked(2, 3, true)).toMatchObject({ left: { message: expect.stringContaining('check: the pushforward says') as string } })
  })
})

describe('withPullback', () => {
  const times = (n: number) => d.withPullback<V, V>((a) => [t.round(a), (da) => t.mul(n)(da)], { pushforward: () => t.mul(n) })
  const f = times(3)
  const places: Readonly<Record<string, (a: V) => V>> = {
    alone: f,
    'under lift': (a) => d.lift(f)(a)[0],
    'in a loop': (a) => t.scan((c: V, _: S) => [f(c), c] as const, a, t.zeros([1]))[0],
    'in a compiled function': jit(f),
    'in vmap': (a) => vmap((s: S) => pipe(s, t.reshape([1]), t.broadcastTo([2]), f, t.slice([[0, 1]]), t.reshape([])))(a),
    'in vmap in a loop': (a) => t.scan((c: V, _: S) => [vmap(f)(c as unknown as Tensor<readonly [2, 2]>) as unknown as V, c] as const, t.stack(0)([a, a]) as unknown as V, t.zeros([1]))[0] as unknown as V,
  }
  const total = (a: unknown): S => pipe(a as V, t.sum())
  test.each(Object.entries(places))('%s', (name, g) => {
    const rows = name === 'in vmap in a loop' ? 2 : 1
    expect(bits(g(x))[0]!.slice(0, 2)).toEqual([1, -3])
    expect(bits(d.grad((a: V) => total(g(a)))(x))).toEqual([[3 * rows, 3 * rows]])
    expect(bits(d.jvp((a: V) => g(a))(x, y)[1])[0]!.slice(0, 2)).toEqual([1.5, 9])
    for (const backend of backends) expect(bits(jit(d.grad((a: V) => total(g(a))), { backend })(x))).toEqual([[3 * rows, 3 * rows]])
  })
  test('leaves nothing in what is compiled', () => expect(JSON.stringify(trace(d.grad((a: V) => total(f(a))), x).program)).not.toContain('custom'))
  test('has a second derivative', () => {
    const own = d.withPullback<V, V>((a) => [t.round(a), (da) => pipe(a, t.square, t.mul(da))])
    expect(bits(d.grad((a: V) => total(d.grad((b: V) => total(own(b)))(a)))(x))).toEqual([[2.5, -5.5]])
    expect(bits(d.hessian((a: V) => total(own(a)))(x))[0]!.map((n) => n + 0)).toEqual([2.5, 0, 0, -5.5])
  })
  test('is refused by name in forward mode without a pushforward', () => {
    const own = d.withPullback<V, V>((a) => [a, (da) => da])
    expect(() => d.jvp(own)(x, y)).toThrow('withPullback: pushforward should be given, as jvp takes tangents forward')
    expect(() => d.jvp((a: V) => vmap((s: S) => pipe(s, t.broadcastTo([2]), own, t.sum()))(a))(x, y)).toThrow('withPullback: pushforward should be given')
    expect(() => d.jacobianForward(own)(x)).toThrow('withPullback: pushforward should be given')
    expect(bits(d.jacobian(own)(x))).toEqual([[1, 0, 0, 1]])
  })
  test('elementwise and constant hold as well', () => {
    const straight = d.elementwise<V>(t.round, () => t.ones([2]))
    expect(bits(d.grad((a: V) => total(straight(a)[0]))(x))).toEqual([[1, 1]])
    expect(bits(d.grad((a: V) => total(t.square(d.constant<V, V>(a)(a)[0])))(x))).toEqual([[0, 0]])
    expect(bits(vmap(d.grad((a: V) => total(straight(a)[0])))(t.stack(0)([x, y])))).toEqual([[1, 1, 1, 1]])
  })
  test('what is closed over may not be what derivatives are taken of', () => {
    const scaled = (w: V) => d.withPullback<V, V>((a) => [t.mul(w)(a), t.mul(w)])
    expect(() => d.grad((w: V) => total(scaled(w)(x)))(y)).toThrow('withPullback: f should be a function of its argument alone')
    // Examples of a vmap are no such thing.
    expect(bits(vmap((w: V) => d.grad((a: V) => total(scaled(w)(a)))(x))(t.stack(0)([x, y])))).toEqual([[1.25, -2.75, 0.5, 3]])
  })
})
