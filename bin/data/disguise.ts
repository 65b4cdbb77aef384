/** Columns that say the target in other words: what is learned from them is worth nothing where the target is not yet known. */
import type { Used } from './column.js'
import { named } from './table.js'
import type { TargetFinding } from './target.js'
import type { Values } from './values.js'

/** Fewer rows prove nothing. */
const enough = 20

interface Telling {
  readonly forth: boolean
  readonly back: boolean
  readonly rows: number
}

/** Whether each of two lists of texts tells the other one, in all rows that have both. */
const tellEachOther = (a: readonly string[], b: readonly string[]): Telling => {
  const [toB, toA] = [new Map<string, string>(), new Map<string, string>()]
  let [forth, back, rows] = [true, true, 0]
  a.forEach((x, i) => {
    const y = b[i] as string
    if (x === '' || y === '') return
    rows++
    if ((toB.get(x) ?? y) !== y) forth = false
    if ((toA.get(y) ?? x) !== x) back = false
    toB.set(x, y)
    toA.set(y, x)
  })
  return { forth, back, rows }
}

/** Pearson's correlation of the rows that have both numbers, and how many those are. */
const correlation = (xs: readonly number[], ys: readonly number[]): readonly [r: number, rows: number] => {
  const both = xs.flatMap((x, i) => (Number.isNaN(x) || Number.isNaN(ys[i]) ? [] : [[x, ys[i] as number] as const]))
  const n = both.length
  const [mx, my] = both.reduce(([a, b], [x, y]) => [a + x / n, b + y / n] as const, [0, 0] as readonly [number, number])
  const [xx, xy, yy] = both.reduce(([a, b, c], [x, y]) =>
    [a + (x - mx) ** 2, b + (x - mx) * (y - my), c + (y - my) ** 2] as const, [0, 0, 0] as readonly [number, number, number])
  return [xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy), n]
}

/** Why a column is the target in disguise; nothing where it is none. */
export const disguised = (
  finding: Used, values: Values, target: TargetFinding, targets: Values,
): string | undefined => {
  if (target.column.kind === 'number') {
    if (finding.numbers === undefined) return undefined
    const [r, rows] = correlation(finding.numbers, target.numbers as readonly number[])
    return rows < enough || Math.abs(r) <= 0.99999 ? undefined
      : `the target in disguise: ${named(target.column.name)} is a linear function of it`
  }
  if (values.times.size > target.column.classes.length) return undefined
  const { forth, back, rows } = tellEachOther(values.texts, targets.texts)
  return !forth || !back || rows < enough ? undefined
    : `the target in disguise: each ${named(target.column.name)} has one ${named(finding.column.name)} of its own`
}

/** Whether a category tells the target in every row, although several of its names stand for one class. */
export const determines = (
  finding: Used, values: Values, target: TargetFinding, targets: Values,
): boolean => {
  if (target.column.kind === 'number' || finding.column.kind !== 'category') return false
  const { forth, rows } = tellEachOther(values.texts, targets.texts)
  return forth && rows >= enough && values.times.size * 2 <= rows
}
