/** Many points as few: what can be told apart on a screen. */

export type Point = readonly [x: number, y: number]

/**
 * The points of a line to be drawn: of each column of pixels, the first, the least, the greatest and the last in their order, and a gap
 * (NaN) where a value cannot be drawn. A spike of one point stays.
 *
 * @example
 * reduced([0, 1, 2, 3, 4, 5], [1, 1, 9, 1, 1, 1], () => true, (x) => Math.floor(x / 3)) // [[0, 1], [2, 9], [3, 1], [5, 1]]
 */
export const reduced = (
  xs: ArrayLike<number>, ys: ArrayLike<number>, drawn: (y: number) => boolean, columnOf: (x: number) => number,
): readonly Point[] => {
  const points: Point[] = []
  const gap = (x: number): void => void (Number.isNaN(points.at(-1)?.[1] ?? NaN) || points.push([x, NaN]))
  let begin = 0
  while (begin < ys.length) {
    const column = columnOf(xs[begin] as number)
    let [end, least, greatest, first, last, gone] = [begin, -1, -1, -1, -1, -1]
    // A column that is no number has one point.
    for (; end < ys.length && (end === begin || columnOf(xs[end] as number) === column); end++) {
      const y = ys[end] as number
      if (!drawn(y)) {
        gone = end
        continue
      }
      if (first < 0) first = end
      last = end
      if (least < 0 || y < (ys[least] as number)) least = end
      if (greatest < 0 || y > (ys[greatest] as number)) greatest = end
    }
    const kept = [...new Set(first < 0 ? [] : [first, last, least, greatest])].sort((a, b) => a - b)
    for (const i of kept) {
      if (gone >= 0 && gone < i) {
        gap(xs[gone] as number)
        gone = -1
      }
      points.push([xs[i] as number, ys[i] as number])
    }
    if (gone >= 0) gap(xs[gone] as number)
    begin = end
  }
  return points
}

/**
 * Means of blocks of points that follow each other, at the middle of each: at most `most` of them. What cannot be drawn is left out.
 *
 * @example
 * blockMeans([1, 2, 3, 4], [1, 3, 5, NaN], Number.isFinite, 2) // { size: 2, x: [1.5, 3.5], y: [2, 5] }
 */
export const blockMeans = (xs: ArrayLike<number>, ys: ArrayLike<number>, drawn: (y: number) => boolean, most: number) => {
  const size = Math.max(1, Math.ceil(ys.length / most))
  const starts = Array.from({ length: Math.ceil(ys.length / size) }, (_, i) => i * size)
  const meanOf = (list: ArrayLike<number>, from: number, counts: (i: number) => boolean): number => {
    let [mean, n] = [0, 0]
    // Updated step by step: a sum of large numbers would overflow.
    for (let i = from; i < Math.min(from + size, list.length); i++) if (counts(i)) mean += ((list[i] as number) - mean) / ++n
    return n === 0 ? NaN : mean
  }
  return {
    size,
    x: starts.map((from) => meanOf(xs, from, () => true)),
    y: starts.map((from) => meanOf(ys, from, (i) => drawn(ys[i] as number))),
  }
}
