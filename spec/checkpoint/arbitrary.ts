import fc from 'fast-check'
import { allocate, bytesOf } from '../../src/program/elements.js'
import { count } from '../../src/program/program.js'
import { fromLittleEndian } from '../../src/receipt/bytes.js'
import type { DType } from '../../src/shape/shape.js'
import { concrete, type AnyTensor } from '../../src/tensor/tensor.js'

/** Tensors of every dtype, a few elements of any bits; of NaNs only the one that is written. */
export const tensors: fc.Arbitrary<AnyTensor> = fc.record({
  dtype: fc.constantFrom<DType>('f32', 'f64', 'i32', 'u32', 'bool'),
  shape: fc.array(fc.nat(3), { maxLength: 3 }),
}).chain(({ dtype, shape }) => {
  const length = count(shape) * bytesOf[dtype]
  return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => {
    const drawn = fromLittleEndian(dtype, dtype === 'bool' ? bytes.map((byte) => byte & 1) : bytes)
    const elements = allocate(dtype, drawn.length)
    drawn.forEach((x, i) => { elements[i] = Number.isNaN(x) ? NaN : x })
    return concrete({ dtype, shape }, elements)
  })
})

/** Names as people and attackers choose them. */
export const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '0', '10', '2', '__proto__', 'constructor', 'toString', 'toJSON', '$', '$$', '$tensor', '$number', 'a', 'b', 'weights', 'größe', '\u0000', '"', '\u{1f600}'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
).filter((name) => name !== '__metadata__')

export const texts: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 20 })
