/** Branches: several blocks on the same examples. */
import { axisIndex } from '../shape/axes.js'
import { concatenate as joinedShape, type Concatenate } from '../shape/concatenate.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check, listOf } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import * as raw from '../tensor/untyped.js'
import { joining } from './combine.js'
import { aBlock, blockAfter, layerOf, type Layer } from './layer.js'
import { append, names, operationsOf, type AnyNetwork, type Network } from './network.js'
import type { Block, BlockParams, LayerRule, Out, RulesOf } from './rule.js'

/** Rules of blocks, in a tuple. */
export type Rules = readonly unknown[]
type OutOf<R, O, D> = R extends LayerRule ? Out<R, O, D> : never
type ParamsIn<R, O, D> = R extends LayerRule ? BlockParams<R, O, D> : never
type Outputs<Rs extends Rules, O, D> = { readonly [K in keyof Rs]: OutOf<Rs[K], O, D> }

/** The shape of outputs joined along an axis, or the first sentence about them. */
type Joined<Name extends string, Os, A extends number> =
  Os extends readonly Shape[] ? Concatenate<Os, A> extends infer R ? (R extends string ? `${Name}: ${R}` : R) : never
  : Os extends readonly unknown[] ? Extract<Os[number], string> : never

/** What branches whose outputs are joined do to types. */
export interface BranchesRule<Name extends string, Rs extends Rules, A extends number> extends LayerRule {
  readonly name: Name
  readonly out: Joined<Name, Outputs<Rs, this['in'], this['dtype']>, A>
  readonly params: readonly [{ readonly [K in keyof Rs]: ParamsIn<Rs[K], this['in'], this['dtype']> }]
  readonly takes: DType
}

/** What the compiler can say of branches by themselves: of networks, that their outputs can be joined. */
export type Themselves<Name extends string, Bs extends readonly Block[], A extends number> =
  Bs extends readonly Network<any, any, any, any, any>[]
    ? Fits<Joined<Name, { readonly [K in keyof Bs]: Bs[K]['output'] }, A>>
    : unknown

/** Branches whose outputs are joined along an axis. */
export interface Beside<Name extends string, A extends number> {
  <const Bs extends readonly Block[]>(...branches: Themselves<Name, Bs, A> & Bs): Layer<BranchesRule<Name, RulesOf<Bs, Name>, A>>
}

// @__NO_SIDE_EFFECTS__
const beside = <Name extends string, A extends number>(name: Name, axis: A): Beside<Name, A> => {
  check(name, { axis }, { axis: anInteger })
  const layer = (...branches: readonly Block[]) => {
    check(name, { branches }, { branches: listOf('layers, blocks of layers or networks', aBlock) })
    return layerOf(name, (net) => {
      const blocks = branches.map((branch): AnyNetwork => blockAfter(name, branch, net))
      const joined = joinedShape(blocks.map((block) => block.output), axis)
      const output = expectShape(name, 'branches', typeof joined === 'string' ? `${name}: ${joined}` : joined)
      // Behind the axis of the batch.
      const at = 1 + (axisIndex(output, axis) as number)
      return append(net, {
        name: `${name}(${blocks.map(names).join(' | ')})`,
        input: net.output,
        output,
        ...joining(blocks, (_, outputs) => raw.concatenate(outputs, at)),
        operations: blocks.reduce((n, block) => n + operationsOf(block), 0),
      })
    })
  }
  return layer as unknown as Beside<Name, A>
}

/**
 * Branches side by side on the same examples, each a layer, a block of layers or a network, their outputs joined along the last
 * axis. The branches' parameters are one entry of the tuple.
 *
 * @example
 * pipe(input([64]), parallel(dense(8), sequential(dense(16), relu))) // [24]
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
