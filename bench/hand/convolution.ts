/**
 * Convolution 5×5, bias, relu and 2×2 pooling as one loop nest over images [batch, side, side, channels].
 *
 * Forward, the four places of a pooling window times two filters are one tile: the convolution's output is never stored.
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

/** The four places from `at` on, by two filters from q on: the greatest of each, through relu, and where it was. */
const window = (
  { row, channels, filters, run }: Sizes, x: Float64Array, at: number, w: Float64Array, bias: Float32Array,
  y: Float64Array, origin: Int32Array, o: number,
): void => {
  for (let f = 0, q = 0; f < filters; f += 2) {
    let c00 = 0, c01 = 0, c10 = 0, c11 = 0, c20 = 0, c21 = 0, c30 = 0, c31 = 0
    for (let line = 0, begin = at; line < 5; line++, begin += row) {
      for (let p = begin; p < begin + run; p++, q += 2) {
        const b0 = w[q]!, b1 = w[q + 1]!
        const a0 = x[p]!, a1 = x[p + channels]!, a2 = x[p + row]!, a3 = x[p + row + channels]!
        c00 += a0 * b0; c01 += a0 * b1
        c10 += a1 * b0; c11 += a1 * b1
        c20 += a2 * b0; c21 += a2 * b1
        c30 += a3 * b0; c31 += a3 * b1
      }
    }
    let from = at
    if (c10 > c00) { c00 = c10; from = at + channels }
    if (c20 > c00) { c00 = c20; from = at + row }
    if (c30 > c00) { c00 = c30; from = at + row + channels }
    const z0 = c00 + bias[f]!
    y[o + f] = z0 > 0 ? z0 : 0
    origin[o + f] = from
    from = at
    if (c11 > c01) { c01 = c11; from = at + channels }
    if (c21 > c01) { c01 = c21; from = at + row }
    if (c31 > c01) { c01 = c31; from = at + row + channels }
    const z1 = c01 + bias[f + 1]!
    y[o + f + 1] = z1 > 0 ? z1 : 0
    origin[o + f + 1] = from
  }
}

/** dw[d…] += g·x[p…], five at a time. */
const addScaled = (dw: Float64Array, d: number, g: number, x: Float64Array, p: number, run: number): void => {
  for (const end = d + run; d < end; d += 5, p += 5) {
    dw[d] = dw[d]! + g * x[p]!
    dw[d + 1] = dw[d + 1]! + g * x[p + 1]!
    dw[d + 2] = dw[d + 2]! + g * x[p + 2]!
    dw[d + 3] = dw[d + 3]! + g * x[p + 3]!
    dw[d + 4] = dw[d + 4]! + g * x[p + 4]!
  }
}

/** For images [batch, side, side, channels] and an even number of filters. */
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
  // Kernels with two filters side by side, and with each filter by itself.
  const pairs = new Float64Array(taps * filters)
  const single = new Float64Array(taps * filters)
  const dSingle = new Float64Array(taps * filters)
  const dKernel = new Float32Array(taps * filters)
  const dBias = new Float32Array(filters)
  return {
    images, pooled, slopes, dKernel, dBias,
    forward: (kernel, bias) => {
      for (let f = 0; f < filters; f++)
        for (let k = 0; k < taps; k++) pairs[((f >> 1) * taps + k) * 2 + (f & 1)] = kernel[k * filters + f]!
      for (let i = 0, o = 0; i < batch; i++) {
        for (let y = 0; y < places; y++) {
          for (let x = 0; x < places; x++, o += filters)
            window(sizes, images, (i * side + 2 * y) * row + 2 * x * channels, pairs, bias, pooled, origin, o)
        }
      }
    },
    backward: (kernel, dImages) => {
      if (dImages !== undefined)
        for (let f = 0; f < filters; f++) for (let k = 0; k < taps; k++) single[f * taps + k] = kernel[k * filters + f]!
      dSingle.fill(0)
      dBias.fill(0)
      for (let o = 0; o < pooled.length; o += filters) {
        for (let f = 0; f < filters; f++) {
          if (pooled[o + f]! <= 0) continue
          const g = slopes[o + f]!
          const at = origin[o + f]!
          dBias[f] = dBias[f]! + g
          for (let line = 0, d = f * taps; line < 5; line++, d += run) addScaled(dSingle, d, g, images, at + line * row, run)
          if (dImages === undefined) continue
          for (let line = 0, d = f * taps; line < 5; line++, d += run) addScaled(dImages, at + line * row, g, single, d, run)
        }
      }
      for (let f = 0; f < filters; f++) for (let k = 0; k < taps; k++) dKernel[k * filters + f] = dSingle[f * taps + k]!
    },
  }
}
