/** Something that a reader of the page should know before the figures are believed: a sentence with its reason. */
export interface Warning {
  /** Which one it is: `overfitting`, `not finite`. */
  readonly name: string
  readonly text: string
}

/** A list without what there is not. */
export const present = <A>(...list: readonly (A | undefined)[]): readonly A[] => list.filter((x) => x !== undefined)
