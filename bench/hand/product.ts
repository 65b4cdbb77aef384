/**
 * C = A·B over strided float arrays, with what measured best in V8: operands packed into doubles (a float is widened once,
 * not once in every product), tiles of 4 rows and 2 columns in eight variables (more no longer stay in registers).
 */

/** Room for packed operands, shared by all products. */
let rows = new Float64Array(0)
let columns = new Float64Array(0)
/** A tile at the lower or right edge, of which only a part belongs to C. */
const edge = new Float32Array(8)

/** To be told before a product of these sizes, so that the product itself allocates nothing. */
export const reserve = (m: number, k: number): void => {
  if (rows.length < (m + 3) * k) rows = new Float64Array((m + 3) * k)
  if (columns.length < 2 * k) columns = new Float64Array(2 * k)
}

/** Packs A in panels of four rows side by side; rows beyond m are 0. Row i of A begins at i·row, and its step is `step`. */
const packRows = (t: Float64Array, m: number, k: number, a: Float32Array, row: number, step: number): void => {
  let at = 0
  let i = 0
  for (; i + 4 <= m; i += 4) {
    for (let l = 0, p = i * row; l < k; l++, at += 4, p += step) {
      t[at] = a[p]!
      t[at + 1] = a[p + row]!
      t[at + 2] = a[p + 2 * row]!
      t[at + 3] = a[p + 3 * row]!
    }
  }
  if (i === m) return
  for (let l = 0; l < k; l++) for (let u = i; u < i + 4; u++) t[at++] = u < m ? a[u * row + l * step]! : 0
}

/** Packs two columns of B side by side; with only one left, the other is 0. */
const packColumns = (
  t: Float64Array, both: boolean, k: number, b: Float32Array, from: number, step: number, column: number,
): void => {
  if (both) {
    for (let l = 0, p = from; l < k; l++, p += step) {
      t[2 * l] = b[p]!
      t[2 * l + 1] = b[p + column]!
    }
  } else {
    for (let l = 0, p = from; l < k; l++, p += step) {
      t[2 * l] = b[p]!
      t[2 * l + 1] = 0
    }
  }
}

/** The tile of C at `o`, its rows n apart, from the panel of A at p. */
const tile = (c: Float32Array, o: number, n: number, x: Float64Array, p: number, y: Float64Array, k: number): void => {
  let c00 = 0, c01 = 0, c10 = 0, c11 = 0, c20 = 0, c21 = 0, c30 = 0, c31 = 0
  for (let q = 0; q < 2 * k; q += 2, p += 4) {
    const b0 = y[q]!, b1 = y[q + 1]!
    const a0 = x[p]!, a1 = x[p + 1]!, a2 = x[p + 2]!, a3 = x[p + 3]!
    c00 += a0 * b0; c01 += a0 * b1
    c10 += a1 * b0; c11 += a1 * b1
    c20 += a2 * b0; c21 += a2 * b1
    c30 += a3 * b0; c31 += a3 * b1
  }
  c[o] = c00; c[o + 1] = c01
  c[o + n] = c10; c[o + n + 1] = c11
  c[o + 2 * n] = c20; c[o + 2 * n + 1] = c21
  c[o + 3 * n] = c30; c[o + 3 * n + 1] = c31
}

/** Products below this are not worth packing for. */
const worthwhile = 20_000

/** The same tiles straight from A and B, for small products of whole tiles. */
const direct = (
  c: Float32Array, m: number, n: number, k: number,
  a: Float32Array, aRow: number, aStep: number, b: Float32Array, bStep: number, bColumn: number,
): void => {
  for (let i = 0; i < m; i += 4) {
    for (let j = 0; j < n; j += 2) {
      let c00 = 0, c01 = 0, c10 = 0, c11 = 0, c20 = 0, c21 = 0, c30 = 0, c31 = 0
      let p0 = i * aRow, p1 = p0 + aRow, p2 = p1 + aRow, p3 = p2 + aRow
      let q0 = j * bColumn, q1 = q0 + bColumn
      for (let l = 0; l < k; l++) {
        const b0 = b[q0]!, b1 = b[q1]!
        const a0 = a[p0]!, a1 = a[p1]!, a2 = a[p2]!, a3 = a[p3]!
        c00 += a0 * b0; c01 += a0 * b1
        c10 += a1 * b0; c11 += a1 * b1
        c20 += a2 * b0; c21 += a2 * b1
        c30 += a3 * b0; c31 += a3 * b1
        // `| 0`: indices that V8 need not watch for overflow.
        p0 = (p0 + aStep) | 0; p1 = (p1 + aStep) | 0; p2 = (p2 + aStep) | 0; p3 = (p3 + aStep) | 0
        q0 = (q0 + bStep) | 0; q1 = (q1 + bStep) | 0
      }
      const o = i * n + j
      c[o] = c00; c[o + 1] = c01
      c[o + n] = c10; c[o + n + 1] = c11
      c[o + 2 * n] = c20; c[o + 2 * n + 1] = c21
      c[o + 3 * n] = c30; c[o + 3 * n + 1] = c31
    }
  }
}

/** C [m, n] = Σₗ A(i, l)·B(l, j), where A(i, l) = a[i·aRow + l·aStep] and B(l, j) = b[l·bStep + j·bColumn]. */
export const product = (
  c: Float32Array, m: number, n: number, k: number,
  a: Float32Array, aRow: number, aStep: number, b: Float32Array, bStep: number, bColumn: number,
): void => {
  if (m * n * k < worthwhile && m % 4 === 0 && n % 2 === 0) {
    direct(c, m, n, k, a, aRow, aStep, b, bStep, bColumn)
    return
  }
  const [x, y] = [rows, columns]
  packRows(x, m, k, a, aRow, aStep)
  for (let j = 0; j < n; j += 2) {
    const both = j + 1 < n
    packColumns(y, both, k, b, j * bColumn, bStep, bColumn)
    for (let i = 0; i < m; i += 4) {
      if (both && i + 4 <= m) tile(c, i * n + j, n, x, i * k, y, k)
      else {
        tile(edge, 0, 2, x, i * k, y, k)
        for (let u = i; u < Math.min(i + 4, m); u++)
          for (let v = j; v < Math.min(j + 2, n); v++) c[u * n + v] = edge[2 * (u - i) + v - j]!
      }
    }
  }
}
