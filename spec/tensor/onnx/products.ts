/** Products, transforms, and tensors made of nothing. */
import { fft, linalg, pipe } from '../../../src/index.js'
import { axisOf, list, number, range, shapeOf, t, text, told, type Adapter, type Adapters } from './node.js'

const untyped = fft as unknown as Readonly<Record<string, (...args: readonly any[]) => any>>

const gemm: Adapter = (node) => (a, b, c) => {
  const turned = (x: any, name: string): any => (number(node, name, 0) === 1 ? t['transpose']!(x) : x)
  const product = t['mul']!(number(node, 'alpha', 1))(t['matmul']!(turned(b, 'transB'))(turned(a, 'transA')))
  return c === undefined ? product : t['add']!(t['mul']!(number(node, 'beta', 1))(c))(product)
}

/** Real and imaginary parts are a last axis there, a record here; of real numbers it has size 1. */
const dft: Adapter = (node) => {
  const rank = shapeOf(node).length
  const axis = axisOf(told(node, 2)?.[0] ?? number(node, 'axis', 1), rank)
  const [inverse, half] = [number(node, 'inverse', 0) === 1, number(node, 'onesided', 0) === 1]
  return (x) => {
    const parts = t['unstack']!(-1)(x)
    const given = { real: parts[0], imaginary: parts[1] ?? t['zerosLike']!(parts[0]) }
    if (inverse && half) return t['expandDims']!(-1)(untyped['irfft']!(node.outputs[0]!.shape[axis]!, axis)(given))
    const found = half ? untyped['rfft']!(axis)(given.real) : untyped[inverse ? 'ifft' : 'fft']!(axis)(given)
    return t['stack']!(-1)([found.real, found.imaginary])
  }
}

/** Channels last, which here they are. */
const last = (rank: number): readonly number[] => [0, ...range(rank - 2).map((i) => i + 2), 1]
const second = (rank: number): readonly number[] => [0, rank - 1, ...range(rank - 2).map((i) => i + 1)]
const channelsLast = (x: any): any => t['permute']!(last(x.shape.length))(x)
const channelsSecond = (x: any): any => t['permute']!(second(x.shape.length))(x)

/** A window of some axes, as a call is told it: padding that depends on the size is [before, after], too. */
const moves = (node: Parameters<Adapter>[0], window: readonly number[]) => {
  const sizes = shapeOf(node).slice(2)
  const attribute = (name: string): readonly number[] => (node.attributes[name] ?? sizes.map(() => 1)) as readonly number[]
  const [stride, dilation] = [attribute('strides'), attribute('dilations')]
  const auto = text(node, 'auto_pad', 'NOTSET')
  const pads = (node.attributes['pads'] ?? sizes.flatMap(() => [0, 0])) as readonly number[]
  const reach = window.map((k, i) => (k - 1) * dilation[i]! + 1)
  const padding = sizes.map((n, i) => {
    if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
      const whole = Math.max(0, (Math.ceil(n / stride[i]!) - 1) * stride[i]! + reach[i]! - n)
      const less = Math.floor(whole / 2)
      return auto === 'SAME_UPPER' ? [less, whole - less] : [whole - less, less]
    }
    const [low, high] = [pads[i]!, pads[i + sizes.length]!]
    if (number(node, 'ceil_mode', 0) === 0) return [low, high]
    // As far as the last window reaches that begins inside.
    const places = Math.ceil((n + low + high - reach[i]!) / stride[i]!)
    const more = places * stride[i]! < n + low ? places * stride[i]! + reach[i]! - (n + low + high) : 0
    return [low, high + Math.max(0, more)]
  })
  const one = <A>(xs: readonly A[]): A | readonly A[] => (xs.length === 1 ? xs[0]! : xs)
  return { window: one(window), options: { stride: one(stride), dilation: one(dilation), padding: one(padding) }, rank: sizes.length }
}

const pool = (name: string): Adapter => (node) => {
  const { window, options, rank } = moves(node, node.attributes['kernel_shape'] as readonly number[])
  const pooled = (given: typeof options) => (x: any): any =>
    pipe(x, channelsLast, t[`${name}Pool${rank}d`]!(window, given), channelsSecond)
  if (number(node, 'count_include_pad', 0) === 0) return pooled(options)
  // Padding does not count in a mean: what is to count is in the tensor.
  const { padding, ...others } = options
  const widths = rank === 1 ? [padding] : padding
  const none = rank === 1 ? [0, 0] : range(rank).map(() => [0, 0])
  return (x) => pipe(x, t['pad']!([[0, 0], [0, 0], ...widths as readonly number[][]]), pooled({ ...others, padding: none }))
}

const conv: Adapter = (node) => {
  const { options, rank } = moves(node, shapeOf(node, 1).slice(2))
  return (x, kernel, bias) => {
    const turned = t['permute']!([...range(rank).map((i) => i + 2), 1, 0])(kernel)
    const y = t[`conv${rank}d`]!(turned, options)(channelsLast(x))
    return channelsSecond(bias === undefined ? y : t['add']!(bias)(y))
  }
}

const over = (name: string): Adapter => () => (x) => t[name]!(range(x.shape.length).slice(2), { keepDims: true })(x)

export const products: Adapters = {
  AveragePool: pool('average'), Conv: conv, DFT: dft, Gemm: gemm, GlobalAveragePool: over('mean'), GlobalMaxPool: over('max'),
  MaxPool: pool('max'),
  ConstantOfShape: (node) => () => t['full']!(told(node, 0)!, list(node, 'value', [0])[0]!, node.outputs[0]!.dtype),
  Det: () => linalg.determinant as never,
  Einsum: (node) => (x, ...others) => t['einsum']!(text(node, 'equation', ''), ...others)(x),
  EyeLike: (node) => {
    const [rows, columns] = shapeOf(node)
    return () => t['eye']!(rows, { columns, k: number(node, 'k', 0), dtype: node.outputs[0]!.dtype })
  },
  MatMul: () => (a, b) => t['matmul']!(b)(a),
  Range: (node) => () => t['arange']!(...[0, 1, 2].map((i) => told(node, i)![0]), node.outputs[0]!.dtype),
}
