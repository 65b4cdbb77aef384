/** A part of the rows held back to be tested. */
import { dataset, pipe, random, tensor } from 'tenfold'

/** Places of the rows that are learned from, and of those that are held back, both in their order. */
export interface HeldBack {
  readonly train: readonly number[]
  readonly test: readonly number[]
}

/**
 * A share of `count` rows held back, drawn by `seed`; with the class of each row, of every class the same share. At least one row
 * is in each part.
 */
export const heldBack = (share: number, seed: number, count: number, classes?: readonly number[]): HeldBack => {
  const key = random.key(seed)
  const inputs = tensor.range(count)
  const ratio = Math.min(Math.max(1 - share, 1 / count), (count - 1) / count)
  const inOrder = (part: typeof data): readonly number[] => [...tensor.toArray(part.inputs)].sort((a, b) => a - b)
  const targets = tensor.of([count], classes ?? Array.from({ length: count }, () => 0), 'i32')
  const data = dataset.of({ inputs, targets })
  const [train, test] = classes === undefined ? pipe(data, dataset.split(ratio, key))
    : pipe(data, dataset.stratifiedSplit(ratio, key))
  return { train: inOrder(train), test: inOrder(test) }
}
