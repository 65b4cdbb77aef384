/** Products of matrices of integers, which wrap, by products of floats, which every backend has and none of which here rounds. */
import { add, and, convert, floor, like, mul, shr, sub, type Scalar } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** So many products of halves, each below 2³³, have a sum below 2⁵³, which f64 has. */
export const mostWrapping = 1_048_576

const half = 65_536
const lower = /* @__PURE__ */ raw.elementwise((x) => convert(and(x, like(x, half - 1)), 'f64'))
const upper = /* @__PURE__ */ raw.elementwise((x) => convert(shr(x, like(x, 16)), 'f64'))

/** x modulo n, a power of two, at least 0. */
const modulo = (x: Scalar<'f64'>, n: number): Scalar<'f64'> => sub(x, mul(floor(mul(x, like(x, 1 / n))), like(x, n)))

/** (low + 2¹⁶·(middle + other)) modulo 2³². */
const joined = (dtype: DType) => raw.elementwise((low, middle, other) => {
  const [a, b] = [low as Scalar<'f64'>, add(middle, other) as Scalar<'f64'>]
  const sum = add(modulo(a, half * half), mul(modulo(b, half), like(b, half)))
  return convert(convert(modulo(sum, half * half), 'u32'), dtype)
})

/**
 * a·b modulo 2³², with a = a₀ + 2¹⁶·a₁ and b = b₀ + 2¹⁶·b₁: a₀·b₀ + 2¹⁶·(a₁·b₀ + a₀·b₁), as the product of the upper halves is
 * a multiple of 2³². Operands are exchanged on request, as those of `contract`.
 */
export const wrapping = (a: AnyTensor, b: AnyTensor, transposeA: boolean, transposeB: boolean): AnyTensor => {
  const product = (x: AnyTensor, y: AnyTensor): AnyTensor => raw.contract(x, y, transposeA, transposeB)
  const [a0, a1, b0, b1] = [lower(a), upper(a), lower(b), upper(b)]
  return joined(a.dtype)(product(a0, b0), product(a1, b0), product(a0, b1))
}
