/** A loop with a carried state, as one primitive: recurrence without unrolling. */
import { reorderInputs } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { apply, type Tensor } from './tensor.js'
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

/**
 * Runs `step` over the rows of the sequences, carrying a state: gives the last state and the outputs, stacked. What `step`
 * closes over is the same in every step.
 *
 * @example
 * type Sum = Tensor<readonly []>
 * scan((sum: Sum, x: Sum) => [pipe(sum, add(x)), sum], scalar(0), of([3], [1, 2, 3])) // [6, [0, 1, 3]]
 */
export const scan = <C, X, Y>(
  step: (carried: C, row: NoInfer<Row<X>>) => readonly [carried: C, output: Y],
  initial: C,
  sequences: X,
  { reverse = false }: ScanOptions = {},
): readonly [carried: C, outputs: Stacked<Y, number>] => {
  const steps = stepsOf(sequences)
  const rows = tree.map(sequences, ({ shape, dtype }) => raw.full(shape.slice(1), 0, dtype)) as unknown as Row<X>
  // Captures follow the arguments in a trace; the primitive wants what stays the same first.
  const { program, captured, result } = trace(([c, r]: readonly [C, Row<X>]) => step(c, r), [initial, rows] as const)
  const [carriedCount, rowCount] = [tree.tensors(initial).length, tree.tensors(rows).length]
  const [after] = result
  tree.leaves(initial).forEach(({ path, tensor }, i) => {
    const next = tree.tensors(after)[i]
    if (next === undefined || next.dtype !== tensor.dtype || !raw.equal(next.shape, tensor.shape))
      fail('scan', {
        argument: path === '' ? 'the carried value' : `carried ${path}`,
        expected: `${tensor.dtype}[${tensor.shape.join(', ')}], as it began`,
        received: next === undefined ? 'nothing' : String(next),
      })
  })
  const argumentCount = carriedCount + rowCount
  const order = [...captured.map((_, i) => argumentCount + i), ...Array.from({ length: argumentCount }, (_, i) => i)]
  const body = reorderInputs(program, order)
  const results = apply(
    { kind: 'scan', body, constants: captured.length, carried: carriedCount, steps, reverse },
    ...captured,
    ...tree.tensors(initial),
    ...tree.tensors(sequences),
  )
  return tree.replace(result, results) as unknown as readonly [C, Stacked<Y, number>]
}
