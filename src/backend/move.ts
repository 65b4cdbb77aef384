/** The primitives that only move elements: each is a strided copy. */
import { positions } from '../program/infer.js'
import { numberOf } from '../program/numeral.js'
import type { TensorType, Windows } from '../program/primitive.js'
import type { Kernel, Kernels } from './kernel.js'
import { adder, copier, stridesOf, type Walk } from './strided.js'

const start = (strides: readonly number[], offset = 0): Walk => ({ offset, strides })

/** A copy of the operand, read by `from`, into the whole result. */
const read = ({ shape, dtype }: TensorType, from: Walk): Kernel => {
  const copy = copier(dtype, shape, start(stridesOf(shape)), from)
  return ([out], [x]) => copy(out!, x!)
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

/** The strides of [b, ...positions, ...window, c] over [b, ...sizes, c]: windows overlap in place. */
const windowStrides = (strides: readonly number[], { stride, dilation }: Windows): readonly number[] => {
  const inner = strides.slice(1, -1)
  return [strides[0]!, ...inner.map((s, i) => s * stride[i]!), ...inner.map((s, i) => s * dilation[i]!), strides.at(-1)!]
}

export const move = {
  reshape: (_, __, [result]) => read(result!, start(stridesOf(result!.shape))),
  permute: ({ order }, [x], [result]) => {
    const strides = stridesOf(x!.shape)
    return read(result!, start(order.map((axis) => strides[axis]!)))
  },
  broadcast: (_, [x], [result]) => {
    const strides = stridesOf(x!.shape)
    const lead = result!.shape.length - x!.shape.length
    return read(result!, start(result!.shape.map((_n, i) => (i < lead || x!.shape[i - lead] === 1 ? 0 : strides[i - lead]!))))
  },
  slice: ({ start: first, step }, [x], [result]) => {
    const strides = stridesOf(x!.shape)
    return read(result!, start(strides.map((s, i) => s * step[i]!), dot(strides, first)))
  },
  unfold: (primitive, [x], [result]) => read(result!, start(windowStrides(stridesOf(x!.shape), primitive))),
  pad: ({ low, interior, value: numeral }, [x], [result]) => {
    const value = numberOf(numeral)
    const { shape, dtype } = x!
    const strides = stridesOf(result!.shape)
    const inside = start(strides.map((s, i) => s * (interior[i]! + 1)), dot(strides, low))
    const copy = copier(dtype, shape, inside, start(stridesOf(shape)))
    return ([out], [from]) => { out!.fill(value); copy(out!, from!) }
  },
  concatenate: ({ axis }, operands, [result]) => {
    const strides = stridesOf(result!.shape)
    let offset = 0
    const copies = operands.map(({ shape, dtype }) => {
      const copy = copier(dtype, shape, start(strides, offset * strides[axis]!), start(stridesOf(shape)))
      offset += shape[axis]!
      return copy
    })
    return ([out], ins) => copies.forEach((copy, i) => copy(out!, ins[i]!))
  },
  fold: (primitive, [x], [result]) => {
    // The window's axes come first, so that each element adds its values in increasing order of the window.
    const { sizes, window } = primitive
    const places = positions(sizes, primitive)
    const n = sizes.length
    const order = [...sizes.map((_, i) => 1 + n + i), ...Array.from({ length: n + 1 }, (_, i) => i), 2 * n + 1]
    const from = stridesOf(x!.shape)
    const out = windowStrides(stridesOf(result!.shape), primitive)
    const shape = [x!.shape[0]!, ...places, ...window, x!.shape.at(-1)!]
    const pick = (list: readonly number[]): readonly number[] => order.map((axis) => list[axis]!)
    const add = adder(x!.dtype, pick(shape), start(pick(out)), start(pick(from)))
    return ([target], [source]) => { target!.fill(0); add(target!, source!) }
  },
} satisfies Partial<Kernels>
