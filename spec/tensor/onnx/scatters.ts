/** Elements that are written to places. */
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { flatPlaces } from './moves.js'
import { axisOf, number, shapeOf, sizeOf, t, text, type Adapter, type Adapters } from './node.js'

const by: Readonly<Record<string, string>> = { none: 'scatterSet', add: 'scatterAdd', max: 'scatterMax', min: 'scatterMin' }

/** The position along an axis of each place in a shape. */
const along = (shape: readonly number[], axis: number): AnyTensor =>
  t['broadcastTo']!(shape)(t['reshape']!(shape.map((n, i) => (i === axis ? n : 1)))(t['range']!(shape[axis]!)))

/** Updates to the elements of `x`, each to its own place but along one axis, where indices say it. */
const toElements = (operation: string, x: AnyTensor, indices: AnyTensor, updates: AnyTensor, axis: number): AnyTensor => {
  const shape: readonly number[] = x.shape
  const at = t['stack']!(-1)(shape.map((_, i) => (i === axis ? indices : along(indices.shape, i))))
  const places = t['flatten']!(flatPlaces(at, shape))
  return t['reshape']!(shape)(t[operation]!(places, t['flatten']!(updates))(t['flatten']!(x)))
}

const scatterElements: Adapter = (node) => (x, indices, updates) => {
  const axis = axisOf(number(node, 'axis', 0), shapeOf(node).length)
  return toElements(by[text(node, 'reduction', 'none')]!, x, indices, updates, axis)
}

export const scatters: Adapters = {
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: (node) => {
    const shape = shapeOf(node)
    const k = shapeOf(node, 1).at(-1)!
    return (x, indices, updates) => {
      const rows = t['reshape']!([sizeOf(shape.slice(0, k)), ...shape.slice(k)])(x)
      return t['reshape']!(shape)(t[by[text(node, 'reduction', 'none')]!]!(flatPlaces(indices, shape.slice(0, k)), updates)(rows))
    }
  },
  TensorScatter: (node) => {
    const [shape, to] = [shapeOf(node), shapeOf(node, 1)]
    const axis = axisOf(number(node, 'axis', -2), shape.length)
    return (x, updates, begins) => {
      const begin = t['broadcastTo']!(to)(t['reshape']!([to[0]!, ...to.slice(1).map(() => 1)])(begins))
      const places = t['mod']!(shape[axis]!)(t['add']!(along(to, axis))(begin))
      return toElements('scatterSet', x, places, updates, axis)
    }
  },
}
