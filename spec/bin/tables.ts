/** Drawn tables for the command. */

/** Numbers in [0, 1), the same ones for a seed (Park and Miller 1988). */
const drawn = (seed: number): (() => number) => {
  let state = seed
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

/** Flowers of three kinds, told apart by their lengths and color; some cells are missing. */
export const flowers = (rows: number, seed = 1): string => {
  const next = drawn(seed)
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % 3
    const [length, width] = [kind + 0.4 * next(), 5 - kind + next()]
    const color = next() < 0.9 ? ['red', 'white', 'blue, pale'][kind] as string : 'red'
    return [i + 1, i % 17 === 5 ? 'NA' : length.toFixed(3), width.toFixed(3), color.includes(',') ? `"${color}"` : color, ['rose', 'lily', 'iris'][kind]].join(',')
  })
  return `${['id,length,width,color,kind', ...lines].join('\n')}\n`
}

/** Flats with prices. */
export const flats = (rows: number, seed = 1): string => {
  const next = drawn(seed)
  const lines = Array.from({ length: rows }, () => {
    const [area, rooms, quiet] = [20 + 100 * next(), 1 + Math.floor(4 * next()), next() < 0.5]
    return [area.toFixed(1), rooms, quiet ? 'yes' : 'no', (3000 * area + 10000 * rooms + (quiet ? 40000 : 0) + 5000 * next()).toFixed(0)].join(',')
  })
  return `${['area,rooms,quiet,price', ...lines].join('\n')}\n`
}
