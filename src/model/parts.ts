/** Parts of examples that have none in common: some to learn from, some to choose an epoch by, some to test on. */
import { apportion, increasing, shuffled } from '../dataset/classes.js'
import { foldIn, type Key } from '../random/key.js'

/** The numbers of the examples of each part, in increasing order. */
export interface ModelParts {
  readonly training: readonly number[]
  readonly validation: readonly number[]
  readonly test: readonly number[]
}

const cut = (groups: readonly (readonly number[])[], share: number, key: Key): readonly [taken: readonly number[], left: readonly number[]] => {
  const total = groups.reduce((n, { length }) => n + length, 0)
  const wanted = share === 0 ? 0 : Math.min(total - 1, Math.max(1, Math.round(share * total)))
  const counts = apportion(groups.map(({ length }) => (length * wanted) / total), wanted)
  const orders = groups.map((rows, i) => shuffled(rows, foldIn(key, i)))
  return [
    increasing(orders.flatMap((rows, i) => rows.slice(0, counts[i]))),
    increasing(orders.flatMap((rows, i) => rows.slice(counts[i]))),
  ]
}

/** Examples by their class, in the order of the classes; all in one where they have none. */
const grouped = (rows: readonly number[], classOf: ((row: number) => number) | undefined): readonly (readonly number[])[] => {
  if (classOf === undefined) return [rows]
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const group = groups.get(classOf(row))
    if (group === undefined) groups.set(classOf(row), [row])
    else group.push(row)
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

/** Parts drawn by a key, of each class the same share: `test` of all, `validation` of what is left. */
export const partsOf = (
  n: number, classOf: ((row: number) => number) | undefined, shares: { readonly test: number; readonly validation: number }, key: Key,
): ModelParts => {
  const all = Array.from({ length: n }, (_, i) => i)
  const [test, rest] = cut(grouped(all, classOf), shares.test, foldIn(key, 0))
  const [validation, training] = cut(grouped(rest, classOf), shares.validation, foldIn(key, 1))
  return { training, validation, test }
}
