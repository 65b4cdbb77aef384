/**
 * threefry2x32 with 20 rounds: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011), a counter encrypted
 * under a key. Every random number of Tenfold is a block of it.
 */
export const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

/** Encrypts (high, low) under (key0, key1); writes both halves of the block to `out` at `at`. */
export const threefry = (key0: number, key1: number, high: number, low: number, out: Uint32Array, at: number): void => {
  const key2 = key0 ^ key1 ^ 0x1bd11bda
  let x = (high + key0) | 0
  let y = (low + key1) | 0
  for (let group = 0; group < 5; group++) {
    const r = (group & 1) << 2
    for (let i = 0; i < 4; i++) {
      const by = rotations[(r + i) as 0]
      x = (x + y) | 0
      y = ((y << by) | (y >>> (32 - by))) ^ x
    }
    const next = (group + 1) % 3
    const after = (group + 2) % 3
    x = (x + (next === 0 ? key0 : next === 1 ? key1 : key2)) | 0
    y = (y + (after === 0 ? key0 : after === 1 ? key1 : key2) + group + 1) | 0
  }
  out[at] = x
  out[at + 1] = y
}
