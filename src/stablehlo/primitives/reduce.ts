import type { Reduction } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import type { DType } from '../../shape/shape.js'
import { integers } from '../attribute.js'
import { splat } from '../constant.js'
import { NoLowering, type Lower } from '../lower.js'
import { compare, elementwise, iota, reduce as reduced, reshape, select, transpose } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

/** The least value of each element type, and the greatest. */
export const least: Readonly<Record<DType, number>> = { f32: -Infinity, f64: -Infinity, i32: -2147483648, u32: 0, bool: 0 }
const greatest: Readonly<Record<DType, number>> = { f32: Infinity, f64: Infinity, i32: 2147483647, u32: 4294967295, bool: 1 }

/** Reductions to a value of the same type. */
export type Reducer = Exclude<Reduction, 'argmax'>

/** The operation and the initial value of each. */
export const reducers: Readonly<Record<Reducer, readonly [string, Readonly<Record<DType, number>>]>> = {
  sum: ['add', { f32: 0, f64: 0, i32: 0, u32: 0, bool: 0 }],
  max: ['maximum', least],
  min: ['minimum', greatest],
}

/** Whether an element is preferred to another: the greater one, NaN above all, of equals the first. */
const precedes = (a: Value, i: Value, b: Value, j: Value, to: Writer): Value => {
  const isFloat = a.type.dtype === 'f32' || a.type.dtype === 'f64'
  const [greater, equal] = [compare('GT', a, b, to), compare('EQ', a, b, to)]
  const or = (x: Value, y: Value): Value => elementwise('or', [x, y], to)
  const and = (x: Value, y: Value): Value => elementwise('and', [x, y], to)
  const isFirst = compare('LT', i, j, to)
  if (!isFloat) return or(greater, and(equal, isFirst))
  const [aIsNaN, bIsNaN] = [compare('NE', a, a, to), compare('NE', b, b, to)]
  const same = or(equal, and(aIsNaN, bIsNaN))
  return or(or(greater, and(aIsNaN, compare('EQ', b, b, to))), and(same, isFirst))
}

/** Reduces elements and their indices together. */
const argmax = (x: Value, axes: readonly number[], to: Writer): Value => {
  const { shape, dtype } = x.type
  const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  const rest = kept.map((axis) => shape[axis]!)
  const rows = reshape(transpose(x, [...kept, ...axes], to), [...rest, count(axes.map((axis) => shape[axis]!))], to)
  const positions = iota(rows.type.shape, rest.length, 'i32', to)
  const [element, position] = [{ shape: [], dtype }, { shape: [], dtype: 'i32' as const }]
  const from = [splat(least[dtype], element, to), splat(2147483647, position, to)]
  return to.operations('stablehlo.reduce', [rows, positions, ...from], [{ shape: rest, dtype }, { shape: rest, dtype: 'i32' }], {
    attributes: { dimensions: integers([rest.length]) },
    regions: [{
      parameters: [element, position, element, position],
      body: (inner, [a, i, b, j]) => {
        const isTaken = precedes(a!, i!, b!, j!, inner)
        return [select(isTaken, a!, b!, inner), select(isTaken, i!, j!, inner)]
      },
    }],
  })[1]!
}

export const reduce: Lower<'reduce'> = ({ by, axes }, [x], _, { to }) => {
  const sorted = [...axes].sort((a, b) => a - b)
  if (by === 'argmax') return [argmax(x!, sorted, to)]
  const [operation, from] = reducers[by]
  if (by === 'sum' && x!.type.dtype === 'bool') throw new NoLowering('booleans have no sum')
  return [reduced(x!, splat(from[x!.type.dtype], { shape: [], dtype: x!.type.dtype }, to), operation, sorted, to)]
}
