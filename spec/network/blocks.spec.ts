/** Blocks: layers as values, composed before a network is there. A block is its layers, to the type and to the bit. */
import { expect, test } from 'vitest'
import { network as n, pipe, random, receipt, tensor as t, type Tensor } from '../../src/index.js'
import { complaint } from '../complaint.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, type R } from '../shape/twin.js'

const block = <const F extends number>(filters: F) =>
  n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.batchNorm(), n.relu)

/** Whether two networks are the same function of a key and of inputs, in training. */
const alike = (a: n.Network<any, any, any, any, any>, b: typeof a): void => {
  const [p, q] = [a, b].map((net) => net.init(random.key(3)))
  expect(receipt.digest(p)).toBe(receipt.digest(q))
  expect(a.layers.map(({ name, output }) => [name, output])).toEqual(b.layers.map(({ name, output }) => [name, output]))
  const x = random.normal(random.key(4), [2, ...a.input] as number[]) as never
  const run = (net: typeof a, params: unknown): unknown => net.apply(params, { key: random.key(5) })(x)
  expect(run(a, p)).toEqual(run(b, q))
}

const image = n.input([6, 6, 3])
const blocked = pipe(image, block(4), n.residual(block(4)), n.maxPool2d([2, 2]), n.flatten, n.dense(2))
const written = pipe(
  image, n.conv2d({ filters: 4, kernel: [3, 3], padding: 'same' }), n.batchNorm(), n.relu,
  n.residual(pipe(n.input([6, 6, 4]), n.conv2d({ filters: 4, kernel: [3, 3], padding: 'same' }), n.batchNorm(), n.relu)),
  n.maxPool2d([2, 2]), n.flatten, n.dense(2),
)
proven<Same<typeof blocked, typeof written>>()

test('a block is its layers', () => alike(blocked, written))

test('a block in blocks is its layers, too', () => {
  const nested = n.sequential(n.sequential(block(4), n.sequential()), n.sequential(n.residual(n.sequential(block(4)))))
  const flat = n.sequential(n.maxPool2d([2, 2]), n.flatten, n.dense(2))
  alike(pipe(image, nested, flat), written)
})

test('repeat is the block so many times', () => {
  const row = n.input([8])
  const thrice = pipe(row, n.repeat(3, n.sequential(n.dense(8), n.tanh)), n.dense(1))
  const all = pipe(row, n.dense(8), n.tanh, n.dense(8), n.tanh, n.dense(8), n.tanh, n.dense(1))
  proven<Same<typeof thrice, typeof all>>()
  alike(thrice, all)
})

test('blocks in combinators are what networks are', () => {
  const row = n.input([5])
  const [four, six] = [n.sequential(n.dense(4), n.relu), n.dense(6)]
  const joined = pipe(row, n.parallel(four, six), n.highway(n.dense(10), n.sequential(n.dense(10), n.sigmoid)))
  const by = pipe(
    row, n.parallel(pipe(row, n.dense(4), n.relu), pipe(row, n.dense(6))),
    n.highway(pipe(n.input([10]), n.dense(10)), pipe(n.input([10]), n.dense(10), n.sigmoid)),
  )
  proven<Same<typeof joined, typeof by>>()
  alike(joined, by)
  // Both kinds together.
  alike(pipe(row, n.concatenate(0)(four, pipe(row, six))), pipe(row, n.concatenate(0)(pipe(row, four), six)))
})

test('a network in a sequence is its layers', () => {
  const after = pipe(n.input([4]), n.relu, n.dense(2))
  const one = pipe(n.input([3]), n.sequential(n.dense(4), after))
  const other = pipe(n.input([3]), n.dense(4), n.andThen(after))
  proven<Same<typeof one, typeof other>>()
  alike(one, other)
})

test('a block is not bound to the first network it was used in', () => {
  const wide = n.sequential(n.dense(3), n.relu)
  const [a, b] = [pipe(n.input([2]), wide), pipe(n.input([7], 'f64'), wide)]
  proven<Same<n.Params<typeof b>, readonly [n.DenseParams<7, 3, 'f64'>]>>()
  expect([a, b].map((net) => net.init(random.key(0))[0].weights.shape)).toEqual([[2, 3], [7, 3]])
})

/** A rule of the user's own: a factor for each feature, whatever the shape. */
interface ScaleParams<N extends number> { readonly factor: Tensor<readonly [N]> }
interface ScaleRule extends n.LayerRule {
  readonly name: 'scale'
  readonly out: this['in']
  readonly params: readonly [ScaleParams<n.LastAxis<this['in']>>]
}
const scale: n.Layer<ScaleRule> = n.layer({
  name: 'scale',
  shape: (input) => input,
  init: (_, input) => ({ factor: t.full([input.at(-1) ?? 1], 2) }),
  apply: ({ factor }) => (x) => pipe(x, t.mul(factor)),
})

test('a layer of the user\'s own depends on what comes in, in blocks, too', () => {
  const net = pipe(n.input([4, 6]), scale, n.residual(n.sequential(n.dense(6), scale)), n.flatten, scale)
  proven<Same<n.Params<typeof net>, readonly [
    ScaleParams<6>, readonly [n.DenseParams<6, 6>, ScaleParams<6>], ScaleParams<24>,
  ]>>()
  const params = net.init(random.key(0))
  expect([params[0].factor.shape, params[1][1].factor.shape, params[2].factor.shape]).toEqual([[6], [6], [24]])
  expect(net.apply(params)(t.zeros([3, 4, 6])).shape).toEqual([3, 24])
})

test('a layer of one shape is still one, and without parameters it takes no place', () => {
  const twice = n.layer({ name: 'twice', shape: (input: readonly [3]) => input, apply: () => (x) => pipe(x, t.mul(2)) })
  const net = pipe(n.input([3]), n.sequential(twice, n.dense(1)))
  proven<Same<n.Params<typeof net>, readonly [n.DenseParams<3, 1>]>>()
  expect(net.init(random.key(0)).length).toBe(1)
})

// Models as people write them, each in a few lines.

/** He et al. (2016): three stages of two blocks, each stage but the first with half the places and twice the filters. */
const convolution = <const F extends number, const S extends number>(filters: F, stride: S) =>
  n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same', stride: [stride, stride] }), n.batchNorm(), n.relu)
const residualBlock = <const F extends number>(filters: F) =>
  n.sequential(n.residual(n.sequential(convolution(filters, 1), n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.batchNorm())), n.relu)
const stage = <const F extends number, const S extends number>(filters: F, stride: S) =>
  n.sequential(convolution(filters, stride), n.repeat(2, residualBlock(filters)))
const resnet = pipe(n.input([16, 16, 3]), stage(4, 1), stage(8, 2), stage(16, 2), n.globalAveragePool, n.dense(10))

/** Ronneberger et al. (2015): a level is what it sees beside what all deeper levels make of it. */
const twice = <const F extends number>(filters: F) =>
  n.repeat(2, n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.relu))
const level = <const F extends number, const B extends n.Block>(filters: F, deeper: B) => n.sequential(
  twice(filters),
  n.concatenate(-1)(n.identity, n.sequential(
    n.maxPool2d([2, 2]), deeper, n.convTranspose2d({ filters, kernel: [2, 2], stride: [2, 2] }),
  )),
  twice(filters),
)
const unet = pipe(n.input([16, 16, 1]), level(4, level(8, twice(16))), n.conv2d({ filters: 2, kernel: [1, 1] }))

/** Vaswani et al. (2017): 6 tokens to translate, then 5 of the translation, of which the next are foretold. */
const [width, words] = [16, 20] as const
const tokens = n.input([11], 'i32')
const embedded = n.sequential(n.embedding(words, width), n.sinusoidalPositions)
const encoder = pipe(tokens, n.slice([[0, 6]]), embedded, n.repeat(2, n.transformerBlock({ heads: 2, hidden: 32 })), n.layerNorm())
const translation = pipe(tokens, n.encoderDecoder(encoder, (source) => {
  const around = <const B extends n.Block>(inner: B) => n.residual(n.sequential(n.layerNorm(), inner))
  const decoding = n.sequential(
    around(n.attention({ heads: 2, causal: true })),
    around(n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 6]) })),
    around(n.sequential(n.dense(32), n.gelu, n.dense(width))),
  )
  return pipe(tokens, n.slice([[6, 11]]), embedded, n.repeat(2, decoding), n.layerNorm(), n.dense(words))
}))

test('a residual network, a U-Net and a transformer follow their shapes', () => {
  const first: Tensor<R<[3, 3, 3, 4]>> = resnet.init(random.key(0))[0].kernel
  expect(first.shape).toEqual([3, 3, 3, 4])
  proven<Same<typeof resnet['output'], R<[10]>>>()
  proven<Same<typeof unet['output'], R<[16, 16, 2]>>>()
  proven<Same<typeof translation['output'], R<[5, 20]>>>()
  expect([resnet, unet, translation].map(({ output }) => output)).toEqual([[10], [16, 16, 2], [5, 20]])
  expect(n.summary(resnet).split('\n').length).toBeGreaterThan(12)
})

test.each([
  ['conv2d needs [height, width, channels], received [784]', () => pipe(n.input([784]), block(16) as any)],
  ['residual needs a block that keeps its shape: [6, 6, 3] became [6, 6, 4]', () => pipe(image, n.residual(block(4)) as any)],
  ['parallel takes [4], received [5]', () => pipe(n.input([5]), n.parallel(n.dense(2), n.input([4])) as any)],
  ['sequential takes [4], received [5]', () => pipe(n.input([5]), n.sequential(n.input([4])) as any)],
  ['sequential: layers should be a list of layers, blocks of layers or networks', () => n.sequential(3 as any)],
  ['repeat: times should be a whole number of at least 1, but is 0', () => n.repeat(0, n.relu)],
  ['residual: block should be a layer, a block of layers or a network, but is 3', () => n.residual(3 as any)],
  ['residual: block should be a layer: a function from network to network, but is', () => pipe(image, n.residual((() => 3) as any) as any)],
])('%s', (says, f) => expect(complaint(f).message).toContain(says))
