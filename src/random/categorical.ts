/** One of several, by logits. */
import { add, constant, div, lt, select, sub } from '../program/scalar.js'
import { compiled } from '../jit/compiled.js'
import { fail } from '../shape/error.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { alongAxis } from '../tensor/along.js'
import { checkWhole, expectTensor, floats } from '../tensor/argument.js'
import { cumsum } from '../tensor/cumulative.js'
import { softmax } from '../tensor/softmax.js'
import { ascending } from '../tensor/sort.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkKey, type Key } from './key.js'
import { standardGumbel } from './located.js'
import { aPositive } from './parameter.js'

/** Which of them are candidates, and how much the likely ones are preferred. */
export interface CategoricalOptions {
  /** What logits are divided by, by default 1: below it the likely becomes likelier, above it all becomes more alike. */
  readonly temperature?: number
  /** How many of the most likely are candidates, by default all. */
  readonly topK?: number
  /** The fewest of the most likely of these that have so much of their probability together are candidates, by default all. */
  readonly topP?: number
}

const aPart: Kind = { expected: 'a number above 0 and at most 1', holds: (x) => typeof x === 'number' && x > 0 && x <= 1 }

/** From the greatest on, so that no temperature is too low. */
const cooled = raw.elementwise((x, greatest, temperature) => div(sub(x, greatest), temperature))
const allowed = raw.elementwise((score, before, most) => select(lt(before, most), score, constant(score.dtype, -Infinity)))
const scored = raw.elementwise(add)

interface Given {
  readonly key: Key
  readonly logits: AnyTensor
  readonly temperature: AnyTensor | undefined
  readonly topK: number | undefined
  readonly topP: AnyTensor | undefined
}

/** The greatest of logits and Gumbel noise has the probabilities of softmax. */
const drawn = ({ key, logits, temperature, topK, topP }: Given): AnyTensor => {
  const { shape, dtype } = logits as { readonly shape: Shape; readonly dtype: Float }
  const last = shape.length - 1
  const cool = temperature === undefined ? logits
    : cooled(logits, raw.expand(raw.reduce('max', logits, [last]), [last], shape), raw.broadcast(temperature, shape))
  const scores = scored(cool, standardGumbel(key, shape, dtype))
  if (topK === undefined && topP === undefined) return raw.reduce('argmax', scores, [last])
  const all = ascending(raw.neg(cool))
  const candidates = raw.slice(all, shape.map(() => 0), [...shape.slice(0, last), topK ?? shape[last] as number])
  const taken = alongAxis(scores, candidates, last)
  const left = topP === undefined ? taken : within(taken, alongAxis(cool, candidates, last), topP)
  const rows = shape.slice(0, last)
  const best = raw.reshape(raw.reduce('argmax', left, [last]), [...rows, 1])
  return raw.reshape(alongAxis(candidates, best, last), rows)
}

/** The scores, in descending order of logits, of those before which there is less than `topP` of the probability. */
const within = (scores: AnyTensor, logits: AnyTensor, topP: AnyTensor): AnyTensor => {
  const sums = cumsum()(softmax(logits))
  const [rows, n] = [sums.shape.slice(0, -1) as Shape, sums.shape.at(-1) as number]
  const zeros = rows.map(() => 0)
  const before = raw.pad(raw.slice(sums, [...zeros, 0], [...rows, n - 1]), [...zeros, 1], [...zeros, 0])
  return allowed(scores, before, raw.broadcast(topP, sums.shape))
}

const draw = compiled(drawn)

/**
 * For each row of `logits`, [..., n], one of 0 … n - 1, by the probabilities softmax(logits / temperature): the place of the
 * greatest of logits and Gumbel noise, as in JAX. With `topK` it is one of the k most likely, of equals the first ones; with
 * `topP` one of the fewest that together have so much of the probability (of those that `topK` leaves). A logit of -∞ is drawn
 * only where all are; where one is NaN, so are the probabilities, and any place comes. `topK` beyond n, or no logits in a row, is
 * an error.
 *
 * Gumbel's maximum: C. Maddison et al., "A* sampling" (2014); `topK`: A. Fan et al., "Hierarchical neural story generation"
 * (2018); `topP`: A. Holtzman et al., "The curious case of neural text degeneration" (2020).
 *
 * @example
 * const logits = t.of([2, 3], [0, 1, 2, 2, 1, 0])
 * categorical(key(0), logits) // [1, 0]
 * categorical(key(0), logits, { topK: 1 }) // [2, 0]
 * categorical(key(0), logits, { temperature: 0.5, topP: 0.9 }) // [1, 0]
 */
export const categorical = <R extends Shape, N extends number, D extends Float>(
  key: Key, logits: Tensor<readonly [...R, N], D>, options: CategoricalOptions = {},
): Tensor<readonly [...R], 'i32'> => {
  checkKey('categorical', key)
  const { shape, dtype } = expectTensor('categorical', 'logits', logits, floats)
  const n: number | undefined = shape.at(-1)
  if (n === undefined || n === 0)
    return fail('categorical', { argument: 'logits', expected: 'at least one element along the last axis', received: shape })
  const { temperature, topK, topP } =
    checkOptions<CategoricalOptions>('categorical', options, { temperature: aPositive, topK: true, topP: aPart })
  if (topK !== undefined) checkWhole('categorical', 'topK', topK, 1, n)
  const number = (x: number | undefined): AnyTensor | undefined => (x === undefined ? undefined : raw.scalar(x, dtype))
  const [divisor, most] = [temperature, topP].map((x) => number(x === 1 ? undefined : x))
  return draw({ key, logits, temperature: divisor, topK, topP: most }) as Tensor<readonly [...R], 'i32'>
}
