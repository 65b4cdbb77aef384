/** Branches: several blocks on the same examples, or each on one tensor of a record; their outputs joined, added or multiplied. */
import { count } from '../program/program.js'
import { axisIndex } from '../shape/axes.js'
import { concatenate as joinedShape, type Concatenate } from '../shape/concatenate.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Same } from '../shape/fits.js'
import { anInteger, check, isRecord, listOf } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { DTypes } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import {
  expectBlocks, grow, type Blocks, type OutputIn, type ParamsIn, type RulesIn, type Told, type TypeIn, type Unmatched,
} from './branches.js'
import { aBlock, formLayerOf, layerOf, type Layer } from './layer.js'
import type { Listed } from './listed.js'
import { aNetwork, append, follow, type AnyNetwork, type Network } from './network.js'
import type { Block, KeepsRule, LayerRule } from './rule.js'

/** What branches give, and of which types: of a record, too, in a list. */
type Outputs<Rs, O, D> = InList<{ readonly [K in keyof Rs]: OutputIn<Rs, O, D, K> }>
type Types<Rs, O, D> = InList<{ readonly [K in keyof Rs]: TypeIn<Rs, O, D, K> }>
type InList<R> = R extends readonly unknown[] ? R : Listed<R>

/** How outputs come together: joined along an axis, or, being of one shape, by element. */
export type Way = number | 'by element'

/** The shape of outputs that come together, or the first sentence about them. */
type Joined<Name extends string, Os, W extends Way> =
  Os extends readonly Shape[]
    ? W extends number
      ? Concatenate<Os, W> extends infer R ? (R extends string ? `${Name}: ${R}` : R) : never
      : Alike<Name, Os>
  : Os extends readonly unknown[] ? Told<Name, Os, number> : never

/** The one shape of all outputs, or a sentence that names the first and another. */
type Alike<Name extends string, Os extends readonly Shape[]> =
  Os extends readonly [infer F extends Shape, ...infer R extends readonly Shape[]]
    ? R extends readonly [infer G extends Shape, ...infer T extends readonly Shape[]]
      ? Same<F, G> extends true ? Alike<Name, readonly [F, ...T]>
      : number extends F[number] | G[number] ? Alike<Name, readonly [F, ...T]>
      : `${Name} needs branches of one shape, received ${ShapeText<F>} and ${ShapeText<G>}`
    : F
  : Os extends readonly [] ? `${Name} needs at least one branch` : readonly number[]

/** That all outputs are of one element type, or a sentence that names two. */
type OneType<Name extends string, Ds> =
  Ds extends readonly [infer A extends DType, infer B extends DType, ...infer T]
    ? Same<A, B> extends true ? OneType<Name, readonly [A, ...T]>
    : `${Name} needs branches of one element type, received ${A} and ${B}`
  : unknown

/** What branches whose outputs come together do to types. */
export interface BranchesRule<Name extends string, Rs, W extends Way> extends LayerRule {
  readonly name: Name
  readonly out: [Unmatched<Name, Rs, this['in']>] extends [never]
    ? Joined<Name, Outputs<Rs, this['in'], this['dtype']>, W> extends infer S
      ? S extends string ? S : OneType<Name, Types<Rs, this['in'], this['dtype']>> extends infer T extends string ? T : S
      : never
    : Unmatched<Name, Rs, this['in']>
  readonly params: readonly [{ readonly [K in keyof Rs]: ParamsIn<Rs, this['in'], this['dtype'], K> }]
  readonly takes: DTypes
  readonly gives: Types<Rs, this['in'], this['dtype']> extends readonly [infer F, ...unknown[]] ? F : this['dtype']
}

/** What the compiler can say of branches by themselves: of networks, that their outputs can come together. */
export type Themselves<Name extends string, Bs extends readonly unknown[], W extends Way> =
  Bs extends readonly Network<any, any, any, any, any>[]
    ? Fits<Joined<Name, { readonly [K in keyof Bs]: Bs[K]['output'] }, W>>
    : unknown

/** Branches in a list, or a record of them. */
type Given = readonly Block[] | readonly [Blocks]
type BranchesIn<Bs extends Given> = Bs extends readonly [infer R extends Blocks] ? R : Bs

/** Branches whose outputs come together in this way. */
export interface Beside<Name extends string, W extends Way> {
  <const Bs extends Given>(...branches: Themselves<Name, Bs, W> & Bs): Layer<BranchesRule<Name, RulesIn<BranchesIn<Bs>, Name>, W>>
}

/** What comes of outputs: their shape, or a sentence; the outputs as one; and how many operations that takes. */
interface Joining {
  readonly shape: (outputs: readonly Shape[]) => Shape | string
  readonly join: (outputs: readonly AnyTensor[], shape: Shape) => AnyTensor
  readonly operations: (outputs: readonly Shape[]) => number
}

/** Branches as they were given: one record, or a list. */
const branchesOf = (name: string, branches: readonly unknown[]): readonly Block[] | Blocks => {
  const [first] = branches
  if (branches.length === 1 && isRecord(first) && !aNetwork.holds(first)) return expectBlocks(name, first)
  check(name, { branches }, { branches: listOf('layers, blocks of layers or networks', aBlock) })
  return branches as readonly Block[]
}

/** The one element type of all blocks. */
const oneType = (name: string, dtypes: readonly DType[], net: AnyNetwork): DTypes => {
  const dtype = dtypes[0] ?? net.dtype
  const other = dtypes.find((each) => each !== dtype)
  if (other === undefined) return dtype
  const message = `${name} needs branches of one element type, received ${String(dtype)} and ${other}`
  return fail(name, { argument: 'branches', expected: `of ${String(dtype)}`, received: other, message })
}

// @__NO_SIDE_EFFECTS__
const beside = <Name extends string, W extends Way>(name: Name, { shape, join, operations }: Joining): Beside<Name, W> => {
  const layer = (...given: readonly unknown[]) => {
    const branches = branchesOf(name, given)
    return formLayerOf(name, (net) => {
      const { outputs, dtypes, placed, joined } = grow(name, branches, net)
      const output = expectShape(name, 'branches', shape(outputs))
      return follow<AnyNetwork>(net, [{
        ...placed,
        input: net.output,
        output,
        ...joined((_, made) => join(made, output)),
        operations: placed.operations + operations(outputs),
      }], output, oneType(name, dtypes, net))
    })
  }
  return layer as unknown as Beside<Name, W>
}

// @__NO_SIDE_EFFECTS__
const along = <Name extends string, A extends number>(name: Name, axis: A): Beside<Name, A> => beside(name, {
  shape: (outputs) => {
    const joined = joinedShape(outputs, axis)
    return typeof joined === 'string' ? `${name}: ${joined}` : joined
  },
  // Behind the axis of the batch.
  join: (outputs, shape) => raw.concatenate(outputs, 1 + (axisIndex(shape, axis) as number)),
  operations: () => 0,
})

// @__NO_SIDE_EFFECTS__
const byElement = <Name extends string>(name: Name, f: typeof raw.add): Beside<Name, 'by element'> => beside(name, {
  shape: ([first, ...others]) => {
    const other = others.find((shape) => first !== undefined && !raw.equal(shape, first))
    return first === undefined ? `${name} needs at least one branch`
      : other === undefined ? first
      : `${name} needs branches of one shape, received ${shapeText(first)} and ${shapeText(other)}`
  },
  join: (outputs) => outputs.reduce((x, y) => f(x, y)),
  operations: (outputs) => count(outputs[0] ?? []) * (outputs.length - 1),
})

/**
 * Branches side by side on the same examples, each a layer, a block of layers or a network, their outputs joined along the last
 * axis. The branches' parameters are one entry of the tuple. In a record branches have names, and so have their parameters; each
 * is on what has its name, where the network gives a record.
 *
 * @example
 * pipe(input([64]), parallel(dense(8), sequential(dense(16), relu))) // [24]
 * pipe(input({ left: [4], right: [6] }), parallel({ left: dense(8), right: dense(16) })) // [24]
 */
export const parallel = along('parallel', -1)

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
export const concatenate = <const A extends number>(axis: A): Beside<'concatenate', A> => {
  check('concatenate', { axis }, { axis: anInteger })
  return along('concatenate', axis)
}

/**
 * The sum of what branches give, by element: they have to be of one shape. The branches' parameters are one entry of the tuple.
 *
 * @example
 * pipe(input([64]), add(dense(32), sequential(dense(8), relu, dense(32)))) // [32]
 * // Words and where they stand.
 * pipe(input([16], 'i32'), add(embedding(100, 8), sequential(embedding(100, 8), positionEmbedding()))) // [16, 8]
 */
export const add = byElement('add', raw.add)

/**
 * The product of what branches give, by element: they have to be of one shape. The branches' parameters are one entry of the
 * tuple.
 *
 * @example
 * // What a gate lets through.
 * pipe(input([64]), multiply(identity, sequential(dense(64), sigmoid))) // [64]
 */
export const multiply = byElement('multiply', raw.mul)

/** What `identity` does to types. */
export interface IdentityRule extends KeepsRule<'identity'> {
  readonly takes: DType
}

/**
 * The layer that gives back what comes: a branch that lets its examples pass.
 *
 * @example
 * // A skip connection, as in a U-Net.
 * const inner = sequential(maxPool2d([2, 2]), conv2d({ filters: 8, kernel: [3, 3], padding: 'same' }), relu, upSample2d(2))
 * pipe(input([28, 28, 4]), concatenate(-1)(identity, inner)) // [28, 28, 12]
 */
export const identity: Layer<IdentityRule> = layerOf('identity', (net) => append(net, {
  name: 'identity', input: net.output, output: net.output, apply: () => (x) => x, operations: 0, stepwise: true,
}))
