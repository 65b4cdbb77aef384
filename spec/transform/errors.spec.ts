/** What `vmap` is given that it cannot take, and what its types say. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { differentiable as d, pipe, random, tensor as t, vmap, type Tensor } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

type V = Tensor<readonly [2]>
type S = Tensor<readonly []>
type M = Tensor<readonly [2, 3]>
const sum = (a: V): S => pipe(a, t.sum())
const untyped = vmap as (f: unknown, options?: unknown) => (...args: readonly unknown[]) => unknown

describe('what is refused', () => {
  const both = (a: V, b: { readonly w: V }) => t.add(b.w)(a)
  const refused: Readonly<Record<string, readonly [make: () => unknown, message: string]>> = {
    'no argument': [() => untyped(() => t.scalar(1))(), 'vmap: args should be at least one tensor with an axis for the examples, but is "none"'],
    'no batched argument': [() => untyped(sum, { in: null })(t.ones([2])), 'args should be at least one tensor with an axis for the examples'],
    'no tensor': [() => untyped(sum)(3), 'args should be at least one tensor with an axis for the examples'],
    'other numbers of examples': [() => untyped(both)(t.ones([3, 2]), { w: t.ones([4, 2]) }), 'vmap: args.1.w has 4 examples along axis 0, but args.0 has 3 along axis 0'],
    'along other axes': [() => untyped(both, { in: [0, { w: -1 }] })(t.ones([3, 2]), { w: t.ones([2, 4]) }), 'args.1.w has 4 examples along axis -1, but args.0 has 3 along axis 0'],
    'an axis that is not there': [() => untyped(sum, { in: 2 })(t.ones([3, 2])), 'vmap: args.0: axis 2 is out of range: [3, 2] has 2 axes'],
    'an axis of a scalar': [() => untyped(both)(t.ones([3, 2]), { w: t.scalar(1) }), 'args.1.w: axis 0 is out of range: [] has 0 axes'],
    'axes for other arguments': [() => untyped(sum, { in: [0, 0] })(t.ones([3, 2])), 'vmap: in.1 should be nothing, as args has no 1, but is 0'],
    'axes for too few arguments': [() => untyped(both, { in: [0] })(t.ones([3, 2]), { w: t.ones([3, 2]) }), 'vmap: in.1 should be an axis, null, or a list or record of them for the parts of args.1, but is undefined'],
    'axes for other parts': [() => untyped(both, { in: [0, { v: 0 }] })(t.ones([3, 2]), { w: t.ones([3, 2]) }), 'vmap: in.1.v should be nothing, as args.1 has no v, but is 0'],
    'axes for parts of a tensor': [() => untyped(sum, { in: [{ w: 0 }] })(t.ones([3, 2])), 'vmap: in.0 should be an axis, null, or a list or record of them for the parts of args.0'],
    'an axis that is no number': [() => untyped(sum, { in: [0.5] })(t.ones([3, 2])), 'vmap: in.0 should be an axis, null'],
    'an axis of the result that is not there': [() => untyped(sum, { out: 1 })(t.ones([3, 2])), 'vmap: result: axis 1 is out of range: a new axis of [] is one of -1 to 0'],
    'axes for other results': [() => untyped((a: V) => ({ a }), { out: { b: 0 } })(t.ones([3, 2])), 'vmap: out.b should be nothing, as result has no b, but is 0'],
    'a result that depends on the example': [() => untyped(sum, { out: null })(t.ones([3, 2])), 'vmap: result should be the same for all examples, as out is null'],
    'a result that is no tensor': [() => untyped((a: V) => [a, { n: 3 }])(t.ones([3, 2])), 'vmap: result.1.n should be a tensor, but is 3'],
    'a look at elements': [() => untyped((a: V) => t.scalar(t.toArray(a)[0] as number))(t.ones([3, 2])), 'has no elements'],
    'an index of no row': [() => untyped((w: V, i: AnyTensor) => t.gather(i as never)(w), { in: [0, 0] })(t.ones([3, 2]), t.of([3], [0, 2, 1], 'i32')), 'gather: indices[1] should be an index from 0 to 5, but is 6'],
    'an index below all rows': [() => untyped((w: V, i: AnyTensor) => t.gather(i as never)(w), { in: [0, 0] })(t.ones([3, 2]), t.of([3], [0, -1, 1], 'i32')), 'gather: indices[1] should be an index from 0 to 5, but is -1'],
    'an option that there is not': [() => untyped(sum, { axes: 1 }), 'vmap: unknown option "axes"; did you mean "axis"?'],
  }
  test.each(Object.entries(refused))('%s', (_, [make, message]) => { expect(make).toThrow(message) })
})

test('no examples give nothing of each', () => {
  const none = vmap((a: V, k: random.Key) => [t.square(a), random.normal(k, [3]), sum(a)] as const)(t.zeros([0, 2]), t.zeros([0, 2], 'u32'))
  expect(none.map(({ shape }) => shape)).toEqual([[0, 2], [0, 3], [0]])
})

test('what is no tensor goes along, and what does not depend on the example may stay one', () => {
  const f = (a: V, { k, w }: { readonly k: number; readonly w: M }) => [t.mul(k)(a), t.square(w), null] as const
  const made = vmap(f, { in: [0, { k: null, w: null }], out: [0, null, 0] })(t.ones([4, 2]), { k: 3, w: t.ones([2, 3]) })
  expect(made.map((x) => (x === null ? x : x.shape))).toEqual([[4, 2], [2, 3], null])
})

test('types', () => {
  const f = (x: V, p: { readonly w: M; readonly k: number }) => ({ a: sum(x), b: [p.w, x] as const })
  const args = [t.zeros([2, 4]), { w: t.zeros([2, 4, 3]), k: 3 }] as const
  expectTypeOf(vmap(f, { in: [0, null] })(t.zeros([4, 2]), { w: t.zeros([2, 3]), k: 3 })).toEqualTypeOf<{
    readonly a: Tensor<readonly [4]>; readonly b: readonly [Tensor<readonly [4, 2, 3]>, Tensor<readonly [4, 2]>]
  }>()
  expectTypeOf(vmap(f, { in: [-1, { w: 1, k: null }], out: { a: 0, b: [-1, 0] } })(...args)).toEqualTypeOf<{
    readonly a: Tensor<readonly [4]>; readonly b: readonly [Tensor<readonly [2, 3, 4]>, Tensor<readonly [4, 2]>]
  }>()
  expectTypeOf(vmap(sum, { axis: 1 })).toEqualTypeOf<ReturnType<typeof vmap<[a: V], S, { readonly axis: 1 }>>>()
  const known = (x: Tensor<readonly [number, 2]>) => vmap(sum)(x)
  expectTypeOf(known).returns.toEqualTypeOf<Tensor<readonly [number]>>()
  const generic = <B extends number>(x: Tensor<readonly [B, 2]>): Tensor<readonly [B]> => vmap(sum)(x)
  expectTypeOf(generic(t.zeros([7, 2]))).toEqualTypeOf<Tensor<readonly [7]>>()
  const products = <A extends number, B extends number>(a: Tensor<readonly [A]>, b: Tensor<readonly [B]>): Tensor<readonly [A, B]> =>
    vmap((u: S) => vmap((v: S) => pipe(u, t.mul(v)))(b))(a)
  expectTypeOf(products(t.zeros([7]), t.zeros([2]))).toEqualTypeOf<Tensor<readonly [7, 2]>>()
  const gradients = vmap(d.grad((w: M, x: V) => pipe(w, t.sum([1]), t.mul(x), t.sum())), { in: [null, 0] })
  expectTypeOf(gradients(t.zeros([2, 3]), t.zeros([5, 2]))).toEqualTypeOf<Tensor<readonly [5, 2, 3]>>()
})
