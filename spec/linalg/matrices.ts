/** Matrices of many kinds, made by formulas, and what is measured of them, in double precision. */
import { tensor as t, type Tensor } from '../../src/index.js'

export type Matrix = readonly (readonly number[])[]

/** Numbers between -1 and 1 that look like chance. */
export const numbers = (seed: number): (() => number) => {
  let state = (seed * 2654435761 + 12345) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2147483648 - 1
  }
}

export const made = (m: number, n: number, at: (i: number, j: number) => number): Matrix =>
  Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j)))
export const random = (m: number, n: number, seed: number): Matrix => {
  const next = numbers(seed)
  return made(m, n, () => next())
}
export const identity = (n: number): Matrix => made(n, n, (i, j) => Number(i === j))
export const transposed = (a: Matrix): Matrix => made(a[0]!.length, a.length, (i, j) => a[j]![i]!)
export const product = (a: Matrix, b: Matrix): Matrix =>
  made(a.length, b[0]!.length, (i, j) => b.reduce((sum, row, k) => sum + a[i]![k]! * row[j]!, 0))
export const minus = (a: Matrix, b: Matrix): Matrix => made(a.length, a[0]!.length, (i, j) => a[i]![j]! - b[i]![j]!)
export const scaled = (a: Matrix, by: (i: number, j: number) => number): Matrix => made(a.length, a[0]!.length, (i, j) => a[i]![j]! * by(i, j))
/** Frobenius' norm. */
export const norm = (a: Matrix): number => Math.hypot(...a.flat())

/** What its elements are rounded to in f32. */
export const rounded = (a: Matrix, dtype: 'f32' | 'f64'): Matrix => (dtype === 'f64' ? a : a.map((row) => row.map(Math.fround)))

/** Kinds of square matrices: well and badly conditioned, graded, of less rank, symmetric, orthogonal, large and small. */
export const kinds: Readonly<Record<string, (n: number) => Matrix>> = {
  random: (n) => random(n, n, n),
  symmetric: (n) => { const a = random(n, n, n + 50); return made(n, n, (i, j) => a[i]![j]! + a[j]![i]!) },
  positive: (n) => { const a = random(n, n, n + 99); const b = product(a, transposed(a)); return made(n, n, (i, j) => b[i]![j]! + Number(i === j)) },
  hilbert: (n) => made(n, n, (i, j) => 1 / (i + j + 1)),
  vandermonde: (n) => made(n, n, (i, j) => ((i + 1) / n) ** j),
  kernel: (n) => made(n, n, (i, j) => Math.exp(-50 * ((i - j) / n) ** 2)),
  laplacian: (n) => made(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
  gradedColumns: (n) => scaled(random(n, n, n + 1), (_, j) => 10 ** (-12 * j / n)),
  gradedRows: (n) => scaled(random(n, n, n + 2), (i) => 10 ** (-12 * i / n)),
  rankOne: (n) => product(random(n, 1, 3), random(1, n, 4)),
  halfRank: (n) => product(random(n, Math.ceil(n / 2), 5), random(Math.ceil(n / 2), n, 6)),
  nearSingular: (n) => { const a = random(n, n, n + 7); return a.map((row, i) => (i === n - 1 ? (a[0] as readonly number[]).map((x, j) => x + 1e-13 * row[j]!) : row)) },
  reflection: (n) => made(n, n, (i, j) => Number(i === j) - 2 / n),
  ones: (n) => made(n, n, () => 1),
  zero: (n) => made(n, n, () => 0),
  identity,
  small: (n) => scaled(random(n, n, n + 8), () => 1e-30),
  large: (n) => scaled(random(n, n, n + 9), () => 1e15),
}

/** Matrices as a batch. */
export const batch = <D extends 'f32' | 'f64'>(all: readonly Matrix[], dtype: D): Tensor<readonly [number, number, number], D> =>
  t.of([all.length, all[0]!.length, all[0]![0]!.length] as readonly [number, number, number], all.flat(2), dtype)

/** A batch as matrices. */
export const matrices = (x: Tensor<readonly [number, number, number], 'f32'> | Tensor<readonly [number, number, number], 'f64'>): readonly Matrix[] => {
  const [b, m, n] = x.shape
  const list = [...t.toArray(x as never) as readonly number[]]
  return Array.from({ length: b }, (_, k) => made(m, n, (i, j) => list[(k * m + i) * n + j]!))
}

export const epsilon = { f32: 1.1920928955078125e-7, f64: 2.220446049250313e-16 }
