/** Reductions, positions, accumulations and what is in order, along axes. */
import { pipe, tensor } from '../../../src/index.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { axisOf, list, number, range, shapeOf, t, told, type Adapter, type Adapters, type Node } from './node.js'

type Options = { readonly keepDims: boolean }
type Reduce = (axes: readonly number[], options: Options) => (x: AnyTensor) => AnyTensor

/** The axes of a reduction, none of which are all; and whether they stay. */
const over = (node: Node): { readonly axes: readonly number[]; readonly options: Options; readonly nothing: boolean } => {
  const axes = told(node, 1) ?? list(node, 'axes', [])
  const nothing = axes.length === 0 && number(node, 'noop_with_empty_axes', 0) === 1
  const rank = shapeOf(node).length
  const whole = axes.length === 0 ? range(rank) : axes.map((axis) => axisOf(axis, rank))
  return { axes: whole, options: { keepDims: number(node, 'keepdims', 1) === 1 }, nothing }
}
const reduction = (reduce: Reduce): Adapter => (node) => {
  const { axes, options, nothing } = over(node)
  return (x) => (nothing ? x : reduce(axes, options)(x))
}
const norm = (order: number): Reduce => (axes, options) => t['norm']!({ order, axes, ...options })

/** `logSumExp` is of one axis: several are made one. */
const logSumExp: Adapter = (node) => {
  const { axes, options } = over(node)
  const shape = shapeOf(node)
  const others = range(shape.length).filter((axis) => !axes.includes(axis))
  const kept = shape.flatMap((n, axis) => (!axes.includes(axis) ? [n] : options.keepDims ? [1] : []))
  return (x) => pipe(
    x, t['permute']!([...others, ...axes]), t['reshape']!([...others.map((axis) => shape[axis]!), -1]),
    t['logSumExp']!, t['reshape']!(kept),
  )
}

const along = (f: typeof tensor.softmax, node: Node): ReturnType<Adapter> => f.along(number(node, 'axis', -1)) as never

const position = (name: string): Adapter => (node) => {
  const axis = number(node, 'axis', 0)
  const options = { keepDims: number(node, 'keepdims', 1) === 1 }
  const n = shapeOf(node).at(axis)!
  return number(node, 'select_last_index', 0) === 0
    ? t[name]!(axis, options)
    : (x) => t['subFrom']!(n - 1)(t[name]!(axis, options)(t['flip']!(axis)(x)))
}

/** Where an element has no part in what stands in its place, all is one place on, behind a 0 of sums, a 1 of products. */
const accumulation = (name: string, neutral: number): Adapter => (node) => {
  const axis = axisOf(told(node, 1)![0]!, shapeOf(node).length)
  const n = shapeOf(node)[axis]!
  const reverse = number(node, 'reverse', 0) === 1
  const accumulated = t[name]!(axis, { reverse })
  if (number(node, 'exclusive', 0) === 0) return accumulated
  const widths = shapeOf(node).map((_, i) => (i !== axis ? [0, 0] : reverse ? [0, 1] : [1, 0]))
  const taken = shapeOf(node).map((_, i) => (i !== axis ? null : reverse ? [1, n + 1] : [0, n]))
  return (x) => pipe(accumulated(x), t['pad']!(widths, neutral), t['slice']!(taken))
}

/** 1 at the first of the greatest. */
const hardmax: Adapter = (node) => (x) => {
  const axis = axisOf(number(node, 'axis', -1), x.shape.length)
  return pipe(x, t['argmax']!(axis), t['oneHot']!(x.shape[axis], x.dtype), t['moveAxis']!(-1, axis))
}

/** Of indices that may lie outside, where nothing stands. */
const oneHot: Adapter = (node) => (indices, _, values) => {
  const [n] = told(node, 1)! as readonly [number]
  const rank = shapeOf(node).length + 1
  const at = t['cast']!('i32')(indices)
  const inside = t['where']!(t['add']!(n)(at), at)(t['less']!(0)(at))
  const hot = t['equal']!(t['range']!(n))(t['expandDims']!(-1)(inside))
  const [off, on] = t['unstack']!()(values)
  return pipe(hot, t['where']!(on, off), t['moveAxis']!(-1, axisOf(number(node, 'axis', -1), rank)))
}

/** Without an axis: with the first position of each value, and in the order of these where it is not to be sorted. */
const unique: Adapter = (node) => (x) => {
  const { values, inverse, counts } = t['unique']!({ inverse: true, counts: true })(t['flatten']!(x))
  const first = t['segmentMin']!(values.shape[0])(inverse)(t['range']!(inverse.shape[0]))
  if (number(node, 'sorted', 1) === 1) return [values, first, inverse, counts]
  const order = t['argsort']!()(first)
  return [...[values, first].map(t['gather']!(order)), t['gather']!(inverse)(t['argsort']!()(order)), t['gather']!(order)(counts)]
}

export const reductions: Adapters = {
  ArgMax: position('argmax'), ArgMin: position('argmin'), CumProd: accumulation('cumprod', 1), CumSum: accumulation('cumsum', 0),
  Hardmax: hardmax, OneHot: oneHot, ReduceLogSumExp: logSumExp, Unique: unique,
  LogSoftmax: (node) => along(tensor.logSoftmax, node),
  NonZero: () => (x) => t['stack']!(0)(t['nonzero']!(x)),
  ReduceL1: reduction(norm(1)),
  ReduceL2: reduction(norm(2)),
  ReduceLogSum: reduction((axes, options) => (x) => t['log']!(t['sum']!(axes, options)(x))),
  ReduceMax: reduction((axes, options) => (x) => t[x.dtype === 'bool' ? 'any' : 'max']!(axes, options)(x)),
  ReduceMean: reduction(t['mean']!),
  ReduceMin: reduction((axes, options) => (x) => t[x.dtype === 'bool' ? 'all' : 'min']!(axes, options)(x)),
  ReduceProd: reduction(t['prod']!),
  ReduceSum: reduction(t['sum']!),
  ReduceSumSquare: reduction((axes, options) => (x) => t['sum']!(axes, options)(t['square']!(x))),
  Softmax: (node) => along(tensor.softmax, node),
  TopK: (node) => t['topK']!(told(node, 1)![0], { axis: number(node, 'axis', -1), largest: number(node, 'largest', 1) === 1 }),
}
