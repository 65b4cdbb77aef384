/**
 * Convolution 5×5, bias, relu and 2×2 pooling as one loop nest over images [batch, side, side, channels].
 *
 * Forward, the four places of a pooling window times four filters are one tile: the convolution's output is never stored.
 * Backward, only the greatest of four places has a slope, and only where relu lets it through: less than a quarter of the
 * products of the general derivative. Values are kept in doubles, which V8 needs not widen.
 */
export interface Convolution {
  readonly images: Float64Array
  readonly pooled: Float64Array
  /** Derivatives for `pooled`, to be filled in before `backward`. */
  readonly slopes: Float64Array
  readonly dKernel: Float32Array
  readonly dBias: Float32Array
  readonly forward: (kernel: Float32Array, bias: Float32Array) => void
  /** Fills in `dKernel` and `dBias`, and adds the derivative for the images to `dImages` where it is wanted. */
  readonly backward: (kernel: Float32Array, dImages?: Float64Array) => void
}

/** Sizes of one convolution: a run is what a window covers in one row of the image. */
interface Sizes {
  readonly row: number
  readonly channels: number
  readonly filters: number
  readonly run: number
}

/** The sums of a tile: four filters at each of four places. */
const sums = new Float64Array(16)

/** The four places from `at` on, by all filters, four at a time: the greatest of each, through relu, and where it was. */
const window = (
  { row, channels, filters, run }: Sizes, x: Float64Array, at: number, w: Float64Array, bias: Float32Array,
  y: Float64Array, origin: Int32Array, o: number,
): void => {
  for (let f = 0, q = 0; f < filters; f += 4) {
    let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0
    let c20 = 0, c21 = 0, c22 = 0, c23 = 0, c30 = 0, c31 = 0, c32 = 0, c33 = 0
    for (let line = 0, begin = at; line < 5; line++, begin += row) {
      for (let p = begin; p < begin + run; p++, q += 4) {
        const b0 = w[q]!, b1 = w[q + 1]!, b2 = w[q + 2]!, b3 = w[q + 3]!
        // `| 0`: indices that V8 need not watch for overflow.
        let a = x[p]!
        c00 += a * b0; c01 += a * b1; c02 += a * b2; c03 += a * b3
        a = x[(p + channels) | 0]!
        c10 += a * b0; c11 += a * b1; c12 += a * b2; c13 += a * b3
        a = x[(p + row) | 0]!
        c20 += a * b0; c21 += a * b1; c22 += a * b2; c23 += a * b3
        a = x[(p + row + channels) | 0]!
        c30 += a * b0; c31 += a * b1; c32 += a * b2; c33 += a * b3
      }
    }
    sums[0] = c00; sums[1] = c01; sums[2] = c02; sums[3] = c03
    sums[4] = c10; sums[5] = c11; sums[6] = c12; sums[7] = c13
    sums[8] = c20; sums[9] = c21; sums[10] = c22; sums[11] = c23
    sums[12] = c30; sums[13] = c31; sums[14] = c32; sums[15] = c33
    for (let u = 0; u < 4; u++) {
      let greatest = sums[u]!
      let from = at
      if (sums[4 + u]! > greatest) { greatest = sums[4 + u]!; from = at + channels }
      if (sums[8 + u]! > greatest) { greatest = sums[8 + u]!; from = at + row }
      if (sums[12 + u]! > greatest) { greatest = sums[12 + u]!; from = at + row + channels }
      const z = greatest + bias[f + u]!
      y[o + f + u] = z > 0 ? z : 0
      origin[o + f + u] = from
    }
  }
}

/** dw[d…] += Σ gᵢ·x[pᵢ…] for the four i from e on: four products for each store. */
const addFour = (
  dw: Float64Array, d: number, g: Float64Array, x: Float64Array, at: Int32Array, e: number, { row, run }: Sizes,
): void => {
  const g0 = g[e]!, g1 = g[e + 1]!, g2 = g[e + 2]!, g3 = g[e + 3]!
  let p0 = at[e]!, p1 = at[e + 1]!, p2 = at[e + 2]!, p3 = at[e + 3]!
  for (let line = 0; line < 5; line++) {
    for (let t = 0; t < run; t++, d++)
      dw[d] = dw[d]! + g0 * x[(p0 + t) | 0]! + g1 * x[(p1 + t) | 0]! + g2 * x[(p2 + t) | 0]! + g3 * x[(p3 + t) | 0]!
    p0 += row; p1 += row; p2 += row; p3 += row
  }
}

/** dx[p…] += g0·w[q0…] + g1·w[q1…], for every line of a window. */
const addTwo = (
  dx: Float64Array, p: number, w: Float64Array, g0: number, q0: number, g1: number, q1: number, { row, run }: Sizes,
): void => {
  for (let line = 0; line < 5; line++, p += row, q0 += run, q1 += run) {
    for (let t = 0; t < run; t++) {
      const at = (p + t) | 0
      dx[at] = dx[at]! + g0 * w[(q0 + t) | 0]! + g1 * w[(q1 + t) | 0]!
    }
  }
}

/** For images [batch, side, side, channels] and a multiple of four filters. */
export const convolution = (batch: number, side: number, channels: number, filters: number): Convolution => {
  const sizes: Sizes = { row: side * channels, channels, filters, run: 5 * channels }
  const { row, run } = sizes
  const taps = 5 * run
  const places = Math.floor((side - 4) / 2)
  const images = new Float64Array(batch * side * row)
  const pooled = new Float64Array(batch * places * places * filters)
  const slopes = new Float64Array(pooled.length)
  /** For each pooled value, where in `images` the window began that it came from. */
  const origin = new Int32Array(pooled.length)
  // The slopes of one filter that are not 0, and where their windows began.
  const some = new Float64Array(batch * places * places + 3)
  const from = new Int32Array(some.length)
  // Kernels with four filters side by side, and with each filter by itself.
  const fours = new Float64Array(taps * filters)
  const single = new Float64Array(taps * filters)
  const dSingle = new Float64Array(taps * filters)
  const dKernel = new Float32Array(taps * filters)
  const dBias = new Float32Array(filters)
  return {
    images, pooled, slopes, dKernel, dBias,
    forward: (kernel, bias) => {
      for (let f = 0; f < filters; f++)
        for (let k = 0; k < taps; k++) fours[((f >> 2) * taps + k) * 4 + (f & 3)] = kernel[k * filters + f]!
      for (let i = 0, o = 0; i < batch; i++) {
        for (let y = 0; y < places; y++) {
          for (let x = 0; x < places; x++, o += filters)
            window(sizes, images, (i * side + 2 * y) * row + 2 * x * channels, fours, bias, pooled, origin, o)
        }
      }
    },
    backward: (kernel, dImages) => {
      dSingle.fill(0)
      for (let f = 0; f < filters; f++) {
        let n = 0
        let sum = 0
        for (let o = f; o < pooled.length; o += filters) {
          if (pooled[o]! <= 0) continue
          some[n] = slopes[o]!
          from[n++] = origin[o]!
          sum += slopes[o]!
        }
        dBias[f] = sum
        for (; n % 4 > 0; n++) some[n] = from[n] = 0
        for (let e = 0; e < n; e += 4) addFour(dSingle, f * taps, some, images, from, e, sizes)
      }
      for (let f = 0; f < filters; f++) for (let k = 0; k < taps; k++) dKernel[k * filters + f] = dSingle[f * taps + k]!
      if (dImages === undefined) return
      for (let f = 0; f < filters; f++) for (let k = 0; k < taps; k++) single[f * taps + k] = kernel[k * filters + f]!
      for (let i = 0, o = 0; i < batch; i++) {
        for (let y = 0; y < places; y++) {
          for (let x = 0; x < places; x++, o += filters) {
            for (let place = 0; place < 4; place++) {
              const at = (i * side + 2 * y + (place >> 1)) * row + (2 * x + (place & 1)) * channels
              // Two filters that have their greatest at the same place go together.
              let other = -1
              for (let f = 0; f < filters; f++) {
                if (origin[o + f] !== at || pooled[o + f]! <= 0) continue
                if (other < 0) other = f
                else {
                  addTwo(dImages, at, single, slopes[o + other]!, other * taps, slopes[o + f]!, f * taps, sizes)
                  other = -1
                }
              }
              if (other >= 0) addTwo(dImages, at, single, slopes[o + other]!, other * taps, 0, other * taps, sizes)
            }
          }
        }
      }
    },
  }
}
