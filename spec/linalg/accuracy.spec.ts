/**
 * Residuals and orthogonality as LAPACK's own tests measure them: in roundings of the largest singular value, times the size. All
 * kinds of matrices of one size are one batch.
 */
import { expect, test } from 'vitest'
import { jit, linalg, tensor as t } from '../../src/index.js'
import { isQuick } from '../slow.js'
import { batch, epsilon, identity, kinds, made, matrices, minus, norm, product, random, rounded, scaled, transposed, type Matrix } from './matrices.js'

/** What is in a batch of vectors. */
const rows = (x: any): readonly (readonly number[])[] => {
  const [b, n] = x.shape as readonly [number, number]
  const list = [...t.toArray(x) as readonly number[]]
  return Array.from({ length: b }, (_, k) => list.slice(k * n, (k + 1) * n))
}

const decomposed = jit(({ a, b }: { a: any; b: any }) => ({
  lu: linalg.lu(a), qr: linalg.qr(a), svd: linalg.svd(a), eigh: linalg.eigh(a), cholesky: linalg.cholesky(a), x: linalg.solve(a)(b),
  inverse: linalg.inverse(a), least: linalg.leastSquares(a)(b),
}))
const reduced = jit((a: any) => ({ qr: linalg.qr(a), svd: linalg.svd(a) }))

const orthogonality = (q: Matrix): number => norm(minus(product(transposed(q), q), identity(q[0]!.length)))
const most = 16

const all = [1, 2, 3, 7, 16, 40].flatMap((n) => (['f32', 'f64'] as const).map((dtype) => ({ n, dtype })))
/** For `npm test`: some sizes of each type. */
const some = all.filter(({ n, dtype }) => (dtype === 'f32' ? [2, 16] : [1, 3, 7]).includes(n))

test.each(isQuick ? some : all)('$n×$n in $dtype', ({ n, dtype }) => {
  const names = Object.keys(kinds)
  const given = names.map((name) => rounded(kinds[name]!(n), dtype))
  const b = given.map((_, k) => rounded(random(n, 2, k + 1000), dtype))
  const found = decomposed({ a: batch(given, dtype), b: batch(b, dtype) })
  const of = (x: any): readonly Matrix[] => matrices(x)
  const [p, l, u] = [of(found.lu.p), of(found.lu.l), of(found.lu.u)]
  const [q, r] = [of(found.qr.q), of(found.qr.r)]
  const [left, s, vh] = [of(found.svd.u), rows(found.svd.s), of(found.svd.vh)]
  const [w, v] = [rows(found.eigh.values), of(found.eigh.vectors)]
  const [c, x, inverse, least] = [of(found.cholesky), of(found.x), of(found.inverse), of(found.least)]
  given.forEach((a, k) => {
    const symmetric = made(n, n, (i, j) => (a[i]![j]! + a[j]![i]!) / 2)
    const greatest = s[k]![0]! > 0 ? s[k]![0]! : 1
    const units = (error: number): number => error / (epsilon[dtype] * n * greatest)
    const [wholeS, low] = [s[k]!, s[k]!.at(-1)!]
    const measured: Record<string, number> = {
      lu: units(norm(minus(product(product(p[k]!, l[k]!), u[k]!), a))),
      qr: units(norm(minus(product(q[k]!, r[k]!), a))),
      q: units(orthogonality(q[k]!) * greatest),
      svd: units(norm(minus(product(scaled(left[k]!, (_, j) => wholeS[j]!), vh[k]!), a))),
      u: units(orthogonality(left[k]!) * greatest),
      vh: units(orthogonality(transposed(vh[k]!)) * greatest),
      eigh: units(norm(minus(product(symmetric, v[k]!), scaled(v[k]!, (_, j) => w[k]![j]!)))),
      vectors: units(orthogonality(v[k]!) * greatest),
    }
    if (low > 10 * n * epsilon[dtype] * greatest) {
      const residual = (y: Matrix): number => units(norm(minus(product(a, y), b[k]!)) / (norm(y) + norm(b[k]!) / greatest))
      measured.solve = residual(x[k]!)
      measured.leastSquares = residual(least[k]!) * low / greatest
      measured.inverse = units(norm(minus(product(a, inverse[k]!), identity(n))) * low)
    }
    // Where there are no eigenvalues below 0 or near it there is a Cholesky factor, otherwise none, in no other's place.
    const isPositive = w[k]![0]! > 10 * n * epsilon[dtype] * greatest
    if (isPositive) measured.cholesky = units(norm(minus(product(c[k]!, transposed(c[k]!)), symmetric)))
    const bad = Object.entries(measured).filter(([, value]) => !(value < most))
    expect({ kind: names[k], bad }).toEqual({ kind: names[k], bad: [] })
    if (w[k]![0]! < -10 * n * epsilon[dtype] * greatest)
      expect(c[k]!.every((row, i) => row.every((y, j) => (j > i ? y === 0 : Number.isNaN(y))))).toBe(true)
    expect(wholeS.every((y, i) => y >= 0 && (i === 0 || y <= wholeS[i - 1]!)), 'descending').toBe(true)
    expect(w[k]!.every((y, i) => i === 0 || y >= w[k]![i - 1]!), 'ascending').toBe(true)
    expect(l[k]!.flat().every((y) => Math.abs(y) <= 1)).toBe(true)
  })
})

test.each([[5, 3], [3, 5], ...(isQuick ? [] : [[40, 7], [1, 4], [4, 1]])] as [number, number][])('%i×%i, of full and of less rank', (m, n) => {
  const k = Math.min(m, n)
  const low = Math.ceil(k / 2)
  const given = [random(m, n, 1), product(random(m, low, 2), random(low, n, 3)), made(m, n, () => 0)]
  const { qr, svd } = reduced(batch(given, 'f64'))
  const [q, r, u, vh] = [qr.q, qr.r, svd.u, svd.vh].map((x) => matrices(x as never)) as [Matrix[], Matrix[], Matrix[], Matrix[]]
  const s = rows(svd.s)
  given.forEach((a, i) => {
    const unit = epsilon.f64 * Math.max(m, n) * Math.max(1, norm(a))
    expect(norm(minus(product(q[i]!, r[i]!), a))).toBeLessThan(most * unit)
    expect(norm(minus(product(scaled(u[i]!, (_, j) => s[i]![j]!), vh[i]!), a))).toBeLessThan(most * unit)
    for (const columns of [q[i]!, u[i]!, transposed(vh[i]!)]) expect(orthogonality(columns)).toBeLessThan(most * unit)
  })
})

test('small singular values of a matrix of small columns are right to the last digits', () => {
  // Columns of an orthogonal matrix, scaled: the scales are the singular values.
  const n = 8
  const scale = (j: number): number => 10 ** (-5 * j)
  const a = scaled(kinds.reflection!(n), (_, j) => scale(j))
  const [s] = rows(linalg.svd(batch([a], 'f64')).s)
  s!.forEach((x, j) => expect(Math.abs(x / scale(j) - 1)).toBeLessThan(1e-14))
})
