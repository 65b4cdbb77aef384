/** What every backend has to give, to the bit. */
import { expect } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { mutable, pure, wasm } from '../../src/backend/index.js'
import { alone, backendOver } from '../../src/backend/wasm/backend.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import type { Primitive, TensorType } from '../../src/program/primitive.js'
import type { Program } from '../../src/program/program.js'
import { build, type } from '../program/build.js'

/** Modules as they are written where the host joins neighbouring vectors: the same bits where it does not. */
const wide: Backend = backendOver('wasm wider', { threads: 1, relaxed: false, wider: true }, alone)

/** Numerical tests run on each of these. */
export const backends: readonly Backend[] = [pure, mutable, wasm, wide]

/** Equal element by element and type by type; every NaN is the same, -0 is not +0. */
export const sameBits = (a: Elements, b: Elements): boolean => {
  if (a.constructor !== b.constructor || a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}

/** Lists of elements that have to agree to the bit. */
export const expectSame = (actual: readonly Elements[], expected: readonly Elements[], what = ''): void => {
  expect(actual.length).toBe(expected.length)
  // The comparison that prints is slow: only where there is something to print.
  actual.forEach((a, i) => { if (!sameBits(a, expected[i]!)) expect({ what, i, elements: [...a] }).toEqual({ what, i, elements: [...expected[i]!] }) })
}

/** One operand: its type and its numbers. */
export interface Given {
  readonly type: TensorType
  readonly values: readonly number[]
}
export const given = (shape: readonly number[], values: readonly number[], dtype: TensorType['dtype'] = 'f32'): Given => ({ type: type(shape, dtype), values })

/** The program of one primitive. */
export const single = (primitive: Primitive, operands: readonly TensorType[]): Program =>
  build(operands, ({ emit, typeOf, size }) => {
    const first = emit(primitive, ...operands.map((_, i) => i))
    return Array.from({ length: size() - first }, (_, i) => first + i).filter((id) => typeOf(id) !== undefined)
  })

/** What one primitive gives on a backend. */
export const run = (backend: Backend, primitive: Primitive, ...operands: readonly Given[]): readonly (readonly number[])[] =>
  backend.compile(single(primitive, operands.map((o) => o.type)))(operands.map((o) => elementsOf(o.type.dtype, o.values))).map((e) => [...e])
