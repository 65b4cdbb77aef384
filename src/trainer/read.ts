/** Batches as steps take them: looked at where they come in, once, and known again. */
import type { AnyNetwork } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { isRecord } from '../shape/options.js'
import type { Tensors } from '../tensor/form.js'
import { signature } from '../tensor/signature.js'
import { elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from './batch.js'
import type { AnyRecipe } from './recipe.js'
import type { AnyBatch } from './step.js'

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
const isFixed = (x: unknown): x is Tensors & object => isTensor(x) || (isRecord(x) && Object.isFrozen(x))

/** A batch that fits: its signature, and its elements as programs take them. */
export interface Seen {
  readonly form: string
  readonly targets: Tensors
  readonly weights: AnyTensor | undefined
  readonly columns: readonly Elements[]
}

/** The last batch of another type than the one before it, and its signature. */
export interface Current {
  readonly form: string
  readonly batch: AnyBatch
}

/** Reads batches for a network and a recipe; one like the current one has its signature. */
export const reader = (net: AnyNetwork, recipe: AnyRecipe<any, any>) => {
  // Tensors never change: a batch that has been looked at once, by its inputs, need not be looked at in the next epoch.
  const seen = new WeakMap<object, Seen>()
  const known = (batch: AnyBatch): Seen | undefined => {
    const before = typeof batch === 'object' && batch !== null && isFixed(batch.inputs) ? seen.get(batch.inputs) : undefined
    return before !== undefined && before.targets === batch.targets && before.weights === batch.weights ? before : undefined
  }
  return (batch: AnyBatch, current: Current | undefined): Seen => {
    const before = known(batch)
    if (before !== undefined) return before
    expectExamples('step', 'batch', net, recipe.loss, batch)
    const columns = tree.tensors(batch).map(elements)
    const form = current !== undefined && alike(current.batch, batch) ? current.form : signature(batch)
    const read: Seen = { form, targets: batch.targets, weights: batch.weights, columns }
    if (isFixed(batch.inputs) && isFixed(batch.targets)) seen.set(batch.inputs, read)
    return read
  }
}
