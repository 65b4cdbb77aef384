/** Layers of images and sequences: convolutions by channel, borders, finer grids. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as n from '../../src/network/index.js'
import type { ConvolutionKernel, ConvolutionParams, Network, SeparableKernels, SeparableParams } from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import { croppedSize, paddedSize, resized, scaledSize, type CroppedSize, type PaddedSize, type Resized, type ScaledSize } from '../../src/shape/border.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { of, pad, range, reshape, slice, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { some } from '../differentiable/values.js'
import { proven, twin, type R } from '../shape/twin.js'
import { laws, type Row } from './laws.js'

type Made<P, I extends Shape, O extends Shape> = Network<P, I, O, 'f64'>
type Image = R<[5, 7, 3]>
type Sequence = R<[9, 2]>
const image = n.input([5, 7, 3], 'f64')
const sequence = n.input([9, 2], 'f64')

const depthwise = pipe(image, n.depthwiseConv2d({ kernel: [3, 2], multiplier: 2, stride: [1, 2], padding: 'same' }))
proven<Same<typeof depthwise, Made<readonly [ConvolutionParams<readonly [3, 2], 1, 6, 'f64'>], Image, R<[5, 4, 6]>>>>()
const depthwiseBare = pipe(image, n.depthwiseConv2d({ kernel: [3, 2], bias: false }))
proven<Same<typeof depthwiseBare, Made<readonly [ConvolutionKernel<readonly [3, 2], 1, 3, 'f64'>], Image, R<[3, 6, 3]>>>>()
const depthwise1 = pipe(sequence, n.depthwiseConv1d({ kernel: 3, multiplier: 3, dilation: 2, padding: [1, 0] }))
proven<Same<typeof depthwise1, Made<readonly [ConvolutionParams<readonly [3], 1, 6, 'f64'>], Sequence, R<[6, 6]>>>>()
const separable = pipe(image, n.separableConv2d({ filters: 4, kernel: [3, 3], padding: 'same', multiplier: 2 }))
proven<Same<typeof separable, Made<readonly [SeparableParams<readonly [3, 3], 6, 4, 'f64'>], Image, R<[5, 7, 4]>>>>()
const separableBare = pipe(image, n.separableConv2d({ filters: 2, kernel: [2, 3], stride: [2, 2], bias: false }))
proven<Same<typeof separableBare, Made<readonly [SeparableKernels<readonly [2, 3], 3, 2, 'f64'>], Image, R<[2, 3, 2]>>>>()
const separable1 = pipe(sequence, n.separableConv1d({ filters: 5, kernel: 4 }))
proven<Same<typeof separable1, Made<readonly [SeparableParams<readonly [4], 2, 5, 'f64'>], Sequence, R<[6, 5]>>>>()
const padded = pipe(image, n.zeroPad2d([[1, 0], [2, 3]]))
proven<Same<typeof padded, Made<readonly [], Image, R<[6, 12, 3]>>>>()
const padded1 = pipe(sequence, n.zeroPad1d([0, 2]))
proven<Same<typeof padded1, Made<readonly [], Sequence, R<[11, 2]>>>>()
const cropped = pipe(image, n.crop2d([[1, 0], [2, 3]]))
proven<Same<typeof cropped, Made<readonly [], Image, R<[4, 2, 3]>>>>()
const cropped1 = pipe(sequence, n.crop1d(4))
proven<Same<typeof cropped1, Made<readonly [], Sequence, R<[1, 2]>>>>()
const nearest = pipe(image, n.upSample2d([2, 3]))
proven<Same<typeof nearest, Made<readonly [], Image, R<[10, 21, 3]>>>>()
const bilinear = pipe(image, n.upSample2d(2, { method: 'bilinear' }))
proven<Same<typeof bilinear, Made<readonly [], Image, R<[10, 14, 3]>>>>()
const nearest1 = pipe(sequence, n.upSample1d(4))
proven<Same<typeof nearest1, Made<readonly [], Sequence, R<[36, 2]>>>>()
const linear1 = pipe(sequence, n.upSample1d(3, { method: 'linear' }))
proven<Same<typeof linear1, Made<readonly [], Sequence, R<[27, 2]>>>>()
const anySize = n.zeroPad2d(1)(n.input([4, 4 as number, 3]))
proven<Same<typeof anySize['output'], R<[6, number, 3]>>>()

laws([
  ['depthwiseConv2d, 2 filters for each channel', depthwise, [5, 4, 6], ['0.kernel f64[3, 2, 1, 6]', '0.bias f64[6]']],
  ['depthwiseConv2d without bias', depthwiseBare, [3, 6, 3], ['0.kernel f64[3, 2, 1, 3]']],
  ['depthwiseConv1d', depthwise1, [6, 6], ['0.kernel f64[3, 1, 6]', '0.bias f64[6]']],
  ['separableConv2d', separable, [5, 7, 4], ['0.depthwise f64[3, 3, 1, 6]', '0.pointwise f64[6, 4]', '0.bias f64[4]']],
  ['separableConv2d without bias', separableBare, [2, 3, 2], ['0.depthwise f64[2, 3, 1, 3]', '0.pointwise f64[3, 2]']],
  ['separableConv1d', separable1, [6, 5], ['0.depthwise f64[4, 1, 2]', '0.pointwise f64[2, 5]', '0.bias f64[5]']],
  ['zeroPad2d', padded, [6, 12, 3], []],
  ['zeroPad1d', padded1, [11, 2], []],
  ['crop2d', cropped, [4, 2, 3], []],
  ['crop1d', cropped1, [1, 2], []],
  ['upSample2d', nearest, [10, 21, 3], []],
  ['upSample2d, bilinear', bilinear, [10, 14, 3], []],
  ['upSample1d', nearest1, [36, 2], []],
  ['upSample1d, linear', linear1, [27, 2], []],
  ['upSample2d by 1', pipe(image, n.upSample2d(1, { method: 'bilinear' })), [5, 7, 3], []],
  ['a sequence of one, linear', pipe(n.input([1, 2], 'f64'), n.upSample1d(3, { method: 'linear' })), [3, 2], []],
] satisfies readonly Row[])

test('sizes: the compiler and run time agree', () => {
  twin<PaddedSize<28, R<[2, 1]>>>()(paddedSize(28, [2, 1]), 31)
  twin<PaddedSize<28, R<[0, -1]>>>()(paddedSize(28, [0, -1]), 'padding [0, -1] is negative')
  twin<CroppedSize<28, R<[20, 7]>>>()(croppedSize(28, [20, 7]), 1)
  twin<CroppedSize<28, R<[20, 8]>>>()(croppedSize(28, [20, 8]), 'cropping [20, 8] leaves nothing of 28')
  twin<CroppedSize<28, R<[-1, 8]>>>()(croppedSize(28, [-1, 8]), 'cropping [-1, 8] is negative')
  twin<ScaledSize<28, 3>>()(scaledSize(28, 3), 84)
  twin<ScaledSize<28, 0>>()(scaledSize(28, 0), 'factor 0 is not positive')
  twin<Resized<R<[4, 8]>, 'crop', readonly [readonly [1, 1], readonly [4, 4]]>>()(resized([4, 8], 'crop', [[1, 1], [4, 4]]), 'width: cropping [4, 4] leaves nothing of 8')
  twin<Resized<R<[4]>, 'pad', 2>>()(resized([4], 'pad', 2), [8])
  twin<Resized<R<[4, 8]>, 'scale', R<[2, -3]>>>()(resized([4, 8], 'scale', [2, -3]), 'width: factor -3 is not positive')
  twin<Resized<R<[4]>, 'scale', -1>>()(resized([4], 'scale', -1), 'length: factor -1 is not positive')
})

const values = (x: AnyTensor): readonly number[] => toArray(x)
const close = (x: AnyTensor, expected: readonly number[], digits = 12): void => {
  expect(values(x).length).toBe(expected.length)
  values(x).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, digits))
}

describe('convolutions by channel', () => {
  const x = some([2, 5, 7, 3], 3) as Tensor<readonly [2, 5, 7, 3], 'f64'>
  /** The sums as Keras defines them: out[b, i, j, c·m + f] of kernels k[window, 1, c·m + f]. */
  const sums = (kernel: AnyTensor, [h, w]: readonly [number, number], many: number): readonly number[] => {
    const [v, k] = [values(x), values(kernel)]
    const out: number[] = []
    for (let b = 0; b < 2; b++) for (let i = 0; i + h <= 5; i++) for (let j = 0; j + w <= 7; j++) for (let o = 0; o < 3 * many; o++) {
      let sum = 0
      for (let di = 0; di < h; di++) for (let dj = 0; dj < w; dj++)
        sum += v[((b * 5 + i + di) * 7 + j + dj) * 3 + Math.floor(o / many)]! * k[(di * w + dj) * 3 * many + o]!
      out.push(sum)
    }
    return out
  }

  test.each([1, 2, 3] as const)('%i filters for each channel lie beside each other', (multiplier) => {
    const net = n.depthwiseConv2d({ kernel: [3, 2], multiplier, bias: false })(image) as unknown as Made<readonly [{ kernel: AnyTensor }], Image, R<[3, 6, 6]>>
    const kernel = some([3, 2, 1, 3 * multiplier], 5)
    close(net.apply([{ kernel }])(x), sums(kernel, [3, 2], multiplier))
  })

  test('with one filter for each channel: the bits of a convolution of as many groups', () => {
    const options = { kernel: [3, 2], stride: [2, 1], padding: 'same' } as const
    const [one, other] = [pipe(image, n.depthwiseConv2d(options)), pipe(image, n.conv2d({ ...options, filters: 3, groups: 3 }))]
    const params = other.init(key(4))
    expect(values(one.init(key(4))[0].kernel)).toEqual(values(params[0].kernel))
    expect(values(one.apply(params)(x))).toEqual(values(other.apply(params)(x)))
  })

  test('separable: by channel, then a dense layer at each place', () => {
    const net = pipe(image, n.separableConv2d({ filters: 4, kernel: [3, 2], multiplier: 2 }))
    const [between, mixing] = [some([3, 2, 1, 6], 5), some([6, 4], 7)]
    const bias = some([4], 8)
    const middle = sums(between, [3, 2], 2)
    const [p, q] = [values(mixing), values(bias)]
    const expected = Array.from({ length: middle.length / 6 }, (_, row) =>
      Array.from({ length: 4 }, (__, f) => middle.slice(6 * row, 6 * row + 6).reduce((sum, v, i) => sum + v * p[i * 4 + f]!, 0) + q[f]!)).flat()
    close(net.apply([{ depthwise: between, pointwise: mixing, bias }] as never)(x), expected)
  })

  test('separable: the outer product of its kernels is one of a convolution', () => {
    const net = pipe(image, n.separableConv2d({ filters: 2, kernel: [3, 3], padding: 'same' }))
    const [{ depthwise: d, pointwise: p, bias }] = net.init(key(2))
    const [dv, pv] = [values(d), values(p)]
    const kernel = of([3, 3, 3, 2], Array.from({ length: 54 }, (_, i) => dv[Math.floor(i / 2)]! * pv[i % 6]!), 'f64')
    close(net.apply([{ depthwise: d, pointwise: p, bias }])(x), values(pipe(image, n.conv2d({ filters: 2, kernel: [3, 3], padding: 'same' })).apply([{ kernel, bias }])(x)))
  })
})

describe('borders', () => {
  const x = some([2, 5, 7, 3]) as Tensor<readonly [2, 5, 7, 3], 'f64'>
  test('zeros around are those of pad, and cropping takes them off', () => {
    const wide = padded.apply([])(x)
    expect(values(wide)).toEqual(values(pad([[0, 0], [1, 0], [2, 3], [0, 0]])(x)))
    expect(values(pipe(n.input([6, 12, 3], 'f64'), n.crop2d([[1, 0], [2, 3]])).apply([])(wide as never))).toEqual(values(x))
    expect(values(cropped.apply([])(x))).toEqual(values(slice([null, [1, 5], [2, 4]])(x)))
  })
  test('one number is that many at every end', () => {
    const all = [pipe(image, n.zeroPad2d(2)), pipe(image, n.zeroPad2d([[2, 2], [2, 2]]))].map((net) => [net.output, values(net.apply([])(x))])
    expect(all[0]).toEqual(all[1])
    expect(pipe(sequence, n.zeroPad1d(1)).output).toEqual([11, 2])
  })
  test('without a border nothing changes', () => expect(values(pipe(image, n.zeroPad2d(0), n.crop2d(0)).apply([])(x))).toEqual(values(x)))
  test('tokens have borders, too', () => {
    const net = pipe(n.input([3, 1], 'i32'), n.zeroPad1d([2, 0]))
    expect(values(net.apply([])(of([1, 3, 1], [4, 5, 6], 'i32')))).toEqual([0, 0, 4, 5, 6])
    expect(net.dtype).toBe('i32')
  })
  test('a causal convolution sees nothing of what follows', () => {
    const net = pipe(n.input([4, 1], 'f64'), n.zeroPad1d([1, 0]), n.conv1d({ filters: 1, kernel: 2, bias: false }))
    expect(values(net.apply([{ kernel: of([2, 1, 1], [10, 1], 'f64') }])(of([1, 4, 1], [1, 2, 3, 4], 'f64')))).toEqual([1, 12, 23, 34])
  })
})

describe('finer grids', () => {
  const two = of([1, 2, 2, 1], [1, 2, 3, 4])
  const small = n.input([2, 2, 1])
  test('as the documentation of torch.nn.Upsample shows them', () => {
    expect(values(n.upSample2d(2)(small).apply([])(two))).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    expect(values(n.upSample2d(2, { method: 'bilinear' })(small).apply([])(two)))
      .toEqual([1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4])
  })
  /** As torch computes it: the place of an element among the old ones, not beyond them, and the two that it lies between. */
  const between = (row: readonly number[], factor: number): readonly number[] => Array.from({ length: row.length * factor }, (_, i) => {
    const at = Math.max(0, (i + 0.5) / factor - 0.5)
    const from = Math.floor(at)
    return row[from]! + (at - from) * (row[Math.min(from + 1, row.length - 1)]! - row[from]!)
  })
  test.each([1, 2, 3, 4, 5])('by %i on straight lines', (factor) => {
    const row = values(some([6], 2))
    const net = n.upSample1d(factor as 2, { method: 'linear' })(n.input([6, 1], 'f64'))
    close(net.apply([])(of([1, 6, 1], row, 'f64')), between(row, factor))
  })
  test('an image: along its height, then along its width', () => {
    const x = some([1, 2, 3, 1], 2)
    const [a, b, c, d, e, f] = values(x) as readonly [number, number, number, number, number, number]
    const columns = [[a, d], [b, e], [c, f]].map((column) => between(column, 3))
    const expected = Array.from({ length: 6 }, (_, i) => between(columns.map((column) => column[i]!), 2)).flat()
    close(n.upSample2d([3, 2], { method: 'bilinear' })(n.input([2, 3, 1], 'f64')).apply([])(x as never), expected)
  })
  test('channels do not mix', () => {
    const x = reshape([1, 3, 2])(range(6)) as Tensor<readonly [1, 3, 2], 'f32' | 'i32'>
    const net = n.upSample1d(2)(n.input([3, 2]))
    expect(values(net.apply([])(of([1, 3, 2], values(x))))).toEqual([0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5])
  })
  test('pooling by means takes back what was repeated', () => {
    const x = some([2, 5, 7, 3]) as Tensor<readonly [2, 5, 7, 3], 'f64'>
    close(pipe(image, n.upSample2d(2), n.averagePool2d([2, 2])).apply([])(x), values(x))
  })
})

test('in blocks: named, repeated, beside each other, inside of residual', () => {
  const block = <const F extends number>(filters: F) =>
    n.sequential(n.separableConv2d({ filters, kernel: [3, 3], padding: 'same', bias: false }), n.prelu(), n.spatialDropout(0.1))
  const net = pipe(image, n.named('stem', n.depthwiseConv2d({ kernel: [2, 2] })), n.repeat(2, n.residual(n.sequential(block(3), n.dropPath(0.2)))),
    n.named('wide', n.parallel(block(4), n.sequential(n.zeroPad2d(1), n.crop2d(1)))), n.upSample2d(2))
  proven<Same<typeof net['output'], R<[8, 12, 7]>>>()
  const { stem, wide, 1: first, 2: second } = net.init(key(1))
  expect([stem.kernel, wide[0][0].depthwise, wide[0][0].pointwise, wide[0][1].slope, first[0].pointwise, second[1].slope].map(({ shape }) => shape))
    .toEqual([[2, 2, 1, 3], [3, 3, 1, 3], [3, 4], [4], [3, 3], [3]])
  const x = some([2, 5, 7, 3]) as Tensor<readonly [2, 5, 7, 3], 'f64'>
  expect(net.apply(net.init(key(1)), { key: key(2) })(x).shape).toEqual([2, 8, 12, 7])
})

test('a trained network may hold them all', () => {
  const net = pipe(n.input([8, 8, 2]), n.zeroPad2d(1), n.separableConv2d({ filters: 4, kernel: [3, 3] }), n.mish,
    n.maxPool2d([2, 2]), n.depthwiseConv2d({ kernel: [3, 3], padding: 'same', bias: false }), n.upSample2d(2), n.crop2d([[0, 1], [1, 0]]))
  expect(net.output).toEqual([7, 7, 4])
  expect(net.apply(net.init(key(0)))(zeros([3, 8, 8, 2])).shape).toEqual([3, 7, 7, 4])
  expect(net.layers.map(({ name, operations }) => [name, operations])).toEqual([
    ['zeroPad2d', 0], ['separableConv2d', 2 * 2 * (9 + 4) * 64], ['mish', 256], ['maxPool2d', 256],
    ['depthwiseConv2d', 2 * 9 * 64], ['upSample2d', 0], ['crop2d', 0],
  ])
})
