/** Trees of tensors, as users walk them. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { isTensor, tensor as t, tree, type Tensor } from '../../src/index.js'
import type { Same } from '../../src/shape/fits.js'

const proven = <T extends true>(claim?: T): void => void claim

interface Params { readonly weights: Tensor<readonly [2]>; readonly inner: readonly [Tensor<readonly [], 'i32'>, null, { readonly name: string }] }
const params: Params = { weights: t.of([2], [1, -2]), inner: [t.scalar(7, 'i32'), null, { name: 'kept' }] }

test('map keeps the form, and says where each leaf is', () => {
  const paths: string[] = []
  const doubled = tree.map(params, (x, path) => {
    paths.push(path)
    return pipe(x, t.mul(2))
  })
  proven<Same<typeof doubled, Params>>()
  expect(doubled).toEqual({ weights: t.of([2], [2, -4]), inner: [t.scalar(14, 'i32'), null, { name: 'kept' }] })
  expect(paths).toEqual(['weights', 'inner.0'])
  expect(tree.map(t.scalar(1), t.neg)).toEqual(t.scalar(-1))
  expect(params.weights).toEqual(t.of([2], [1, -2]))
})

test('map of the identity is the same, and of two after another is that of both', () => {
  expect(tree.map(params, (x) => x)).toEqual(params)
  const [f, g] = [t.add(3), t.mul(2)] as const
  expect(tree.map(tree.map(params, (x) => f(x)), (x) => g(x))).toEqual(tree.map(params, (x) => g(f(x))))
})

test('zip takes the leaves of one place, whatever the order of keys', () => {
  const other = { inner: params.inner, weights: t.of([2], [10, 20]) }
  const sums = tree.zip((a, b, c) => pipe(a, t.add(b), t.add(c!)), params, other, tree.zerosLike(params))
  proven<Same<typeof sums, Params>>()
  expect(sums).toEqual({ weights: t.of([2], [11, 18]), inner: [t.scalar(14, 'i32'), null, { name: 'kept' }] })
})

test('leaves are in the order of keys', () =>
  expect(tree.leaves(params)).toEqual([{ path: 'weights', tensor: params.weights }, { path: 'inner.0', tensor: params.inner[0] }]))

test('zeros are of each leaf\'s type', () =>
  expect(tree.zerosLike(params)).toEqual({ weights: t.zeros([2]), inner: [t.zeros([], 'i32'), null, { name: 'kept' }] }))

test('a tree of its own class is no branch: it stays', () => {
  const date = new Date(0)
  expect(tree.map({ date }, () => t.scalar(1)).date).toBe(date)
})

test('isTensor tells a tensor from a literal', () => {
  const x: unknown = params.weights
  if (isTensor(x)) proven<Same<(typeof x)['shape'], any>>()
  expect([x, { shape: [2], dtype: 'f32' }, null, [params.weights]].map(isTensor)).toEqual([true, false, false, false])
})

test('trees of one form are stacked, and are rows of what was made', () => {
  const trees = [0, 1, 2].map((i) => ({ weights: t.full([2, 2], i), inner: [t.scalar(i, 'f64'), { bias: t.full([1], 10 * i, 'i32') }] as const, name: 'a' })) as unknown as
    readonly [One, One, One]
  interface One { readonly weights: Tensor<readonly [2, 2]>; readonly inner: readonly [Tensor<readonly [], 'f64'>, { readonly bias: Tensor<readonly [1], 'i32'> }] }
  const all = tree.stack(trees)
  const bias: Tensor<readonly [3, 1], 'i32'> = all.inner[1].bias
  const back: Tensor<readonly [], 'f64'> | undefined = tree.unstack(all)[2]?.inner[0]
  expect([all.weights.shape, t.toArray(all.weights), t.toArray(all.inner[0]), t.toArray(bias), t.toArray(back!)])
    .toEqual([[3, 2, 2], [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], [0, 1, 2], [0, 10, 20], [2]])
  expect(tree.unstack(all)).toEqual(trees)
})

test.each([
  ['another shape', () => tree.map(params, () => t.zeros([3])), 'map: f of weights should be f32[2], but is "f32[3]"'],
  ['another element type', () => tree.map(params.weights, t.cast('f64')), 'map: f should be f32[2], but is "f64[2]"'],
  ['no tensor', () => tree.map(params, () => 3 as never), 'map: f of weights should be f32[2], but is 3'],
  ['another shape from two', () => tree.zip(() => t.zeros([3]), [params.weights], [params.weights]), 'zip: f should be f32[2], but is "f32[3]"'],
  ['a leaf that is not there', () => tree.zip((a) => a, params, { inner: params.inner } as never), 'tree: weights should be a tensor there, as in the tree beside it'],
  ['no tree', () => tree.stack([]), 'stack: trees should be a list of at least one tree'],
  ['another type among stacked ones', () => tree.stack([params.weights, t.zeros([2], 'f64')]), 'stack: trees[1] should be f32[2], but is "f64[2]"'],
  ['a tensor too many', () => tree.stack([{ a: t.ones([1]) }, { a: t.ones([1]), b: t.ones([1]) }]), 'stack: trees[1].b should be no tensor, as in the first tree'],
  ['one too few', () => tree.stack([{ a: t.ones([1]), b: t.ones([1]) }, { a: t.ones([1]) }]), 'tree: b should be a tensor there'],
  ['rows of nothing', () => tree.unstack({}), 'unstack: tree should be at least one tensor [trees, ...], but is "no tensor"'],
  ['rows of a scalar', () => tree.unstack({ a: t.scalar(1) }), 'unstack: a should be a tensor [trees, ...]'],
  ['rows of another number', () => tree.unstack({ a: t.ones([2]), b: t.ones([3]) }), 'unstack: b should be a tensor of 2 rows'],
  ['no function', () => tree.map(params, 3 as never), 'map: f should be a function, but is 3'],
])('%s is refused', (_, make, message) => expect(make).toThrow(message))
