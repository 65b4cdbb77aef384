/** Networks made of networks. */
import { concatenate as joinedShape, type Concatenate } from '../shape/concatenate.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Known, Same } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { plus } from '../tensor/arithmetic.js'
import * as raw from '../tensor/untyped.js'
import { foldIn } from '../random/key.js'
import { append, network, operationsOf, type AnyNetwork, type Context, type Layer, type Network, type Params } from './network.js'

type Starts<Name extends string, I extends Shape, O extends Shape> =
  Same<I, O> extends true ? I : `${Name} takes ${ShapeText<I>}, received ${ShapeText<O>}`

const starts = (name: string, takes: Shape, received: Shape): Shape | string =>
  raw.equal(takes, received) ? takes : `${name} takes ${shapeText(takes)}, received ${shapeText(received)}`

/** A network has to take what the one before gives. */
const expectStart = (name: string, takes: AnyNetwork, net: AnyNetwork): void => {
  expectShape(name, 'network', starts(name, takes.input, net.output), net.output)
  if (takes.inputDtype !== net.dtype)
    fail(name, { argument: 'network', expected: `of ${net.dtype}`, received: takes.inputDtype })
}

/** A network's parameters and function, as a layer of another. */
const inner = (net: AnyNetwork): Network<unknown, Shape, Shape, Float> => net as Network<unknown, Shape, Shape, Float>

/**
 * One network after another: its parameters follow. It has to take what the one before gives.
 *
 * @example
 * const features = pipe(input([28, 28, 1]), conv2d({ filters: 4, kernel: [5, 5], stride: [2, 2] }), relu, flatten)
 * pipe(features, andThen(pipe(input([576]), dense(10)))) // [10]
 */
export const andThen = <Q extends readonly unknown[], M extends Shape, O extends Shape, D extends DType, Y extends DType>(
  next: Network<Q, M, O, D, Y>,
) => <P extends readonly unknown[], I extends Shape, N extends Shape, X extends DType>(
  net: Network<P, I, N, Y, X> & Fits<Starts<'andThen', M, N>>,
): Network<readonly [...P, ...Q], I, O, D, X> => {
  expectStart('andThen', next, net)
  return network(net.input, next.output, next.dtype, [...net.layers, ...next.layers], net.inputDtype)
}

/** What a residual block must give back: its input's shape. */
type Keeps<I extends Shape, O extends Shape> =
  Same<I, O> extends true ? I : `residual needs a block that keeps its shape: ${ShapeText<I>} became ${ShapeText<O>}`

/**
 * x + block(x). K. He et al., "Deep residual learning for image recognition" (2016), eq. 1. The block's parameters are one
 * entry of the tuple.
 *
 * @example
 * pipe(input([8]), residual(pipe(input([8]), dense(8), tanh))) // [8]
 */
export const residual = <Q, M extends Shape, N extends Shape, D extends Float>(
  block: Network<Q, M, N, D> & Fits<Keeps<M, N>>,
) => {
  const kept = raw.equal(block.input, block.output)
    ? block.input
    : `residual needs a block that keeps its shape: ${shapeText(block.input)} became ${shapeText(block.output)}`
  expectShape('residual', 'block', kept, block.output)
  return <P extends readonly unknown[], I extends Shape, O extends Shape, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Starts<'residual', M, O>>,
  ): Network<readonly [...P, Q], I, O, D, X> => {
    expectStart('residual', block, net)
    return append(net, {
      name: `residual(${names(block)})`,
      input: net.output,
      output: net.output,
      init: (key) => inner(block).init(key),
      apply: (params, context) => (x) => plus(x, inner(block).apply(params, context)(x)),
      operations: operationsOf(block) + net.output.reduce((n, m) => n * m, 1),
    })
  }
}

const names = (net: AnyNetwork): string => net.layers.map((layer) => layer.name).join(', ')

type Branches = readonly Network<any, any, any, any>[]
/** The parameters and the outputs of branches. */
type ParamsOf<Bs extends Branches> = { readonly [K in keyof Bs]: Params<Bs[K]> }
type OutputsOf<Bs extends Branches> = { readonly [K in keyof Bs]: Bs[K]['output'] }
type Joined<Bs extends Branches> =
  Concatenate<OutputsOf<Bs>, -1> extends infer R ? (R extends string ? `parallel: ${R}` : R) : never
const joined = (outputs: readonly Shape[]): Shape | string => {
  const shape = joinedShape(outputs, -1)
  return typeof shape === 'string' ? `parallel: ${shape}` : shape
}
type Inputs<Bs extends Branches, O extends Shape, D extends Float> =
  Same<Bs[number]['dtype'], D> extends true
    ? Starts<'parallel', Bs[number]['input'], O>
    : `parallel takes ${Bs[number]['dtype']}, received ${D}`

/**
 * Branches side by side on the same examples, their outputs joined along the last axis. The branches' parameters are one
 * entry of the tuple.
 *
 * @example
 * pipe(input([64]), parallel(pipe(input([64]), dense(8)), pipe(input([64]), dense(16), relu))) // [24]
 */
export const parallel = <const Bs extends Branches>(...branches: Bs & Fits<Joined<Bs>>) =>
  <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Inputs<Bs, O, D>>,
  ): Network<readonly [...P, ParamsOf<Bs>], I, Known<Joined<Bs>>, D, X> => {
    const list: readonly Network<unknown, Shape, Shape, Float>[] = branches.map(inner)
    list.forEach((branch) => expectStart('parallel', branch, net))
    const output = expectShape('parallel', 'branches', joined(list.map((branch) => branch.output)))
    const layer: Layer = {
      name: `parallel(${list.map(names).join(' | ')})`,
      input: net.output,
      output,
      init: (key) => list.map((branch, i) => branch.init(foldIn(key, i))),
      apply: (params, context) => (x) => {
        const { key } = context
        const own = (i: number): Context => (key === undefined ? context : { ...context, key: foldIn(key, i) })
        const outputs = list.map((branch, i): AnyTensor =>
          branch.apply((params as readonly unknown[])[i], own(i))(x as never))
        return raw.concatenate(outputs, output.length)
      },
      operations: list.reduce((n, branch) => n + operationsOf(branch), 0),
    }
    return append(net, layer)
  }
