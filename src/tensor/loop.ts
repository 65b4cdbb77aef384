/** A loop with a carried state, as one primitive. */
import { reorderInputs } from '../program/program.js'
import { fail } from '../shape/error.js'
import { aBoolean, aFunction, check, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { apart } from './apart.js'
import { apply, type AnyTensor, type Tensor } from './tensor.js'
import { trace } from './trace.js'
import * as tree from './tree.js'
import * as raw from './untyped.js'

/** One row of sequences [steps, ...row]: trees go leaf by leaf. */
export type Row<X> = X extends Tensor<infer S extends Shape, infer D extends DType>
  ? (S extends readonly [number, ...infer R extends Shape] ? Tensor<Readonly<R>, D> : never)
  : { readonly [K in keyof X]: Row<X[K]> }

/** Rows one after another as a sequence of `N`. */
export type Stacked<Y, N extends number> = Y extends Tensor<infer S extends Shape, infer D extends DType>
  ? Tensor<readonly [N, ...S], D>
  : { readonly [K in keyof Y]: Stacked<Y[K], N> }

/** Which way a loop goes. */
export interface ScanOptions {
  /** From the last row to the first; the outputs stay in the rows' places. */
  readonly reverse?: boolean
  /**
   * For derivatives, keeps what is carried at every ~√steps-th step only, and runs the steps in between once more on the way
   * back: T. Chen et al., "Training deep nets with sublinear memory cost" (2016). The results are the same.
   */
  readonly checkpoint?: boolean
}

/** The number of steps of sequences, all of one length. */
const stepsOf = (sequences: unknown): number => {
  const lengths = tree.leaves(sequences).map(({ path, tensor }) => ({ path, length: tensor.shape[0] as number | undefined }))
  const [first] = lengths
  if (first?.length === undefined) {
    const received = first === undefined ? 'no tensor' : 'a scalar'
    return fail('scan', { argument: 'sequences', expected: 'at least one tensor [steps, ...]', received })
  }
  for (const { path, length } of lengths) {
    if (length !== first.length)
      fail('scan', { argument: `sequences.${path}`, expected: `${first.length} steps`, received: length })
  }
  return first.length
}

/** `scan`, as what runs it backward does it, too. */
export const loop = <C, X, Y>(
  step: (carried: C, row: NoInfer<Row<X>>) => readonly [carried: C, output: Y],
  initial: C,
  sequences: X,
  options: ScanOptions = {},
): readonly [carried: C, outputs: Stacked<Y, number>] => {
  check('scan', { step }, { step: aFunction })
  const { reverse = false, checkpoint = false } =
    checkOptions<ScanOptions>('scan', options, { reverse: aBoolean, checkpoint: aBoolean })
  const steps = stepsOf(sequences)
  return checkpoint && steps > 1 ? segmented(step, initial, sequences, steps, reverse)
    : looped(step, initial, sequences, { steps, reverse })
}

/** How a loop goes: guarded, it ends where the first tensor that it carries, a bool [], is false. */
export interface Going {
  readonly steps: number
  readonly reverse: boolean
  readonly guarded?: true | undefined
}

/** A loop over sequences of as many steps as it says, or over none. */
export const looped = <C, X, Y>(
  step: (carried: C, row: NoInfer<Row<X>>) => readonly [carried: C, output: Y],
  initial: C,
  sequences: X,
  { steps, reverse, guarded }: Going,
): readonly [carried: C, outputs: Stacked<Y, number>] => {
  const rows = tree.map(sequences, ({ shape, dtype }) => raw.full(shape.slice(1), 0, dtype)) as unknown as Row<X>
  const taken = guarded ? apart(step) : step
  // Captures follow the arguments in a trace; the primitive wants what stays the same first.
  const { program, captured, result } = trace(([c, r]: readonly [C, Row<X>]) => taken(c, r), [initial, rows] as const)
  const [carriedCount, rowCount] = [tree.tensors(initial).length, tree.tensors(rows).length]
  if (!Array.isArray(result) || result.length !== 2)
    fail('scan', { argument: 'step', expected: 'a function that gives [carried, output]', received: result })
  const nexts = tree.tensors(result[0])
  tree.leaves(initial).forEach(({ path, tensor }, i) => {
    const next = nexts[i]
    if (next === undefined || next.dtype !== tensor.dtype || !raw.equal(next.shape, tensor.shape))
      fail('scan', {
        argument: path === '' ? 'the carried value' : `carried ${path}`,
        expected: `${tensor.dtype}[${tensor.shape.join(', ')}], as it began`,
        received: next === undefined ? 'nothing' : String(next),
      })
  })
  const argumentCount = carriedCount + rowCount
  const order = [...captured.map((_, i) => argumentCount + i), ...Array.from({ length: argumentCount }, (_, i) => i)]
  const inOrder = reorderInputs(program, order)
  // What is put out twice is stacked once.
  const [last, outputs] = [inOrder.results.slice(0, carriedCount), inOrder.results.slice(carriedCount)]
  const stacked = [...new Set(outputs)]
  const places = new Map(stacked.map((id, i) => [id, carriedCount + i]))
  const body = { ...inOrder, results: [...last, ...stacked] }
  const results = apply(
    { kind: 'scan', body, constants: captured.length, carried: carriedCount, steps, reverse, ...(guarded && { guarded }) },
    ...captured,
    ...tree.tensors(initial),
    ...tree.tensors(sequences),
  )
  const all = [...last.map((_, i) => i), ...outputs.map((id) => places.get(id) as number)]
  return tree.replace(result, all.map((i) => results[i] as AnyTensor)) as unknown as readonly [C, Stacked<Y, number>]
}

/** Loops over segments of some √steps steps, and over what is left: the rows that come last. */
const segmented = <C, X, Y>(
  step: (carried: C, row: NoInfer<Row<X>>) => readonly [carried: C, output: Y],
  initial: C,
  sequences: X,
  steps: number,
  reverse: boolean,
): readonly [carried: C, outputs: Stacked<Y, number>] => {
  const length = Math.ceil(Math.sqrt(steps))
  const segments = Math.floor(steps / length)
  const whole = segments * length
  const part = (from: number, to: number, sizes: readonly number[]) => tree.map(sequences, (x) => {
    const rest = x.shape.slice(1)
    return raw.reshape(raw.slice(x, [from, ...rest.map(() => 0)], [to, ...rest]), [...sizes, ...rest])
  })
  type Result = readonly [carried: C, outputs: Stacked<Y, number>]
  // A row of segments is a sequence of rows: the same tree, of other sizes.
  const through = (from: C): Result => {
    const [carried, outputs] = loop(
      (state: C, rows) => loop(step, state, rows as unknown as X, { reverse }),
      from, part(0, whole, [segments, length]), { reverse },
    )
    const rows = tree.map(outputs, (y) => raw.reshape(y, [whole, ...y.shape.slice(2)]))
    return [carried, rows as unknown as Stacked<Y, number>]
  }
  if (whole === steps) return through(initial)
  const left = (from: C): Result => loop(step, from, part(whole, steps, [steps - whole]), { reverse })
  const [first, second] = reverse ? [left, through] : [through, left]
  const [between, ones] = first(initial)
  const [carried, others] = second(between)
  const [early, late] = reverse ? [others, ones] : [ones, others]
  return [carried, tree.zip((a, b) => raw.concatenate([a, b], 0), early as unknown, late) as Stacked<Y, number>]
}
