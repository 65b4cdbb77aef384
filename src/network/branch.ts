/** Branches: several networks on the same examples. */
import { axisIndex } from '../shape/axes.js'
import { concatenate as joinedShape, type Concatenate } from '../shape/concatenate.js'
import { expectShape } from '../shape/error.js'
import type { Fits, Known, Same } from '../shape/fits.js'
import { anInteger, check, listOf } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import * as raw from '../tensor/untyped.js'
import { expectStart, joining, names, type Starts } from './combine.js'
import { aNetwork, append, operationsOf, type AnyNetwork, type Network, type Params } from './network.js'

type Branches = readonly Network<any, any, any, any>[]
/** The parameters and the outputs of branches. */
type ParamsOf<Bs extends Branches> = { readonly [K in keyof Bs]: Params<Bs[K]> }
type OutputsOf<Bs extends Branches> = { readonly [K in keyof Bs]: Bs[K]['output'] }
type Joined<Name extends string, Bs extends Branches, A extends number> =
  Concatenate<OutputsOf<Bs>, A> extends infer R ? (R extends string ? `${Name}: ${R}` : R) : never
type Inputs<Name extends string, Bs extends Branches, O extends Shape, D extends Float> =
  Same<Bs[number]['dtype'], D> extends true
    ? Starts<Name, Bs[number]['input'], O>
    : `${Name} takes ${Bs[number]['dtype']}, received ${D}`

/** Branches whose outputs are joined along an axis. */
interface Beside<Name extends string, A extends number> {
  <const Bs extends Branches>(...branches: Bs & Fits<Joined<Name, Bs, A>>):
    <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
      net: Network<P, I, O, D, X> & Fits<Inputs<Name, Bs, O, D>>,
    ) => Network<readonly [...P, ParamsOf<Bs>], I, Known<Joined<Name, Bs, A>>, D, X>
}

// @__NO_SIDE_EFFECTS__
const beside = <Name extends string, A extends number>(name: Name, axis: A): Beside<Name, A> => {
  check(name, { axis }, { axis: anInteger })
  const layer = (...branches: readonly AnyNetwork[]) => (net: AnyNetwork): unknown => {
    check(name, { branches, network: net }, { branches: listOf('networks', aNetwork), network: aNetwork })
    branches.forEach((branch) => expectStart(name, branch, net))
    const joined = joinedShape(branches.map((branch) => branch.output), axis)
    const output = expectShape(name, 'branches', typeof joined === 'string' ? `${name}: ${joined}` : joined)
    // Behind the axis of the batch.
    const at = 1 + (axisIndex(output, axis) as number)
    return append(net, {
      name: `${name}(${branches.map(names).join(' | ')})`,
      input: net.output,
      output,
      ...joining(branches, (_, outputs) => raw.concatenate(outputs, at)),
      operations: branches.reduce((n, branch) => n + operationsOf(branch), 0),
    })
  }
  return layer as unknown as Beside<Name, A>
}

/**
 * Branches side by side on the same examples, their outputs joined along the last axis. The branches' parameters are one
 * entry of the tuple.
 *
 * @example
 * pipe(input([64]), parallel(pipe(input([64]), dense(8)), pipe(input([64]), dense(16), relu))) // [24]
 */
export const parallel = beside('parallel', -1)

/**
 * Branches as `parallel` has them, their outputs joined along an axis of the examples that they all have; their other sizes
 * must agree.
 *
 * @example
 * const same = { kernel: 3, padding: 'same' } as const
 * const short = pipe(input([16, 4]), conv1d({ ...same, filters: 8 }))
 * const long = pipe(input([16, 4]), conv1d({ ...same, filters: 8, dilation: 4 }))
 * pipe(input([16, 4]), concatenate(0)(short, long)) // [32, 8]
 * pipe(input([16, 4]), concatenate(-1)(short, long)) // [16, 16]
 */
export const concatenate = <const A extends number>(axis: A): Beside<'concatenate', A> => beside('concatenate', axis)
