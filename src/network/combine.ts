/** Networks made of networks. */
import { add, like, mul, sub } from '../program/scalar.js'
import { count } from '../program/program.js'
import { foldIn, type Key } from '../random/key.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Same } from '../shape/fits.js'
import { check } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import {
  aNetwork, append, contextOf, network, operationsOf, type AnyNetwork, type Context, type Layer, type Network,
} from './network.js'
import { trained } from './train.js'

/** What a network asks of the one before: its outputs are the inputs. */
export type Starts<Name extends string, I extends Shape, O extends Shape> =
  Same<I, O> extends true ? I : `${Name} takes ${ShapeText<I>}, received ${ShapeText<O>}`

const starts = (name: string, takes: Shape, received: Shape): Shape | string =>
  raw.equal(takes, received) ? takes : `${name} takes ${shapeText(takes)}, received ${shapeText(received)}`

/** A network has to take what the one before gives. */
export const expectStart = (name: string, takes: AnyNetwork, net: AnyNetwork): void => {
  check(name, { block: takes, network: net }, { block: aNetwork, network: aNetwork })
  expectShape(name, 'network', starts(name, takes.input, net.output), net.output)
  if (takes.inputDtype !== net.dtype)
    fail(name, { argument: 'network', expected: `of ${net.dtype}`, received: takes.inputDtype })
}

/** The layers of a network, by name. */
export const names = (net: AnyNetwork): string => net.layers.map((layer) => layer.name).join(', ')

/** How blocks inside a layer come to their parameters and keys. */
export interface Sharing {
  readonly params: (params: unknown, i: number) => unknown
  readonly context: (context: Context, i: number) => Context
  readonly key: (key: Key, i: number) => Key
  /** The layer's parameters, of those of its blocks. */
  readonly layer: (params: readonly unknown[]) => unknown
}

/** One block, whose parameters and key are the layer's own. */
export const alone: Sharing = {
  params: (params) => params, context: (context) => context, key: (key) => key, layer: ([params]) => params,
}

/** A list of parameters, and a key for each block. */
const listed: Sharing = {
  params: (params, i) => (params as readonly unknown[])[i], context: contextOf, key: foldIn, layer: (params) => params,
}

/** What blocks on the same inputs are as a layer that makes one output of the inputs and theirs. */
export const joining = (
  blocks: readonly AnyNetwork[], join: (x: AnyTensor, outputs: readonly AnyTensor[]) => AnyTensor, sharing: Sharing = listed,
): Required<Pick<Layer, 'init' | 'apply' | 'train'>> => {
  const list = blocks as readonly Network<readonly unknown[], Shape, Shape, Float>[]
  const own = (params: unknown, i: number) => sharing.params(params, i) as readonly unknown[]
  return {
    init: (key) => sharing.layer(list.map((block, i) => block.init(sharing.key(key, i)))),
    apply: (params, context) => (x) =>
      join(x, list.map((block, i): AnyTensor => block.apply(own(params, i), sharing.context(context, i))(x as never))),
    train: (params, context) => (x) => {
      const passed = list.map((block, i) => trained(block, own(params, i), sharing.context(context, i), x))
      return [join(x, passed.map(([outputs]) => outputs)), sharing.layer(passed.map(([, after]) => after))]
    },
  }
}

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

/** What a block that something is added to must give back: its input's shape. */
type Keeps<Name extends string, I extends Shape, O extends Shape> =
  Same<I, O> extends true ? I : `${Name} needs a block that keeps its shape: ${ShapeText<I>} became ${ShapeText<O>}`

const expectKept = (name: string, block: AnyNetwork): void => {
  check(name, { block }, { block: aNetwork })
  const kept = raw.equal(block.input, block.output)
    ? block.input
    : `${name} needs a block that keeps its shape: ${shapeText(block.input)} became ${shapeText(block.output)}`
  expectShape(name, 'block', kept, block.output)
}

/**
 * x + block(x). K. He et al., "Deep residual learning for image recognition" (2016), eq. 1. The block's parameters are one
 * entry of the tuple.
 *
 * @example
 * pipe(input([8]), residual(pipe(input([8]), dense(8), tanh))) // [8]
 */
export const residual = <Q, M extends Shape, N extends Shape, D extends Float>(
  block: Network<Q, M, N, D> & Fits<Keeps<'residual', M, N>>,
) => {
  expectKept('residual', block)
  return <P extends readonly unknown[], I extends Shape, O extends Shape, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Starts<'residual', M, O>>,
  ): Network<readonly [...P, Q], I, O, D, X> => {
    expectStart('residual', block, net)
    return append(net, {
      name: `residual(${names(block)})`,
      input: net.output,
      output: net.output,
      ...joining([block], (x, [y]) => raw.add(x, y as AnyTensor), alone),
      operations: operationsOf(block) + count(net.output),
    })
  }
}

const mixed = raw.elementwise((x, y, t) => add(mul(t, y), mul(sub(like(t, 1), t), x)))

/**
 * t · block(x) + (1 - t) · x with t = gate(x), which should lie between 0 and 1, as after `sigmoid`; a gate whose bias begins
 * below 0 lets through what comes. R. Srivastava et al., "Highway networks" (2015), eq. 3. The parameters of both are one
 * entry of the tuple, a pair.
 *
 * @example
 * const block = pipe(input([8]), dense(8), relu)
 * const gate = pipe(input([8]), dense(8, { bias: initializer.constant(-2) }), sigmoid)
 * pipe(input([8]), highway(block, gate)) // [8]
 */
export const highway = <Q, R, M extends Shape, N extends Shape, G extends Shape, T extends Shape, D extends Float>(
  block: Network<Q, M, N, D> & Fits<Keeps<'highway', M, N>>,
  gate: Network<R, G, T, D> & Fits<Keeps<'highway', G, T>>,
) => {
  for (const part of [block, gate]) expectKept('highway', part)
  return <P extends readonly unknown[], I extends Shape, O extends Shape, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Starts<'highway', M, O>> & Fits<Starts<'highway', G, O>>,
  ): Network<readonly [...P, readonly [block: Q, gate: R]], I, O, D, X> => {
    for (const part of [block, gate]) expectStart('highway', part, net)
    return append(net, {
      name: `highway(${names(block)} | ${names(gate)})`,
      input: net.output,
      output: net.output,
      ...joining([block, gate], (x, [y, t]) => mixed(x, y as AnyTensor, t as AnyTensor)),
      operations: operationsOf(block) + operationsOf(gate) + 4 * count(net.output),
    })
  }
}
