/** Elements that are moved, or copied, and not computed with. */
import { pipe } from '../../../src/index.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { axisOf, list, number, range, shapeOf, sizeOf, t, text, told, wrapped, type Adapter, type Adapters } from './node.js'

const permute = (order: readonly number[]) => t['permute']!(order)
const reshape = (shape: readonly number[]) => t['reshape']!(shape)

/** A range of ONNX, as Python has it: cut off at the ends. */
const bounds = (start: number, stop: number, step: number, n: number): readonly (number | null)[] => {
  const cut = (bound: number, low: number, high: number): number => Math.min(Math.max(bound < 0 ? bound + n : bound, low), high)
  if (step > 0) {
    const from = cut(start, 0, n)
    return [from, Math.max(from, cut(stop, 0, n)), step]
  }
  const [from, to] = [cut(start, -1, n - 1), cut(stop, -1, n - 1)]
  return [from, to < 0 ? null : to, step]
}

const slice: Adapter = (node) => {
  const shape = shapeOf(node)
  const [starts, stops] = [told(node, 1)!, told(node, 2)!]
  const axes = (told(node, 3) ?? range(starts.length)).map((axis) => axisOf(axis, shape.length))
  const steps = told(node, 4) ?? starts.map(() => 1)
  const positions = shape.map((n, axis) => {
    const i = axes.indexOf(axis)
    return i < 0 ? null : bounds(starts[i]!, stops[i]!, steps[i]!, n)
  })
  return t['at']!(...positions)
}

const pad: Adapter = (node) => {
  const rank = shapeOf(node).length
  const axes = (told(node, 3) ?? range(rank)).map((axis) => axisOf(axis, rank))
  const pads = told(node, 1)!
  const widths = range(rank).map((axis) => {
    const i = axes.indexOf(axis)
    return i < 0 ? [0, 0] : [pads[i]!, pads[i + axes.length]!]
  })
  const mode = text(node, 'mode', 'constant')
  return (x) => t['pad']!(widths, mode === 'constant' ? told(node, 2)?.[0] ?? 0 : { mode })(x)
}

const centerCropPad: Adapter = (node) => {
  const shape = shapeOf(node)
  const axes = list(node, 'axes', range(shape.length)).map((axis) => axisOf(axis, shape.length))
  const sizes = shape.map((n, axis) => told(node, 1)![axes.indexOf(axis)] ?? n)
  const before = shape.map((n, axis) => Math.floor(Math.abs(n - sizes[axis]!) / 2))
  return (x) => pipe(
    x,
    t['at']!(...shape.map((n, axis) => (sizes[axis]! < n ? [before[axis]!, before[axis]! + sizes[axis]!] : null))),
    t['pad']!(shape.map((n, axis) => (sizes[axis]! > n ? [before[axis]!, sizes[axis]! - n - before[axis]!] : [0, 0]))),
  )
}

const depthToSpace: Adapter = (node) => {
  const [b, c, h, w] = shapeOf(node) as readonly [number, number, number, number]
  const k = number(node, 'blocksize', 1)
  const rows = text(node, 'mode', 'DCR') === 'DCR'
  return (x) => pipe(
    x, reshape(rows ? [b, k, k, c / k ** 2, h, w] : [b, c / k ** 2, k, k, h, w]),
    permute(rows ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]), reshape([b, c / k ** 2, h * k, w * k]),
  )
}
const spaceToDepth: Adapter = (node) => {
  const [b, c, h, w] = shapeOf(node) as readonly [number, number, number, number]
  const k = number(node, 'blocksize', 1)
  const rows = text(node, 'mode', 'DCR') === 'DCR'
  return (x) => pipe(
    x, reshape([b, c, h / k, k, w / k, k]), permute(rows ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]),
    reshape([b, c * k ** 2, h / k, w / k]),
  )
}

/** The first elements of each row backward. */
const reverseSequence: Adapter = (node) => {
  const [batch, time] = [number(node, 'batch_axis', 1), number(node, 'time_axis', 0)]
  const shape = shapeOf(node)
  const along = (axis: number): readonly number[] => shape.map((n, i) => (i === axis ? n : 1))
  return (x, lengths) => {
    const at = t['broadcastTo']!(shape)(reshape(along(time))(t['range']!(shape[time]!)))
    const ends = t['broadcastTo']!(shape)(reshape(along(batch))(lengths))
    const backward = t['subFrom']!(t['sub']!(1)(ends))(at)
    return t['takeAlong']!(time)(t['where']!(backward, at)(t['less']!(ends)(at)))(x)
  }
}

/** Places in the first axes as one number. */
export const flatPlaces = (indices: AnyTensor, sizes: readonly number[]): AnyTensor =>
  sizes.map((n, i) => wrapped(t['at']!('...', i)(indices), n))
    .reduce((places, index, i) => t['add']!(index)(t['mul']!(sizes[i]!)(places)))

const gatherND: Adapter = (node) => {
  const [shape, at] = [shapeOf(node), shapeOf(node, 1)]
  const batches = number(node, 'batch_dims', 0)
  const k = at.at(-1)! + batches
  return (x, indices) => {
    const rows = reshape([sizeOf(shape.slice(0, k)), ...shape.slice(k)])(x)
    const batch = range(batches).map((axis) => {
      const along = reshape(at.map((n, i) => (i === axis ? n : 1)))(t['range']!(at[axis]!))
      return t['broadcastTo']!([...at.slice(0, -1), 1])(along)
    })
    return t['gather']!(flatPlaces(t['concatenate']!(-1)([...batch, indices]), shape.slice(0, k)))(rows)
  }
}

const compress: Adapter = (node) => {
  const axis = node.attributes['axis'] as number | undefined
  const shape = shapeOf(node)
  const n = axis === undefined ? sizeOf(shape) : shape.at(axis)!
  // What stands behind the mask is left out.
  const mask = t['of']!([n], range(n).map((i) => told(node, 1)![i] ?? 0), 'bool')
  return (x) => t['compress']!(mask, { axis: axis ?? 0 })(axis === undefined ? t['flatten']!(x) : x)
}

const flatten: Adapter = (node) => {
  const shape = shapeOf(node)
  const axis = axisOf(number(node, 'axis', 1), shape.length)
  return reshape([sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))])
}

const expand: Adapter = (node) => {
  const [shape, to] = [shapeOf(node), told(node, 1)!]
  const rank = Math.max(shape.length, to.length)
  const size = (sizes: readonly number[], i: number): number => sizes[i - rank + sizes.length] ?? 1
  return t['broadcastTo']!(range(rank).map((i) => (size(shape, i) === 1 ? size(to, i) : size(shape, i))))
}

export const moves: Adapters = {
  CenterCropPad: centerCropPad, Compress: compress, DepthToSpace: depthToSpace, Expand: expand, Flatten: flatten, GatherND: gatherND,
  Pad: pad, ReverseSequence: reverseSequence, Slice: slice, SpaceToDepth: spaceToDepth,
  Concat: (node) => (...xs) => t['concatenate']!(number(node, 'axis', 0))(xs),
  Gather: (node) => {
    const axis = number(node, 'axis', 0)
    return (x, indices) => t['gather']!(wrapped(indices, shapeOf(node).at(axis)!), { axis })(x)
  },
  GatherElements: (node) => {
    const axis = number(node, 'axis', 0)
    return (x, indices) => t['takeAlong']!(axis)(wrapped(indices, shapeOf(node).at(axis)!))(x)
  },
  Reshape: (node) => reshape(told(node, 1)!.map((n, i) => (n === 0 && number(node, 'allowzero', 0) === 0 ? shapeOf(node)[i]! : n))),
  Split: (node) => {
    const axis = number(node, 'axis', 0)
    return t['split']!(node.outputs.map(({ shape }) => shape.at(axis)!), axis)
  },
  Squeeze: (node) => t['squeeze']!(told(node, 1)),
  Tile: (node) => t['tile']!(told(node, 1)!),
  Transpose: (node) => permute(list(node, 'perm', range(shapeOf(node).length).toReversed())),
  Trilu: (node) => t[number(node, 'upper', 1) === 1 ? 'triu' : 'tril']!(told(node, 1)?.[0] ?? 0),
  Unsqueeze: (node) => {
    const axes = told(node, 1)!
    const rank = shapeOf(node).length + axes.length
    return (x) => axes.map((axis) => axisOf(axis, rank)).toSorted((a, b) => a - b).reduce((y, axis) => t['expandDims']!(axis)(y), x)
  },
}
