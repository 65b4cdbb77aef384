/** Sums in Einstein's notation. */
import { fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { subscripts, type Einsum, type Label } from '../shape/einsum.js'
import { aString, check } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { size } from '../shape/size.js'
import type { Shapes } from './arrange.js'
import { expectTensor, numbers } from './argument.js'
import { contraction, ordered, summed, type Labeled } from './contraction.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** The one element type of tensors; none where they have several, any number where there are none. */
export type OneDType<Ts extends readonly AnyTensor[]> =
  Ts extends readonly [Tensor<any, infer D>, ...infer R extends readonly AnyTensor[]] ? Extract<D, Numeric> & OneDType<R>
  : Numeric

/** `einsum` by the equation `E` with the operands after the first, of any first one that it fits. */
export interface Summing<E extends string, Others extends readonly Shape[], Allowed extends Numeric> {
  <S extends Shape, D extends Allowed>(
    x: Fits<Einsum<E, readonly [S, ...Others]>> & Tensor<S, D>,
  ): Shaped<Einsum<E, readonly [S, ...Others]>, D>
}

/** Elements of which all positions along some axes are equal: the diagonal over each letter that stands several times. */
const diagonal = ({ x, labels }: Labeled): Labeled => {
  const repeated = labels.find((label, i) => labels.includes(label, i + 1))
  if (repeated === undefined) return { x, labels }
  const axes = [...labels.keys()]
  const [same, others] = [axes.filter((i) => labels[i] === repeated), axes.filter((i) => labels[i] !== repeated)]
  const [n, rest] = [x.shape[same[0] as number] as number, others.map((i) => x.shape[i] as number)]
  // The next equal position is 1 further along each of the axes: n + 1 elements of two, n² + n + 1 of three.
  const whole = size(same.map(() => n))
  const step = same.reduce((sum) => sum * n + 1, 0)
  const flat = raw.reshape(raw.permute(x, [...others, ...same]), [...rest, whole])
  const taken = raw.slice(flat, [...rest.map(() => 0), 0], [...rest, whole], [...rest.map(() => 1), step])
  return diagonal({ x: taken, labels: [...others.map((i) => labels[i] as Label), repeated] })
}

/** Without the axes of `...` that are 1 and repeat to more. */
const narrowed = ({ x, labels }: Labeled, sizes: ReadonlyMap<Label, number>): Labeled => {
  const kept = [...labels.keys()].filter((i) => x.shape[i] === sizes.get(labels[i] as Label))
  return { x: raw.reshape(x, kept.map((i) => x.shape[i] as number)), labels: kept.map((i) => labels[i] as Label) }
}

/** The pair whose product has the fewest multiplications, of equals the first. */
const cheapest = (operands: readonly Labeled[], sizes: ReadonlyMap<Label, number>): readonly [number, number] => {
  const pairs = operands.flatMap((_, i) => operands.slice(i + 1).map((_other, j) => [i, i + 1 + j] as const))
  const cost = ([i, j]: readonly [number, number]): number =>
    size([...new Set([...operands[i]!.labels, ...operands[j]!.labels])].map((label) => sizes.get(label) as number))
  return pairs.reduce((best, pair) => (cost(pair) < cost(best) ? pair : best))
}

const multiplied = (
  operands: readonly Labeled[], output: readonly Label[], sizes: ReadonlyMap<Label, number>,
): AnyTensor => {
  const needed = (label: Label, ...apart: readonly number[]): boolean =>
    output.includes(label) || operands.some(({ labels }, i) => !apart.includes(i) && labels.includes(label))
  // What only one operand has is summed before anything is multiplied.
  const single = operands.map((a, i) => summed(a, (label) => needed(label, i)))
  const [only] = single
  if (only !== undefined && single.length === 1) return ordered(only, output)
  const [i, j] = cheapest(single, sizes)
  const [a, b] = [single[i] as Labeled, single[j] as Labeled]
  const left = [...new Set([...a.labels, ...b.labels])].filter((label) => needed(label, i, j))
  const product = contraction(a, b, single.length === 2 ? output : left)
  return multiplied(single.flatMap((c, at) => (at === i ? [product] : at === j ? [] : [c])), output, sizes)
}

const summedProducts = (equation: string, tensors: readonly AnyTensor[]): AnyTensor => {
  const found = subscripts(equation, tensors.map((x) => x.shape))
  if (typeof found === 'string')
    return fail('einsum', { argument: 'equation', expected: 'an equation that fits', received: equation, message: found })
  const { operands, output, sizes } = found
  return multiplied(operands.map((labels, i) => diagonal(narrowed({ x: tensors[i] as AnyTensor, labels }, sizes))), output, sizes)
}

/**
 * Products of operands summed over letters, in Einstein's notation: a letter stands for an axis, and what the output does not
 * name is summed over. `x` is the first operand. A letter has one size everywhere; `...` stands for further axes, which
 * broadcast; a letter twice in an operand takes its diagonal; without `->` the output is of the letters that stand once, in the
 * order of the alphabet. It becomes sums, products of matrices and few permutations. Of several operands the pair of the fewest
 * multiplications goes first, of equals the first. Integers wrap. Sizes that differ, and equations that do not fit, are errors.
 *
 * @example
 * const [q, k] = [zeros([2, 8, 5, 64]), zeros([2, 8, 7, 64])]
 * pipe(q, einsum('bhqd,bhkd->bhqk', k)) // Tensor<readonly [2, 8, 5, 7]>
 * pipe(of([2, 2], [1, 2, 3, 4]), einsum('ii->i')) // [1, 4]
 * pipe(of([2, 2], [1, 2, 3, 4]), einsum('ij,j->i', of([2], [1, 10]))) // [21, 43]
 */
export const einsum = <const E extends string, const Ts extends readonly AnyTensor[]>(
  equation: E, ...others: Ts
): Summing<E, Shapes<Ts>, OneDType<Ts>> => {
  check('einsum', { equation }, { equation: aString })
  const apply = (x: AnyTensor): AnyTensor => {
    const tensors = [x, ...others]
    tensors.forEach((operand, i) => {
      const argument = i === 0 ? 'x' : `others[${i - 1}]`
      expectTensor('einsum', argument, operand, numbers)
      if (operand.dtype !== x.dtype) fail('einsum', { argument, expected: x.dtype, received: operand.dtype })
    })
    return summedProducts(equation, tensors)
  }
  // What the types say of shapes is found out here by `subscripts`.
  return apply as unknown as Summing<E, Shapes<Ts>, OneDType<Ts>>
}
