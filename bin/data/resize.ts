/** Images brought to another size. */

/** Which samples make one of the new ones, and with which weights. */
interface Window {
  readonly first: number
  readonly weights: readonly number[]
}

/**
 * Weights along one side: a triangle as wide as two samples of the coarser grid, so that nothing is left out on the way down and
 * samples are interpolated linearly on the way up.
 */
const windowsOf = (from: number, to: number): readonly Window[] => {
  const scale = from / to
  const reach = Math.max(1, scale)
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale - 0.5
    const first = Math.max(0, Math.ceil(center - reach))
    const last = Math.min(from - 1, Math.floor(center + reach))
    const raw = Array.from({ length: last - first + 1 }, (_, k) => Math.max(0, 1 - Math.abs(first + k - center) / reach))
    const sum = raw.reduce((a, b) => a + b, 0)
    return { first, weights: raw.map((w) => w / sum) }
  })
}

/** `outer` lines of `from` samples, each `inner` numbers, with `to` samples each. */
const along = (values: Float32Array, outer: number, from: number, to: number, inner: number): Float32Array => {
  if (from === to) return values
  const made = new Float32Array(outer * to * inner)
  windowsOf(from, to).forEach(({ first, weights }, i) => {
    for (let o = 0; o < outer; o++) {
      for (let c = 0; c < inner; c++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++)
          sum += (weights[k] as number) * (values[(o * from + first + k) * inner + c] as number)
        made[(o * to + i) * inner + c] = sum
      }
    }
  })
  return made
}

export interface Size {
  readonly height: number
  readonly width: number
}

/** The pixels of an image, row by row, channels last, at another size. */
export const resized = (values: Float32Array, channels: number, from: Size, to: Size): Float32Array => {
  const wide = along(values, from.height, from.width, to.width, channels)
  return along(wide, 1, from.height, to.height, to.width * channels)
}
