/**
 * Batched matrix products. Each element of the result starts from +0 and adds its products in increasing k, each product
 * and each sum rounded: the contract's order, which no tile below changes.
 */
import type { Elements } from '../program/elements.js'
import type { Of, TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import type { Prepare } from './kernel.js'

/** One matrix product: sizes, and the strides of both operands along rows, columns and k. */
interface Sizes {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly am: number
  readonly ak: number
  readonly bk: number
  readonly bn: number
}

type Product = (sizes: Sizes, out: Elements, o: number, a: Elements, i: number, b: Elements, j: number) => void

const sizesOf = ({ transposeA, transposeB }: Of<'contract'>, a: TensorType, result: TensorType): Sizes => {
  const [m, n] = result.shape.slice(-2) as [number, number]
  const k = a.shape.at(transposeA ? -2 : -1)!
  const [am, ak] = transposeA ? [1, m] : [k, 1]
  const [bk, bn] = transposeB ? [1, k] : [n, 1]
  return { m, n, k, am, ak, bk, bn }
}

const batched = (f32: Product, f64: Product): Prepare<'contract'> => (primitive, [a], [result]) => {
  const sizes = sizesOf(primitive, a!, result!)
  const { m, n, k } = sizes
  const batch = count(result!.shape.slice(0, -2))
  const product = result!.dtype === 'f32' ? f32 : f64
  return ([out], [x, y]) => {
    for (let i = 0; i < batch; i++) product(sizes, out!, i * m * n, x!, i * m * k, y!, i * k * n)
  }
}

type Range = readonly [from: number, to: number]

/** Rows and columns of a product, element by element. */
const plainF32 = (
  { n, k, am, ak, bk, bn }: Sizes,
  t: Float32Array, o: number, x: Float32Array, x0: number, y: Float32Array, y0: number,
  rows: Range, columns: Range,
): void => {
  for (let i = rows[0]; i < rows[1]; i++) {
    for (let j = columns[0]; j < columns[1]; j++) {
      let sum = 0
      for (let l = 0; l < k; l++) sum = Math.fround(sum + Math.fround(x[x0 + i * am + l * ak]! * y[y0 + l * bk + j * bn]!))
      t[o + i * n + j] = sum
    }
  }
}

const plainF64: Product = ({ m, n, k, am, ak, bk, bn }, out, o, a, a0, b, b0) => {
  const [t, x, y] = [out as Float64Array, a as Float64Array, b as Float64Array]
  for (let i = 0; i < m; i++) {
    // Rows of b in order, each added to all sums, rather than its columns: the same sums, from memory as it lies.
    if (bn === 1) {
      const row = t.fill(0, o + i * n, o + (i + 1) * n).subarray(o + i * n, o + (i + 1) * n)
      for (let l = 0; l < k; l++) {
        const [factor, from] = [x[a0 + i * am + l * ak]!, b0 + l * bk]
        for (let j = 0; j < n; j++) row[j] = row[j]! + factor * y[from + j]!
      }
      continue
    }
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let l = 0; l < k; l++) sum += x[a0 + i * am + l * ak]! * y[b0 + l * bk + j * bn]!
      t[o + i * n + j] = sum
    }
  }
}

/** As the contract says it. */
export const contract: Prepare<'contract'> = /* @__PURE__ */ batched(
  (sizes, out, o, a, a0, b, b0) =>
    plainF32(sizes, out as Float32Array, o, a as Float32Array, a0, b as Float32Array, b0, [0, sizes.m], [0, sizes.n]),
  plainF64,
)

/** Room for packed operands, shared by all products. */
let packed = { a: new Float32Array(0), b: new Float32Array(0) }

/** Four lines of a matrix side by side, so that the inner loop reads them in order. */
const pack = (t: Float32Array, at: number, x: Float32Array, from: number, line: number, step: number, k: number): void => {
  for (let l = 0; l < k; l++, at += 4, from += step) {
    t[at] = x[from]!
    t[at + 1] = x[from + line]!
    t[at + 2] = x[from + 2 * line]!
    t[at + 3] = x[from + 3 * line]!
  }
}

/** A tile of 4 rows and 4 columns held in 16 variables, from packed lines. */
const tile = (t: Float32Array, o: number, n: number, x: Float32Array, y: Float32Array, q: number, k: number): void => {
  const f = Math.fround
  let c00 = f(0), c01 = f(0), c02 = f(0), c03 = f(0)
  let c10 = f(0), c11 = f(0), c12 = f(0), c13 = f(0)
  let c20 = f(0), c21 = f(0), c22 = f(0), c23 = f(0)
  let c30 = f(0), c31 = f(0), c32 = f(0), c33 = f(0)
  for (let p = 0; p < 4 * k; p += 4, q += 4) {
    const b0 = y[q]!, b1 = y[q + 1]!, b2 = y[q + 2]!, b3 = y[q + 3]!
    let a = x[p]!
    c00 = f(c00 + f(a * b0)); c01 = f(c01 + f(a * b1)); c02 = f(c02 + f(a * b2)); c03 = f(c03 + f(a * b3))
    a = x[p + 1]!
    c10 = f(c10 + f(a * b0)); c11 = f(c11 + f(a * b1)); c12 = f(c12 + f(a * b2)); c13 = f(c13 + f(a * b3))
    a = x[p + 2]!
    c20 = f(c20 + f(a * b0)); c21 = f(c21 + f(a * b1)); c22 = f(c22 + f(a * b2)); c23 = f(c23 + f(a * b3))
    a = x[p + 3]!
    c30 = f(c30 + f(a * b0)); c31 = f(c31 + f(a * b1)); c32 = f(c32 + f(a * b2)); c33 = f(c33 + f(a * b3))
  }
  t[o] = c00; t[o + 1] = c01; t[o + 2] = c02; t[o + 3] = c03
  o += n
  t[o] = c10; t[o + 1] = c11; t[o + 2] = c12; t[o + 3] = c13
  o += n
  t[o] = c20; t[o + 1] = c21; t[o + 2] = c22; t[o + 3] = c23
  o += n
  t[o] = c30; t[o + 1] = c31; t[o + 2] = c32; t[o + 3] = c33
}

/** The same sums by packed tiles of four rows and four columns; what is left at the edges, element by element. */
export const tiledContract: Prepare<'contract'> = /* @__PURE__ */ batched(
  (sizes, out, o, a, a0, b, b0) => {
    const { m, n, k, am, ak, bk, bn } = sizes
    const [t, x, y] = [out as Float32Array, a as Float32Array, b as Float32Array]
    const [rows, columns] = [m & ~3, n & ~3]
    if (packed.a.length < 4 * k || packed.b.length < columns * k)
      packed = { a: new Float32Array(4 * k), b: new Float32Array(Math.max(packed.b.length, columns * k)) }
    for (let j = 0; j < columns; j += 4) pack(packed.b, j * k, y, b0 + j * bn, bn, bk, k)
    for (let i = 0; i < rows; i += 4) {
      pack(packed.a, 0, x, a0 + i * am, am, ak, k)
      for (let j = 0; j < columns; j += 4) tile(t, o + i * n + j, n, packed.a, packed.b, j * k, k)
    }
    plainF32(sizes, t, o, x, a0, y, b0, [0, rows], [columns, n])
    plainF32(sizes, t, o, x, a0, y, b0, [rows, m], [0, n])
  },
  plainF64,
)
