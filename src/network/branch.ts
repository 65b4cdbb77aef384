/** Branches: several blocks on the same examples, or each on one tensor of a record. */
import { axisIndex } from '../shape/axes.js'
import { concatenate as joinedShape, type Concatenate } from '../shape/concatenate.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check, isRecord, listOf } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import type { DTypes } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import {
  expectBlocks, grow, type Blocks, type OutputIn, type ParamsIn, type RulesIn, type Told, type TypeIn, type Unmatched,
} from './branches.js'
import { aBlock, formLayerOf, type Layer } from './layer.js'
import { aNetwork, follow, type AnyNetwork, type Network } from './network.js'
import type { Block, LayerRule } from './rule.js'
import type { Listed } from './listed.js'

/** The shape of outputs joined along an axis, or the first sentence about them. */
type Joined<Name extends string, Os, A extends number> =
  Os extends readonly Shape[] ? Concatenate<Os, A> extends infer R ? (R extends string ? `${Name}: ${R}` : R) : never
  : Os extends readonly unknown[] ? Told<Name, Os, number>
  : Os extends Readonly<Record<string, Shape>> ? Joined<Name, Listed<Os>, A>
  : Told<Name, Os, keyof Os>

/** Outputs are joined where they are of one element type. */
type OneType<Name extends string, Ts, D, S> =
  S extends string ? S
  : [Ts] extends [D] ? S
  : Several<Ts> extends true ? `${Name} joins tensors of one element type, received ${Ts & string}` : S
type Several<T, All = T> = T extends unknown ? [All] extends [T] ? false : true : never

/** What branches give, and the element types of that. */
type Outputs<Rs, O, D> = { readonly [K in keyof Rs]: OutputIn<Rs, O, D, K> }
type TypeOf<Rs, O, D> =
  { readonly [K in keyof Rs]: TypeIn<Rs, O, D, K> } extends infer T ? T extends readonly unknown[] ? T[number] : T[keyof T] : never

/** What branches whose outputs are joined do to types. */
export interface BranchesRule<Name extends string, Rs, A extends number> extends LayerRule {
  readonly name: Name
  readonly out: [Unmatched<Name, Rs, this['in']>] extends [never]
    ? OneType<Name, TypeOf<Rs, this['in'], this['dtype']>, this['dtype'], Joined<Name, Outputs<Rs, this['in'], this['dtype']>, A>>
    : Unmatched<Name, Rs, this['in']>
  readonly params: readonly [{ readonly [K in keyof Rs]: ParamsIn<Rs, this['in'], this['dtype'], K> }]
  readonly takes: DTypes
  readonly gives: TypeOf<Rs, this['in'], this['dtype']>
}

/** What the compiler can say of branches by themselves: of networks, that their outputs can be joined. */
type Themselves<Name extends string, Bs extends readonly unknown[], A extends number> =
  Bs extends readonly Network<any, any, any, any, any>[]
    ? Fits<Joined<Name, { readonly [K in keyof Bs]: Bs[K]['output'] }, A>>
    : unknown

/** Branches in a list, or a record of them. */
type Given = readonly Block[] | readonly [Blocks]
type BranchesIn<Bs extends Given> = Bs extends readonly [infer R extends Blocks] ? R : Bs

/** Branches whose outputs are joined along an axis. */
interface Beside<Name extends string, A extends number> {
  <const Bs extends Given>(...branches: Bs & Themselves<Name, Bs, A>): Layer<BranchesRule<Name, RulesIn<BranchesIn<Bs>, Name>, A>>
}

/** Branches as they were given: one record, or a list. */
const branchesOf = (name: string, branches: readonly unknown[]): readonly Block[] | Blocks => {
  const [first] = branches
  if (branches.length === 1 && isRecord(first) && !aNetwork.holds(first)) return expectBlocks(name, first)
  check(name, { branches }, { branches: listOf('layers, blocks of layers or networks', aBlock) })
  return branches as readonly Block[]
}

const expectOneType = (name: string, dtypes: readonly DType[]): DType => {
  const [first] = dtypes as readonly [DType]
  const other = dtypes.find((dtype) => dtype !== first)
  if (other === undefined) return first
  const message = `${name} joins tensors of one element type, received ${first} and ${other}`
  return fail(name, { argument: 'branches', expected: `of ${first}`, received: other, message })
}

// @__NO_SIDE_EFFECTS__
const beside = <Name extends string, A extends number>(name: Name, axis: A): Beside<Name, A> => {
  check(name, { axis }, { axis: anInteger })
  const layer = (...given: readonly unknown[]) => {
    const branches = branchesOf(name, given)
    return formLayerOf(name, (net) => {
      const { outputs, dtypes, placed, joined } = grow(name, branches, net)
      const shape = joinedShape(outputs, axis)
      const output = expectShape(name, 'branches', typeof shape === 'string' ? `${name}: ${shape}` : shape)
      // Behind the axis of the batch.
      const at = 1 + (axisIndex(output, axis) as number)
      const join = (_: unknown, made: readonly AnyTensor[]): AnyTensor => raw.concatenate(made, at)
      return follow<AnyNetwork>(net, [{ ...placed, input: net.output, output, ...joined(join) }], output, expectOneType(name, dtypes))
    })
  }
  return layer as unknown as Beside<Name, A>
}

/**
 * Branches side by side on the same examples, each a layer, a block of layers or a network, their outputs joined along the last
 * axis. The branches' parameters are one entry of the tuple. In a record branches have names, and so have their parameters; each
 * is on what has its name, where the network gives a record.
 *
 * @example
 * pipe(input([64]), parallel(dense(8), sequential(dense(16), relu))) // [24]
 * pipe(input({ left: [4], right: [6] }), parallel({ left: dense(8), right: dense(16) })) // [24]
 */
export const parallel = beside('parallel', -1)

/**
 * Branches as `parallel` has them, their outputs joined along an axis of the examples that they all have; their other sizes
 * must agree.
 *
 * @example
 * const same = { kernel: 3, padding: 'same' } as const
 * const [short, long] = [conv1d({ ...same, filters: 8 }), conv1d({ ...same, filters: 8, dilation: 4 })]
 * pipe(input([16, 4]), concatenate(0)(short, long)) // [32, 8]
 * pipe(input([16, 4]), concatenate(-1)(short, long)) // [16, 16]
 */
export const concatenate = <const A extends number>(axis: A): Beside<'concatenate', A> => beside('concatenate', axis)
