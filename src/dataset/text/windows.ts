/**
 * Examples from one long text: each is some tokens in a row, and the target of each token is the one that follows it.
 *
 * Law: in every example, targets[i] is inputs[i + 1].
 */
import { allocate } from '../../program/elements.js'
import { fail } from '../../shape/error.js'
import { anInteger, checkOptions } from '../../shape/options.js'
import { checkKey, foldIn, type Key } from '../../random/key.js'
import { integers } from '../../random/integers.js'
import { checkCount, checkWhole, expectTensor } from '../../tensor/argument.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../../tensor/tensor.js'

/** Tokens [B, L] and those that follow each, [B, L]. */
export interface Crops<B extends number, L extends number> {
  readonly inputs: Tensor<readonly [B, L], 'i32'>
  readonly targets: Tensor<readonly [B, L], 'i32'>
}

/** A data set of windows. */
export interface Windows<L extends number> extends Crops<number, L> {
  readonly size: number
}

const cut = (tokens: ArrayLike<number>, starts: ArrayLike<number>, length: number): AnyTensor => {
  const rows = allocate('i32', starts.length * length)
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row] as number
    for (let i = 0; i < length; i++) rows[row * length + i] = tokens[start + i] as number
  }
  return concrete({ shape: [starts.length, length], dtype: 'i32' }, rows)
}

const crops = (tokens: ArrayLike<number>, starts: readonly number[], length: number) =>
  ({ inputs: cut(tokens, starts, length), targets: cut(tokens, starts.map((start) => start + 1), length) })

const checkLength = (operation: string, tokens: AnyTensor, length: number): void => {
  checkCount(operation, 'length', length)
  expectTensor(operation, 'tokens', tokens, ['i32'])
  const expected = `at least ${length + 1} of them, for a window and what follows it`
  if (!((tokens.shape[0] as number) > length)) fail(operation, { argument: 'tokens', expected, received: tokens.shape[0] })
}

/** How a text is cut: windows of `length` tokens, begun every `step` tokens, by default without overlap. */
export interface WindowsOptions<L extends number> {
  readonly length: L
  readonly step?: number
}

/**
 * All windows of a text in order, as a data set; what is left at its end is too short for one. Fewer tokens than a window and
 * one more are an error.
 *
 * @example
 * const { inputs, targets } = windows({ length: 2 })(t.of([6], [0, 1, 2, 3, 4, 5], 'i32'))
 * inputs // [[0, 1], [2, 3]]
 * targets // [[1, 2], [3, 4]]
 */
export const windows = <const L extends number>(options: WindowsOptions<L>) =>
  <N extends number>(tokens: Tensor<readonly [N], 'i32'>): Windows<L> => {
    const operation = 'text.windows'
    const { length, step = length } =
      checkOptions<WindowsOptions<L>>(operation, options, { length: true, step: anInteger })
    checkLength(operation, tokens, length)
    checkCount(operation, 'step', step)
    const size = Math.floor((tokens.shape[0] - 1 - length) / step) + 1
    const starts = Array.from({ length: size }, (_, i) => i * step)
    return Object.freeze({ size, ...crops(elements(tokens), starts, length) }) as Windows<L>
  }

/** Batches of windows at places drawn by a key. */
export interface CropsOptions<L extends number> {
  readonly length: L
  /** Windows in a batch. */
  readonly size: number
  /** How many batches. */
  readonly steps: number
  readonly key: Key
}

/** Batches in order, how many there are, and those that are left after the first `step` ones. */
export interface CropBatches<L extends number> extends Iterable<Crops<number, L>> {
  readonly length: number
  readonly epochs: number
  readonly from: (step: number) => Iterable<Crops<number, L>>
}

/**
 * Batches of windows that begin anywhere, drawn by `key`: batch i by `foldIn(key, i)`. They are made when they are asked for,
 * so a text of any length takes no more memory than itself.
 *
 * @example
 * const steps = randomWindows({ length: 2, size: 3, steps: 4, key: random.key(0) })(t.range(100))
 * steps.length // 4
 * [...steps].map(({ inputs }) => inputs.shape) // [[3, 2], [3, 2], [3, 2], [3, 2]]
 */
export const randomWindows = <const L extends number>(options: CropsOptions<L>) => {
  const operation = 'text.randomWindows'
  const { length, size, steps, key } =
    checkOptions<CropsOptions<L>>(operation, options, { length: true, size: true, steps: true, key: true })
  checkCount(operation, 'size', size)
  checkCount(operation, 'steps', steps)
  checkKey(operation, key)
  return <N extends number>(tokens: Tensor<readonly [N], 'i32'>): CropBatches<L> => {
    checkLength(operation, tokens, length)
    const all = elements(tokens)
    const starts = (i: number): readonly number[] =>
      Array.from(elements(integers(foldIn(key, i), [size], { low: 0, high: all.length - length })))
    const from = (step: number): Iterable<Crops<number, L>> => {
      checkWhole(operation, 'step', step, 0, steps)
      return {
        *[Symbol.iterator]() {
          for (let i = step; i < steps; i++) yield Object.freeze(crops(all, starts(i), length)) as Crops<number, L>
        },
      }
    }
    return { length: steps, epochs: 1, from, [Symbol.iterator]: () => from(0)[Symbol.iterator]() }
  }
}
