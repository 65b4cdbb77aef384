/**
 * Sums of products of tensors whose axes have labels. A label that both factors have and the result has not is summed over.
 *
 * As few elements as may be are moved: axes that stand side by side in the order of the result are one axis of a matrix, and a
 * factor whose rows and columns are exchanged is read so, not rearranged.
 */
import { isFloat } from '../program/scalar.js'
import type { Label } from '../shape/einsum.js'
import type { Shape } from '../shape/shape.js'
import { size } from '../shape/size.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'
import { mostWrapping, wrapping } from './wrapping.js'

/** A tensor with a label for each axis; none twice. */
export interface Labeled {
  readonly x: AnyTensor
  readonly labels: readonly Label[]
}

const sizeIn = ({ x, labels }: Labeled, label: Label): number => x.shape[labels.indexOf(label)] as number
const sizesIn = (a: Labeled, labels: readonly Label[]): Shape => labels.map((label) => sizeIn(a, label))
const equal = (a: readonly Label[], b: readonly Label[]): boolean =>
  a.length === b.length && a.every((label, i) => label === b[i])
const within = (labels: readonly Label[]) => (label: Label): boolean => labels.includes(label)

/** The axes in the order of `labels`. */
export const ordered = ({ x, labels }: Labeled, order: readonly Label[]): AnyTensor =>
  raw.permute(x, order.map((label) => labels.indexOf(label)))

/** Summed over the labels that are not kept. */
export const summed = ({ x, labels }: Labeled, kept: (label: Label) => boolean): Labeled => ({
  x: raw.reduce('sum', x, labels.flatMap((label, axis) => (kept(label) ? [] : [axis]))), labels: labels.filter(kept),
})

/** Repeated along the labels that it lacks, its axes in the order of `labels`. */
const spread = (a: Labeled, labels: readonly Label[], shape: Shape): AnyTensor => {
  const own = labels.filter(within(a.labels))
  const one = labels.map((label) => (own.includes(label) ? sizeIn(a, label) : 1))
  return raw.broadcast(raw.reshape(ordered(a, own), one), shape)
}

/** Which labels are axes of a batch, of the rows of the left factor, of the columns of the right one, and summed over. */
interface Roles {
  readonly batch: readonly Label[]
  readonly rows: readonly Label[]
  readonly columns: readonly Label[]
  readonly inner: readonly Label[]
}

/** A factor as matrices with these labels along both axes, the second after the first; or exchanged. */
interface Laid {
  readonly order: readonly Label[]
  readonly exchanged: boolean
  readonly moved: boolean
}

const laid = ({ labels }: Labeled, batch: readonly Label[], first: readonly Label[], second: readonly Label[]): Laid => {
  const [straight, other] = [[...batch, ...first, ...second], [...batch, ...second, ...first]]
  if (equal(labels, straight)) return { order: straight, exchanged: false, moved: false }
  if (equal(labels, other)) return { order: other, exchanged: true, moved: false }
  // Neighbors along the last axis stay neighbors where they can.
  const exchanged = straight.at(-1) !== labels.at(-1) && other.at(-1) === labels.at(-1)
  return { order: exchanged ? other : straight, exchanged, moved: true }
}

/** A product of matrices, its factors in either order, and how many elements it has to move. */
interface Plan {
  readonly a: Labeled
  readonly b: Labeled
  readonly roles: Roles
  readonly left: Laid
  readonly right: Laid
  readonly moved: number
}

const planned = (a: Labeled, b: Labeled, roles: Roles, output: readonly Label[]): Plan => {
  const { batch, rows, columns, inner } = roles
  const [left, right] = [laid(a, batch, rows, inner), laid(b, batch, inner, columns)]
  const result = size([...sizesIn(a, [...batch, ...rows]), ...sizesIn(b, columns)])
  const moved = (left.moved ? size(a.x.shape) : 0) + (right.moved ? size(b.x.shape) : 0)
    + (equal(output, [...batch, ...rows, ...columns]) ? 0 : result)
  return { a, b, roles, left, right, moved }
}

const distinct = (lists: readonly (readonly Label[])[]): readonly (readonly Label[])[] =>
  lists.filter((list, i) => lists.findIndex((other) => equal(other, list)) === i)

/** Every order of each role's labels that one of the tensors has, with either factor on the left. */
const plans = (a: Labeled, b: Labeled, output: readonly Label[]): readonly Plan[] => {
  const both = a.labels.filter(within(b.labels))
  const batch = both.filter(within(output))
  const inOrders = (labels: readonly Label[], ...orders: readonly (readonly Label[])[]): readonly (readonly Label[])[] =>
    distinct(orders.map((order) => order.filter(within(labels))))
  const rows = a.labels.filter((label) => !both.includes(label))
  const columns = b.labels.filter((label) => !both.includes(label))
  const inner = both.filter((label) => !batch.includes(label))
  const roles = inOrders(batch, output, a.labels, b.labels).flatMap((batch) =>
    inOrders(inner, a.labels, b.labels).flatMap((inner) =>
      inOrders(rows, output, a.labels).flatMap((rows) =>
        inOrders(columns, output, b.labels).map((columns): Roles => ({ batch, rows, columns, inner })))))
  return roles.flatMap((r) => [planned(a, b, r, output), planned(b, a, { ...r, rows: r.columns, columns: r.rows }, output)])
}

const matrices = ({ a, b, roles: { batch, rows, columns, inner }, left, right }: Plan): Labeled => {
  const [outer, m, n, k] = [sizesIn(a, batch), sizesIn(a, rows), sizesIn(b, columns), sizesIn(a, inner)]
  const [x, y] = [ordered(a, left.order), ordered(b, right.order)]
  const multiply = isFloat(x.dtype) ? raw.contract : wrapping
  const product = multiply(
    raw.reshape(x, [...outer, ...(left.exchanged ? [size(k), size(m)] : [size(m), size(k)])]),
    raw.reshape(y, [...outer, ...(right.exchanged ? [size(n), size(k)] : [size(k), size(n)])]),
    left.exchanged, right.exchanged,
  )
  return { x: raw.reshape(product, [...outer, ...m, ...n]), labels: [...batch, ...rows, ...columns] }
}

/**
 * Σ a·b over the labels that `output` lacks, which both factors have; its axes in the order of `output` unless another one moves
 * fewer elements. A product of matrices where there are rows or columns and something to sum over, its products added in
 * increasing order; else products of elements, summed as `sum` does.
 */
export const contraction = (a: Labeled, b: Labeled, output: readonly Label[]): Labeled => {
  const inner = a.labels.filter((label) => !output.includes(label))
  const isElementwise = inner.length === 0 || (output.every(within(a.labels)) && output.every(within(b.labels)))
  if (!isElementwise && (isFloat(a.x.dtype) || size(sizesIn(a, inner)) <= mostWrapping)) {
    const [first, ...others] = plans(a, b, output) as [Plan, ...(readonly Plan[])]
    return matrices(others.reduce((best, plan) => (plan.moved < best.moved ? plan : best), first))
  }
  const labels = [...output, ...inner]
  const shape = labels.map((label) => (a.labels.includes(label) ? sizeIn(a, label) : sizeIn(b, label)))
  return summed({ x: raw.mul(spread(a, labels, shape), spread(b, labels, shape)), labels }, within(output))
}
