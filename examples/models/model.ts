// What every model of this folder exports as `example`.
export interface Model {
  // What the model shows, in a sentence.
  readonly shows: string
  // Trains from the same keys every time; the loss before the first step and after the last one.
  readonly train: (steps: number) => { readonly first: number; readonly last: number }
}
