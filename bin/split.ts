/** Which cases are learned from, and which are held back. */
import { dataset, pipe, random, tensor, type Key, type Tensor } from 'tenfold'
import { wrongData } from './failure.js'

export interface Parts {
  /** Places of the cases in their list, increasing. */
  readonly learned: readonly number[]
  readonly held: readonly number[]
}

const increasing = (places: ArrayLike<number>): readonly number[] => Array.from(places).sort((a, b) => a - b)

/** Places with the class of each. */
const numbered = (classes: readonly number[]) => dataset.of({
  inputs: tensor.of([classes.length, 1], classes.map((_, i) => i), 'i32'), targets: tensor.of([classes.length], classes, 'i32'),
})

const placesOf = ({ inputs }: { readonly inputs: Tensor<readonly [number, 1], 'i32'> }): readonly number[] => increasing(tensor.toArray(inputs))

/**
 * A share of the cases, drawn by a key; where `classes` has the class of every case, the share of each class.
 */
export const holdBack = (share: number, key: Key) => ({ cases, classes }: { readonly cases: number; readonly classes?: readonly number[] }): Parts => {
  const held = Math.round(share * cases)
  if (held < 1 || held >= cases)
    return wrongData(`--test ${share} of ${cases} rows leaves ${held < 1 ? 'none to test' : 'none to learn from'}`)
  const [learned, rest] = classes === undefined
    ? pipe(numbered(Array.from({ length: cases }, () => 0)), dataset.split(1 - share, key))
    : pipe(numbered(classes), dataset.stratifiedSplit(1 - share, key))
  return { learned: placesOf(learned), held: placesOf(rest) }
}
