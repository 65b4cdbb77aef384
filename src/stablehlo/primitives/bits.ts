import { rotations } from '../../backend/threefry.js'
import type { Shape } from '../../shape/shape.js'
import { splat } from '../constant.js'
import type { Lower } from '../lower.js'
import { broadcast, compare, concatenate, elementwise, iota, reshape, select, slice } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

/** Indices in row-major order, as a sum over axes, so that each part of a partitioned tensor computes its own. */
const positions = (shape: Shape, to: Writer): Value => {
  const type = { shape, dtype: 'u32' as const }
  let stride = 1
  return shape.reduceRight<Value | undefined>((sum, size, axis) => {
    const along = iota(shape, axis, 'u32', to)
    const added = stride === 1 ? along : elementwise('multiply', [along, splat(stride, type, to)], to)
    stride *= Math.max(1, size)
    return sum === undefined ? added : elementwise('add', [sum, added], to)
  }, undefined) ?? splat(0, type, to)
}

/** threefry2x32 with 20 rounds, in words of 32 bits: a counter in two words under a key of two. */
export const bits: Lower<'bits'> = ({ shape, form }, [key, start], _, { to }) => {
  const type = { shape, dtype: 'u32' as const }
  const known = new Map<number, Value>()
  const number = (value: number): Value => {
    const made = known.get(value) ?? splat(value, type, to)
    known.set(value, made)
    return made
  }
  const add = (a: Value, b: Value): Value => elementwise('add', [a, b], to)
  const xor = (a: Value, b: Value): Value => elementwise('xor', [a, b], to)
  const rotated = (x: Value, by: number): Value => elementwise('or', [
    elementwise('shift_left', [x, number(by)], to), elementwise('shift_right_logical', [x, number(32 - by)], to),
  ], to)

  const word = (i: number): Value => reshape(slice(key!, [i], [i + 1], [1], to), [], to)
  const [key0, key1] = [word(0), word(1)]
  const key2 = xor(xor(key0, key1), splat(0x1bd11bda, key0.type, to))
  const keys = [key0, key1, key2].map((scalar) => broadcast(scalar, shape, to))
  const from = broadcast(start!, shape, to)
  const low = add(positions(shape, to), from)
  // A counter beyond 32 bits carries into the upper word.
  const high = select(compare('LT', low, from, to), number(1), number(0), to)
  let [x, y] = [add(high, keys[0]!), add(low, keys[1]!)]
  for (let group = 0; group < 5; group++) {
    for (const by of rotations.slice(4 * (group % 2), 4 * (group % 2) + 4)) {
      x = add(x, y)
      y = xor(rotated(y, by), x)
    }
    x = add(x, keys[(group + 1) % 3]!)
    y = add(y, add(keys[(group + 2) % 3]!, number(group + 1)))
  }
  if (form === 'word') return [xor(x, y)]
  return [concatenate([x, y].map((half) => reshape(half, [...shape, 1], to)), shape.length, to)]
}
