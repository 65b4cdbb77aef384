/** Laws of convolutions: what groups are, what a transposed one is the transpose of, and what they are compiled to. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gradient, lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import type { Network } from '../../src/network/index.js'
import { group, simplify } from '../../src/program/index.js'
import { key, normal } from '../../src/random/index.js'
import { concatenate, mean, permute, slice, square, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
import { compiled } from '../tensor/compiled.js'

type Any = Network<any, any, any, any>
/** A layer whose options only run time looks at. */
const conv2d = n.conv2d as unknown as (options: object) => (net: Any) => Any
const convTranspose2d = n.convTranspose2d as unknown as typeof conv2d
const cut = (x: AnyTensor, axis: number, from: number, to: number): AnyTensor =>
  slice(x.shape.map((_: number, i: number) => (i === axis ? [from, to] as const : null)))(x as never)
const joined = concatenate(3) as unknown as (parts: readonly AnyTensor[]) => AnyTensor
const dot = (a: AnyTensor, b: AnyTensor): number => toArray(a).reduce((sum, v, i) => sum + v * toArray(b)[i]!, 0)

test.each([
  { size: [5, 4, 6], kernel: [2, 3, 2], stride: [1, 1, 2], padding: 'same' },
  { size: [5, 6, 4], kernel: [3, 2, 2], stride: [2, 2, 1], padding: [[1, 1], [0, 0], [1, 0]] },
])('convTranspose3d is the transpose of conv3d, padding $padding', ({ size, kernel, stride, padding }) => {
  const [conv3d, convTranspose3d] = [n.conv3d, n.convTranspose3d] as unknown as readonly [typeof conv2d, typeof conv2d]
  const there = conv3d({ filters: 2, kernel, stride, padding })(n.input([...size, 3], 'f64') as Any)
  const back = convTranspose3d({ filters: 3, kernel, stride, padding })(n.input(there.output, 'f64') as Any)
  expect(back.output).toEqual([...size, 3])
  const weights = some([...kernel, 3, 2], 1)
  const [x, y] = [some([2, ...size, 3], 2), some([2, ...there.output], 3)]
  const forth = there.apply([{ kernel: weights, bias: zeros([2], 'f64') }])(x as never)
  const backwards = back.apply([{ kernel: permute([0, 1, 2, 4, 3])(weights as never), bias: zeros([3], 'f64') }])(y as never)
  expect(Math.abs(dot(forth, y) - dot(x, backwards))).toBeLessThan(1e-10)
})

const layers = [['conv2d', conv2d], ['convTranspose2d', convTranspose2d]] as const
test.each(layers.flatMap(([name, layer]) => ([[2, 4, 6], [3, 6, 3], [3, 3, 6]] as const).map((sizes) => [name, ...sizes, layer] as const)),
)('%s: %i groups of %i channels and %i filters are as many convolutions side by side', (_, groups, channels, filters, layer) => {
  const [c, f] = [channels / groups, filters / groups]
  const options = { kernel: [3, 2], stride: [1, 2], padding: 'same' }
  const whole = layer({ ...options, filters, groups })(n.input([5, 4, channels], 'f64') as Any)
  const part = layer({ ...options, filters: f })(n.input([5, 4, c], 'f64') as Any)
  const [kernel, bias, x] = [some([3, 2, c, filters], 1), some([filters], 2), some([2, 5, 4, channels], 3)]
  const parts = Array.from({ length: groups }, (_, i) =>
    part.apply([{ kernel: cut(kernel, 3, i * f, i * f + f), bias: cut(bias, 0, i * f, i * f + f) }])(cut(x, 3, i * c, i * c + c) as never) as AnyTensor)
  expect(toArray(whole.apply([{ kernel, bias }])(x as never))).toEqual(toArray(joined(parts)))
})

describe.each([
  { name: 'valid', size: [7, 6], kernel: [3, 2], stride: [2, 1], padding: 'valid' },
  { name: 'same, stride 2', size: [6, 8], kernel: [3, 4], stride: [2, 2], padding: 'same' },
  { name: 'same, gaps between windows', size: [6, 4], kernel: [2, 1], stride: [3, 2], padding: 'same' },
  { name: 'padding of four sizes', size: [5, 6], kernel: [3, 3], stride: [2, 2], padding: [[1, 1], [2, 1]] },
  { name: 'two groups', size: [6, 8], kernel: [3, 4], stride: [2, 2], padding: 'same', groups: 2 },
])('convTranspose2d, $name', ({ size, kernel, stride, padding, groups = 1 }) => {
  test('is the transpose of conv2d: ⟨conv(x), y⟩ = ⟨x, convTranspose(y)⟩', () => {
    const [c, f] = [3 * groups, 2 * groups]
    const there = conv2d({ filters: f, kernel, stride, padding, groups })(n.input([...size, c], 'f64') as Any)
    const back = convTranspose2d({ filters: c, kernel, stride, padding, groups })(n.input(there.output, 'f64') as Any)
    expect(back.output).toEqual([...size, c])
    // Of each group by itself: filters and channels change places.
    const parts = Array.from({ length: groups }, (_, g) => some([...kernel, 3, 2], 1 + g))
    const [weights, exchanged] = [joined(parts), joined(parts.map((part) => permute([0, 1, 3, 2])(part as never)))]
    const [x, y] = [some([2, ...size, c], 2), some([2, ...there.output], 3)]
    const forth = there.apply([{ kernel: weights, bias: zeros([f], 'f64') }])(x as never)
    const backwards = back.apply([{ kernel: exchanged, bias: zeros([c], 'f64') }])(y as never)
    expect(Math.abs(dot(forth, y) - dot(x, backwards))).toBeLessThan(1e-10)
  })
})

const rows: readonly (readonly [name: string, net: Any])[] = [
  ['grouped', conv2d({ filters: 6, kernel: [3, 3], stride: [2, 1], groups: 2 })(n.input([8, 7, 4]) as Any)],
  ['depthwise', conv2d({ filters: 5, kernel: [3, 3], padding: 'same', groups: 5 })(n.input([8, 7, 5]) as Any)],
  ['transposed', convTranspose2d({ filters: 5, kernel: [4, 4], stride: [2, 2], padding: 'same' })(n.input([4, 3, 7]) as Any)],
  ['transposed, grouped', convTranspose2d({ filters: 6, kernel: [4, 3], stride: [2, 1], groups: 2 })(n.input([4, 3, 4]) as Any)],
  ['along one axis', pipe(n.input([20, 5]), n.conv1d({ filters: 6, kernel: 5, padding: 'same' }), n.maxPool1d(2), n.averagePool1d(2), n.globalMaxPool) as Any],
  ['in a volume', pipe(n.input([4, 5, 6, 2]), n.conv3d({ filters: 9, kernel: [2, 3, 3], padding: 'same' }), n.maxPool3d([2, 1, 2]), n.conv3d({ filters: 4, kernel: [2, 2, 2], groups: 1 }), n.averagePool3d([1, 2, 2]), n.convTranspose3d({ filters: 2, kernel: [2, 2, 2], stride: [2, 2, 2] })) as Any],
  ['global', pipe(n.input([6, 5, 3]), n.conv2d({ filters: 4, kernel: [3, 3] }), n.globalAveragePool) as Any],
]

describe.each(rows)('%s, in f32', (_, net) => {
  const slopes = ([p, x]: readonly [unknown, AnyTensor]): unknown =>
    gradient(lift((both: readonly [unknown, AnyTensor]) => mean()(square(net.apply(both[0])(both[1] as never))) as Tensor<readonly []>))([p, x])
  const at = [net.init(key(1)), normal(key(2), [3, ...net.input])] as const
  test.each(backends)('compiled on $name: the eager bits of the gradients', (backend) => {
    const bits = (x: unknown): unknown => tree.tensors(x).map((t) => toArray(t))
    expect(bits(compiled(backend, slopes, at))).toEqual(bits(slopes(at)))
  })
})

test('a training step with groups copies nothing to bring them together: every view is read in place', () => {
  const net: Any = pipe(n.input([8, 7, 1]), n.conv2d({ filters: 8, kernel: [3, 3], padding: 'same' }), n.relu,
    n.conv2d({ filters: 12, kernel: [3, 3], padding: 'same', groups: 2 }), n.relu, n.flatten, n.dense(3))
  const step = trace(([p, x]: readonly [unknown, AnyTensor]) =>
    lift((q: unknown) => net.apply(q)(x as never))(p)[1](zeros([2, 3]) as never), [net.init(key(1)), zeros([2, 8, 7, 1])] as const)
  const views = ['reshape', 'permute', 'broadcast', 'slice', 'unfold']
  const copies = group(simplify(step.program)).instructions.filter(({ primitive }) =>
    primitive.kind === 'group' && primitive.body.instructions.every(({ primitive: { kind } }) => views.includes(kind)))
  expect(copies.map(({ types }) => types[0]!.shape)).toEqual([])
})

test('groups never become one product with zeros: as many products as groups, or none where each is a single channel', () => {
  const products = (net: Any): readonly (readonly number[])[] => {
    const step = trace(([p, x]: readonly [unknown, AnyTensor]) =>
      lift((both: readonly [unknown, AnyTensor]) => net.apply(both[0])(both[1] as never))([p, x])[1](zeros([2, ...net.output]) as never),
    [net.init(key(1)), zeros([2, ...net.input])] as const)
    return simplify(step.program).instructions.filter(({ primitive }) => primitive.kind === 'contract').map(({ types }) => types[0]!.shape)
  }
  const [[, grouped], [, depthwise]] = rows as readonly [typeof rows[number], typeof rows[number]]
  // By patches, of k = 3·3·2, and by kernels: f / 2 = 3 filters.
  expect(products(grouped)).toEqual([[2, 2 * 3 * 5, 18], [2, 18, 3]])
  expect(products(depthwise)).toEqual([])
})
