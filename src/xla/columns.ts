/** Batches as columns: each tensor by its path, with a row per example, or one per batch. */
import { printType } from '../program/infer.js'
import type { TensorType } from '../program/primitive.js'
import { TenfoldError } from '../shape/error.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { Column } from './contents.js'

/** A batch that has the expected columns. */
export interface CheckedBatch {
  readonly examples: number
  readonly tensors: ReadonlyMap<string, AnyTensor>
}

/** The type of a column in a batch of `examples`. */
export const batchType = ({ dtype, shape, per }: Omit<Column, 'name'>, examples: number): TensorType =>
  ({ dtype, shape: per === 'example' ? [examples, ...shape] : shape })

/** The tensors of a batch by the names of its columns, `batch.inputs`. */
const tensorsOf = (batch: unknown): ReadonlyMap<string, AnyTensor> =>
  new Map(tree.leaves(batch).map(({ path, tensor }) => [`batch.${path}`, tensor]))

/** The number of examples: the first size of the first tensor with axes. */
const examplesOf = (tensors: Iterable<AnyTensor>): number => [...tensors].find(({ shape }) => shape.length > 0)?.shape[0] ?? 1

/** The columns of batches like this one: per example where the first axis is that of the examples, per batch otherwise. */
export const columnsOf = (batch: unknown): readonly Column[] => {
  const tensors = tensorsOf(batch)
  const examples = examplesOf(tensors.values())
  return Array.from(tensors, ([name, { dtype, shape }]): Column => {
    const [first, ...row] = shape as readonly number[]
    return first === examples ? { name, dtype, shape: row, per: 'example' } : { name, dtype, shape, per: 'batch' }
  })
}

/** The type, with `batch` in the place of the number of examples. */
const typeText = ({ dtype, shape, per }: Column): string =>
  `${dtype}[${(per === 'example' ? ['batch', ...shape] : shape).join(', ')}]`

/** Checks that batch `n` has the columns of those before it; otherwise throws. */
export const checkedBatch = (operation: string, columns: readonly Column[], batch: unknown, n: number): CheckedBatch => {
  const refuse = (argument: string, expected: string, received: string): never => {
    const message = `${argument} of batch ${n} is ${received}, but ${expected} in those before it`
    throw new TenfoldError(operation, { argument, expected, received, message })
  }
  const tensors = tensorsOf(batch)
  const per = columns.find((column) => column.per === 'example')
  const examples = (per === undefined ? undefined : tensors.get(per.name)?.shape[0]) ?? 1
  for (const column of columns) {
    const tensor = tensors.get(column.name)
    if (tensor === undefined) return refuse(column.name, typeText(column), 'not there')
    const wanted = batchType(column, examples)
    if (printType(wanted) !== printType(tensor)) refuse(column.name, typeText(column), printType(tensor))
  }
  const stray = [...tensors].find(([name]) => !columns.some((column) => column.name === name))
  return stray === undefined ? { examples, tensors } : refuse(stray[0], 'not there', printType(stray[1]))
}
