/** Networks made of networks. */
import { add, like, mul, sub } from '../program/scalar.js'
import { count } from '../program/program.js'
import { foldIn, type Key } from '../random/key.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Same } from '../shape/fits.js'
import { check } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { isOne, type DTypes, type Form, type Tensors } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aBlock, blockAfter, expectStart, formLayerOf, layerOf, type Layer } from './layer.js'
import {
  append, contextOf, follow, names, operationsOf, type AnyNetwork, type Context, type Network, type PlacedLayer,
  type TensorLayer,
} from './network.js'
import type { Block, BlockParams, Gives, LayerRule, NetworkRule, Out, RuleOf } from './rule.js'

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

/** Parameters in a record, and a key for each block. */
export const keyed = (names: readonly string[]): Sharing => ({
  params: (params, i) => (params as Readonly<Record<string, unknown>>)[names[i] as string],
  context: contextOf,
  key: foldIn,
  layer: (params) => Object.fromEntries(names.map((name, i) => [name, params[i]])),
})

/** A network with parameters that the compiler does not follow. */
interface Runs extends AnyNetwork {
  readonly init: (key: Key) => unknown
  readonly apply: PlacedLayer['apply']
}

/** What blocks are as a layer that makes its outputs of the inputs and theirs: each takes what `part` gives the i-th of the inputs. */
export const joiningForms = (
  blocks: readonly AnyNetwork[], part: (x: Tensors, i: number) => Tensors,
  join: (x: Tensors, outputs: readonly Tensors[]) => Tensors, sharing: Sharing = listed,
): Required<Pick<PlacedLayer, 'init' | 'apply'>> => {
  const list = blocks as readonly Runs[]
  return {
    init: (key) => sharing.layer(list.map((block, i) => block.init(sharing.key(key, i)))),
    apply: (params, context) => (x) =>
      join(x, list.map((block, i) => block.apply(sharing.params(params, i), sharing.context(context, i))(part(x, i)))),
  }
}

/** What blocks on the same inputs are as a layer that makes one output of the inputs and theirs. */
export const joining = (
  blocks: readonly AnyNetwork[], join: (x: AnyTensor, outputs: readonly AnyTensor[]) => AnyTensor, sharing?: Sharing,
): Required<Pick<TensorLayer, 'init' | 'apply'>> =>
  // Blocks of one tensor give one.
  joiningForms(blocks, (x) => x, join as (x: Tensors, outputs: readonly Tensors[]) => Tensors, sharing) as
    Required<Pick<TensorLayer, 'init' | 'apply'>>

/** What `andThen` does to types. */
export interface AndThenRule<P, M extends Form, O extends Form, D extends DTypes, Y extends DTypes>
  extends NetworkRule<'andThen', P, M, O, D, Y> {}

/**
 * One network after another: its parameters follow. It has to take what the one before gives.
 *
 * @example
 * const features = pipe(input([28, 28, 1]), conv2d({ filters: 4, kernel: [5, 5], stride: [2, 2] }), relu, flatten)
 * pipe(features, andThen(pipe(input([576]), dense(10)))) // [10]
 */
export const andThen = <Q, M extends Form, O extends Form, D extends DTypes, Y extends DTypes>(
  next: Network<Q, M, O, D, Y>,
): Layer<AndThenRule<Q, M, O, D, Y>> => formLayerOf('andThen', (net) => {
  expectStart('andThen', next, net)
  return follow(net, next.layers, next.output, next.dtype)
})

type FormText<O> = O extends Shape ? ShapeText<O> : 'a record'
const formText = (form: Form): string => (isOne(form) ? shapeText(form) : 'a record')

/** What a block that something is added to must give back: the shape and the element type of its input. */
export type Keeps<Name extends string, R extends LayerRule, O, D> =
  Out<R, O, D> extends infer N
    ? N extends string ? N
    : Same<N, O> extends true
      ? Same<Gives<R, O, D>, D> extends true ? O : `${Name} needs a block that keeps its element type: ${D & string} became ${Gives<R, O, D> & string}`
    : `${Name} needs a block that keeps its shape: ${FormText<O>} became ${FormText<N>}`
    : never

export const expectKept = (name: string, block: AnyNetwork): AnyNetwork => {
  const { input, output, dtype, inputDtype } = block
  if (!isOne(input) || !isOne(output)) {
    const message = `${name} needs a block that keeps its shape: ${formText(input)} became ${formText(output)}`
    return fail(name, { argument: 'block', expected: 'from one tensor to one', received: output, message })
  }
  const kept = raw.equal(input, output)
    ? input : `${name} needs a block that keeps its shape: ${shapeText(input)} became ${shapeText(output)}`
  expectShape(name, 'block', kept, output)
  const message = `${name} needs a block that keeps its element type: ${inputDtype} became ${dtype}`
  if (dtype !== inputDtype) fail(name, { argument: 'block', expected: `of ${inputDtype}`, received: dtype, message })
  return block
}

/** A network is complained of where it is written, a layer where it is used: only there a shape comes. */
export const expectBlock = (name: string, block: Block): void => {
  check(name, { block }, { block: aBlock })
  if (typeof block !== 'function') expectKept(name, block as AnyNetwork)
}

/** What the compiler can say of a block by itself: of a network, that it keeps its shape. */
export type Itself<Name extends string, B> =
  B extends Network<any, infer I, any, any, infer X> ? Fits<Keeps<Name, RuleOf<B, Name>, I, X>> : unknown

/** What `residual` does to types. */
export interface ResidualRule<R extends LayerRule> extends LayerRule {
  readonly name: 'residual'
  readonly out: Keeps<'residual', R, this['in'], this['dtype']>
  readonly params: readonly [BlockParams<R, this['in'], this['dtype']>]
}

/**
 * x + block(x), of a layer, a block of layers or a network. K. He et al., "Deep residual learning for image recognition" (2016),
 * eq. 1. The block's parameters are one entry of the tuple.
 *
 * @example
 * pipe(input([8]), residual(sequential(dense(8), tanh))) // [8]
 */
export const residual = <const B extends Block>(block: Itself<'residual', B> & B): Layer<ResidualRule<RuleOf<B, 'residual'>>> => {
  expectBlock('residual', block)
  return layerOf('residual', (net) => {
    const inner = expectKept('residual', blockAfter('residual', block, net))
    return append(net, {
      name: `residual(${names(inner)})`,
      input: net.output,
      output: net.output,
      ...joining([inner], (x, [y]) => raw.add(x, y as AnyTensor), alone),
      operations: operationsOf(inner) + count(net.output),
      stepwise: true,
    })
  })
}

const mixed = raw.elementwise((x, y, t) => add(mul(t, y), mul(sub(like(t, 1), t), x)))

/** What `highway` does to types. */
export interface HighwayRule<R extends LayerRule, G extends LayerRule> extends LayerRule {
  readonly name: 'highway'
  readonly out:
    Keeps<'highway', R, this['in'], this['dtype']> extends infer S extends string ? S
    : Keeps<'highway', G, this['in'], this['dtype']>
  readonly params: readonly [readonly [
    block: BlockParams<R, this['in'], this['dtype']>, gate: BlockParams<G, this['in'], this['dtype']>,
  ]]
}

/**
 * t · block(x) + (1 - t) · x with t = gate(x), which should lie between 0 and 1, as after `sigmoid`; a gate whose bias begins
 * below 0 lets through what comes. R. Srivastava et al., "Highway networks" (2015), eq. 3. The parameters of both are one
 * entry of the tuple, a pair.
 *
 * @example
 * const gate = sequential(dense(8, { bias: initializer.constant(-2) }), sigmoid)
 * pipe(input([8]), highway(sequential(dense(8), relu), gate)) // [8]
 */
export const highway = <const B extends Block, const G extends Block>(
  block: Itself<'highway', B> & B, gate: Itself<'highway', G> & G,
): Layer<HighwayRule<RuleOf<B, 'highway'>, RuleOf<G, 'highway'>>> => {
  for (const part of [block, gate]) expectBlock('highway', part)
  return layerOf('highway', (net) => {
    const parts = [block, gate].map((part) => expectKept('highway', blockAfter('highway', part, net)))
    return append(net, {
      name: `highway(${parts.map(names).join(' | ')})`,
      input: net.output,
      output: net.output,
      ...joining(parts, (x, [y, t]) => mixed(x, y as AnyTensor, t as AnyTensor)),
      operations: parts.reduce((n, part) => n + operationsOf(part), 0) + 4 * count(net.output),
      stepwise: true,
    })
  })
}
