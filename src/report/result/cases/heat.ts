/** Colors of a spectrogram, from nothing to most: dark blue, violet, red, orange, pale yellow, ever lighter. */
const stops = [[4, 4, 28], [70, 16, 110], [158, 38, 107], [226, 86, 62], [250, 163, 48], [250, 250, 190]] as const

/** Red, green and blue of 256 levels, as the palette of a PNG file. */
export const heatPalette = (): Uint8Array => {
  const bytes = new Uint8Array(256 * 3)
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * (stops.length - 1)
    const from = Math.min(stops.length - 2, Math.floor(place))
    const [a, b] = [stops[from] as readonly number[], stops[from + 1] as readonly number[]]
    for (let c = 0; c < 3; c++) bytes[3 * level + c] = Math.round((a[c] as number) + ((b[c] as number) - (a[c] as number)) * (place - from))
  }
  return bytes
}
