/** Normalizations, written in the tensor language: mean and variance over some axes, then a scale. */
import { pipe } from '../../../src/index.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { axisOf, list, number, range, shapeOf, t, type Adapter, type Adapters } from './node.js'

const keepDims = { keepDims: true }

/** (x - mean) / √(variance + ε), the mean, and 1 / √(variance + ε). */
const standardized = (x: AnyTensor, axes: readonly number[], epsilon: number): readonly [AnyTensor, AnyTensor, AnyTensor] => {
  const mean = t['mean']!(axes, keepDims)(x)
  const inverse = pipe(x, t['variance']!(axes, keepDims), t['add']!(epsilon), t['rsqrt']!)
  return [pipe(x, t['sub']!(mean), t['mul']!(inverse)), mean, inverse]
}
const scaled = (x: AnyTensor, scale: AnyTensor, bias: AnyTensor | undefined): AnyTensor => {
  const y = t['mul']!(scale)(x)
  return bias === undefined ? y : t['add']!(bias)(y)
}
/** One number a channel, beside the axes behind it. */
const perChannel = (x: AnyTensor, rank: number): AnyTensor => t['reshape']!([x.shape[0], ...range(rank - 2).map(() => 1)])(x)

const batch: Adapter = (node) => (x, scale, bias, mean, variance) => {
  const rank = shapeOf(node).length
  const epsilon = number(node, 'epsilon', 1e-5)
  const normal = (m: AnyTensor, v: AnyTensor): AnyTensor => {
    const deviation = t['sqrt']!(t['add']!(epsilon)(perChannel(v, rank)))
    return scaled(t['div']!(deviation)(t['sub']!(perChannel(m, rank))(x)), perChannel(scale, rank), perChannel(bias, rank))
  }
  if (number(node, 'training_mode', 0) === 0) return normal(mean, variance)
  const axes = [0, ...range(rank - 2).map((i) => i + 2)]
  const own: readonly [AnyTensor, AnyTensor] = [t['mean']!(axes)(x), t['variance']!(axes)(x)]
  const momentum = number(node, 'momentum', 0.9)
  const moved = (before: AnyTensor, now: AnyTensor): AnyTensor =>
    t['add']!(t['mul']!(1 - momentum)(now))(t['mul']!(momentum)(before))
  return [normal(...own), moved(mean, own[0]), moved(variance, own[1])]
}

const grouped = (groups: (channels: number) => number): Adapter => (node) => (x, scale, bias) => {
  const shape = shapeOf(node)
  const n = groups(shape[1]!)
  const parts = t['reshape']!([shape[0]!, n, -1])(x)
  const [y] = standardized(parts, [2], number(node, 'epsilon', 1e-5))
  return scaled(t['reshape']!(shape)(y), perChannel(scale, shape.length), perChannel(bias, shape.length))
}

export const normalizations: Adapters = {
  BatchNormalization: batch,
  GroupNormalization: (node) => grouped(() => number(node, 'num_groups', 1))(node),
  InstanceNormalization: grouped((channels) => channels),
  LayerNormalization: (node) => (x, scale, bias) => {
    const rank = shapeOf(node).length
    const axes = range(rank).slice(axisOf(number(node, 'axis', -1), rank))
    const [y, mean, inverse] = standardized(x, axes, number(node, 'epsilon', 1e-5))
    return [scaled(y, scale, bias), mean, inverse].slice(0, node.outputs.length)
  },
  LpNormalization: (node) => (x) => {
    const size = t['norm']!({ order: number(node, 'p', 2), axes: number(node, 'axis', -1), ...keepDims })(x)
    // What has no length stays what it is.
    return t['div']!(t['where']!(1, size)(t['equal']!(0)(size)))(x)
  },
  MeanVarianceNormalization: (node) => (x) => {
    const axes = list(node, 'axes', [0, 2, 3])
    return t['div']!(t['add']!(1e-9)(t['std']!(axes, keepDims)(x)))(t['sub']!(t['mean']!(axes, keepDims)(x))(x))
  },
  RMSNormalization: (node) => (x, scale) => {
    const rank = shapeOf(node).length
    const axes = range(rank).slice(axisOf(number(node, 'axis', -1), rank))
    const size = pipe(x, t['square']!, t['mean']!(axes, keepDims), t['add']!(number(node, 'epsilon', 1e-5)), t['rsqrt']!)
    return t['mul']!(scale)(t['mul']!(size)(x))
  },
}
