/** A network as plain data: what is drawn of it. */

/** A layer, for one example. */
export interface LayerFacts {
  readonly name: string
  /** The shape of what it gives, or one of each output by name. */
  readonly output: readonly number[] | Readonly<Record<string, readonly number[]>>
  /** Numbers that are learned. */
  readonly parameters: number
  /** Of a layer with branches: the layers of each. */
  readonly branches?: Readonly<Record<string, readonly LayerFacts[]>>
}

/** What a network takes, and its layers in their order. */
export interface NetworkFacts {
  readonly input: readonly number[] | Readonly<Record<string, readonly number[]>>
  readonly layers: readonly LayerFacts[]
}
