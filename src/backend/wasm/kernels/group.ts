/** A group as one kernel: what its views read, what its maps compute, and the product or reduction that they surround. */
import { accesses, type Access } from '../../../program/access.js'
import type { Group } from '../../../program/grouped.js'
import { keyed } from '../../../program/memo.js'
import type { Primitive, TensorType } from '../../../program/primitive.js'
import { count, typesOf, type Id, type Instruction, type Program } from '../../../program/program.js'
import { whole, type View } from '../../../program/view.js'
import type { DType, Float } from '../../../shape/shape.js'
import type { Engine } from '../engine.js'
import type { Elementwise, Source } from './elementwise.js'
import type { Stages } from './kernel.js'
import { map, type Stored } from './map.js'
import { sideOf, type Product, type Side } from './product.js'
import { reduce } from './reduce.js'
import { matmul } from './sparse.js'
import { contractFolded } from './spread.js'

const of = <K extends Primitive['kind']>({ instructions }: Program, kind: K) =>
  instructions.filter((i): i is Instruction<Extract<Primitive, { kind: K }>> => i.primitive.kind === kind)

/** The maps of a body over its inputs, and over a product where there is one; `numberOf` gives a value's number in it. */
const elementwise = (body: Program, access: readonly Access[], first: readonly Source[], product: Id | undefined) => {
  const types = typesOf(body)
  const maps = of(body, 'map')
  const sources: Source[] = [...first]
  const bySource = keyed<number>()
  const stepOf = new Map<Id, number>()
  const sourceFor = ({ root, view }: Access, dtype: DType): number => bySource(
    `${root} ${view.offset} ${JSON.stringify(view.axes)}`,
    () => sources.push({ dtype, view, operand: root === 'position' ? -1 : root }) - 1)
  /** Negative for steps until the number of sources is known. */
  const argument = (id: Id): number => {
    const read = access[id] as Access
    const { root } = read
    if (root !== 'position' && stepOf.has(root)) return -1 - (stepOf.get(root) as number)
    if (root === product) return 0
    return sourceFor(read, root === 'position' ? 'i32' : (types[root] as TensorType).dtype)
  }
  const steps = maps.map(({ primitive, operands, first: id }, i) => {
    const args = operands.map(argument)
    stepOf.set(id, i)
    return { expression: primitive.expression, args }
  })
  const settle = (n: number): number => (n < 0 ? sources.length - 1 - n : n)
  const work: Elementwise = { sources, steps: steps.map(({ expression, args }) => ({ expression, args: args.map(settle) })) }
  return { work, numberOf: (id: Id): number => settle(argument(id)) }
}

/** The instructions that are no maps and no views: a product, which a fold may read, or a reduction. */
const anchor = (body: Program) =>
  ({ product: of(body, 'contract')[0], folding: of(body, 'fold')[0], reduction: of(body, 'reduce')[0], maps: of(body, 'map') })

const viewOf = (access: readonly Access[], id: Id): { readonly operand: number; readonly view: View } => {
  const { root, view } = access[id] as Access
  return { operand: root === 'position' ? -1 : root, view }
}

/** The kernels of a group. */
export const group = (
  { body }: Group, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine, zeros: readonly boolean[],
): Stages => {
  const { product, folding, reduction, maps } = anchor(body)
  const access = accesses(body)
  const stored = (numberOf: (id: Id) => number): readonly Stored[] =>
    body.results.map((id, i) => ({ type: results[i] as TensorType, value: numberOf(id) }))
  if (product !== undefined) {
    const { transposeA, transposeB } = product.primitive
    const [x, y] = product.operands.map((id) => viewOf(access, id)) as [ReturnType<typeof viewOf>, ReturnType<typeof viewOf>]
    const [type] = product.types as readonly [TensorType]
    const [m, n] = type.shape.slice(-2) as [number, number]
    const own: Source = { dtype: type.dtype, view: whole(type.shape), operand: product.first }
    const end = maps.length === 0 ? undefined : elementwise(body, access, [own], product.first)
    const side = (which: 'left' | 'right', { operand, view }: typeof x, transposed: boolean): Side =>
      sideOf(which, operand, count((operands[operand] as TensorType).shape), view, transposed)
    const left = side('left', x, transposeA)
    const made: Product = {
      dtype: type.dtype as Float,
      batch: count(type.shape.slice(0, -2)), m, n, k: count(left.k.map((f) => f.size)),
      operands: operands.length,
      a: left,
      b: side('right', y, transposeB),
      zeros: { a: zeros[x.operand] === true, b: zeros[y.operand] === true },
      results: end === undefined ? [{ type: results[0] as TensorType, value: 0 }] : stored(end.numberOf),
      ...(end === undefined ? {} : { end: end.work }),
    }
    return folding === undefined ? matmul(made, engine)
      : contractFolded(made, folding.primitive, typesOf(body)[folding.operands[0] as Id] as TensorType, results[0] as TensorType, engine)
  }
  if (reduction !== undefined) {
    const { by, axes } = reduction.primitive
    const [input] = reduction.operands as readonly [Id]
    const dtype = (typesOf(body)[input] as TensorType).dtype
    const { work } = elementwise(body, access, [], undefined)
    const { operand, view } = viewOf(access, input)
    return [reduce({
      by, axes, dtype, result: results[0] as TensorType, operands: operands.length,
      work: maps.length > 0 ? work : { sources: [{ dtype, view, operand }], steps: [] },
    })]
  }
  if (maps.length === 0) {
    // A view on its own is a copy.
    const { operand, view } = viewOf(access, body.results[0] as Id)
    const [type] = results as readonly [TensorType]
    return [map({ sources: [{ dtype: type.dtype, view, operand }], steps: [] }, [{ type, value: 0 }], operands.length)]
  }
  const { work, numberOf } = elementwise(body, access, [], undefined)
  return [map(work, stored(numberOf), operands.length)]
}
