/** Batches as steps take them: looked at where they come in, once, and known again. */
import type { Elements } from '../program/elements.js'
import { isRecord } from '../shape/options.js'
import { signature } from '../tensor/signature.js'
import { elements, isTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AnyBatch, Task } from './task.js'

/** Whether a tensor has the type of another. */
const alikeTensor = (x: unknown, y: unknown): boolean =>
  isTensor(x) ? isTensor(y) && raw.sameType(x, y) : isRecord(x) && isRecord(y) && !isTensor(y) && alike(x, y)

/** Whether two batches plainly have columns of the same types in the same order: one program takes both. */
const alike = (a: object, b: object): boolean => {
  const [columns, others] = [Object.entries(a), Object.entries(b)]
  return columns.length === others.length
    && columns.every(([name, x], i) => name === others[i]?.[0] && alikeTensor(x, others[i][1]))
}

/** What never changes: a tensor, or a record that was frozen. */
const isFixed = (x: unknown): x is object => isTensor(x) || (isRecord(x) && Object.isFrozen(x))

/** A batch that fits: its signature, and its elements as programs take them. */
interface Read {
  readonly form: string
  readonly columns: readonly Elements[]
}

/** The same, and what it was. */
interface Seen extends Read {
  readonly names: readonly string[]
  readonly parts: readonly unknown[]
}

/** The last batch of another type than the one before it, and its signature. */
export interface Current {
  readonly form: string
  readonly batch: AnyBatch
  /** Which measures were due with it. */
  readonly due: string | undefined
}

/** Reads batches for a task; one like the current one has its signature. */
export const reader = ({ expectBatch }: Pick<Task<any, any>, 'expectBatch'>) => {
  // Tensors never change: a batch that has been looked at once, by its first column, need not be looked at in the next epoch.
  const seen = new WeakMap<object, Seen>()
  // Every step asks, so no list of names is made.
  const known = (batch: AnyBatch): Seen | undefined => {
    let before: Seen | undefined
    let i = 0
    for (const name in batch) {
      const part: unknown = batch[name]
      if (i === 0) before = isFixed(part) ? seen.get(part) : undefined
      if (before === undefined || before.names[i] !== name || before.parts[i] !== part) return undefined
      i++
    }
    return before?.names.length === i ? before : undefined
  }
  return (batch: AnyBatch, current: Current | undefined): Read => {
    const before = known(batch)
    if (before !== undefined) return before
    expectBatch('step', 'batch', batch)
    const columns = tree.tensors(batch).map(elements)
    const form = current !== undefined && alike(current.batch, batch) ? current.form : signature(batch)
    const [names, parts] = [Object.keys(batch), Object.values(batch)]
    const read: Seen = { form, columns, names, parts }
    if (parts.every(isFixed)) seen.set(parts[0] as object, read)
    return read
  }
}
