/** How well a part of the data is predicted, as plain data: figures, truths beside predictions, and cases to look at. */

/** Classes, of which each case has one. */
export interface ClassOutcome {
  readonly kind: 'classes'
  readonly names: readonly string[]
  /** The place of the true class in `names`, for each case. */
  readonly truths: readonly number[]
  /** A probability for each class, for each case. */
  readonly probabilities: readonly (readonly number[])[]
}

/** Numbers, each beside the true one. */
export interface NumberOutcome {
  readonly kind: 'numbers'
  readonly name: string
  readonly unit?: string
  readonly truths: readonly number[]
  readonly predictions: readonly number[]
}

/** Tokens or other items, each with its loss: what a model of language is judged by. */
export interface SequenceOutcome {
  readonly kind: 'sequences'
  /** The mean loss of a token, in nats, for each case. */
  readonly losses: readonly number[]
}

/** Truths beside what was predicted of them. */
export type Outcome = ClassOutcome | NumberOutcome | SequenceOutcome

/** What a case looks like. */
export type Shown =
  | { readonly kind: 'row'; readonly cells: Readonly<Record<string, string | number | boolean | null>> }
  /** `pixels` are bytes in base64, row by row, channels last: 1 is grey, 3 are red, green and blue. */
  | { readonly kind: 'image' | 'spectrogram'; readonly height: number; readonly width: number; readonly channels: number; readonly pixels: string }
  /** Pieces of a text with the loss of each, in nats. */
  | { readonly kind: 'text'; readonly pieces: readonly string[]; readonly losses?: readonly number[] }

/** A case by its place in the outcome's lists. */
export interface Case {
  readonly index: number
  /** What it is called: `line 17 of penguins.csv`, the name of a file. */
  readonly name?: string
  readonly shown: Shown
}

/** What can be had without learning. */
export interface Baseline {
  /** `commonest class`, `mean`, `linear model`. */
  readonly name: string
  /** Of the same figure as `score`. */
  readonly value: number
}

/** How well a part of the data is predicted: figures beside what can be had without learning. */
export interface Result {
  /** Which part of the data: `held back`. */
  readonly part: string
  readonly rows: number
  /** The figure that counts, by its name in `figures`: `accuracy`, `r2`. */
  readonly score: string
  readonly figures: Readonly<Record<string, number>>
  readonly baselines: readonly Baseline[]
  readonly outcome: Outcome
  /** Some cases: those of which the model was least sure, and those that it got most wrong. */
  readonly cases: readonly Case[]
}
