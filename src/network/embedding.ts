/** Tokens as vectors, and vectors back to scores of tokens. */
import { count } from '../program/program.js'
import { foldIn } from '../random/key.js'
import { expectShape, fail } from '../shape/error.js'
import { aFunction, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { checkCount, checkDtype, floats } from '../tensor/argument.js'
import { product } from '../tensor/product.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { normal, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append, aNetwork, names, operationsOf, type AnyNetwork, type Network } from './network.js'
import type { LayerRule, ShapeIn } from './rule.js'

/** The parameters of `embedding`: a row for each token. */
export interface EmbeddingParams<Vocabulary extends number, Width extends number, D extends Float = 'f32'> {
  readonly table: Tensor<readonly [Vocabulary, Width], D>
}

/** How an embedding begins. */
export interface EmbeddingOptions<F extends Float = 'f32'> {
  /** A normal distribution of deviation 0.02 by default, as A. Radford et al., "Language models are unsupervised" (2019). */
  readonly table?: Initializer
  /** The element type of the vectors, f32 by default. */
  readonly dtype?: F
}

const expectTokens = (operation: string, { dtype }: AnyNetwork): void => {
  if (dtype !== 'i32')
    fail(operation, { argument: 'network', expected: 'of i32, as input([128], \'i32\') makes it', received: dtype })
}

/** What `embedding` does to types. */
export interface EmbeddingRule<V extends number, W extends number, F extends Float> extends LayerRule {
  readonly name: 'embedding'
  readonly out: readonly [...ShapeIn<this['in']>, W]
  readonly params: readonly [EmbeddingParams<V, W, F>]
  readonly takes: 'i32'
  readonly gives: F
}

/**
 * A vector for each token: tokens [...] of i32 to [..., width], row i of the table for token i. The gradient of a row is the
 * sum over the places of its token, in their order. A token that is not from 0 to vocabulary - 1 is an error.
 *
 * @example
 * pipe(input([128], 'i32'), embedding(65, 32)) // [128, 32]
 */
export const embedding = <const V extends number, const W extends number, F extends Float = 'f32'>(
  vocabulary: V, width: W, options: EmbeddingOptions<F> = {},
): Layer<EmbeddingRule<V, W, NoInfer<F>>> => {
  const { table = normal({ deviation: 0.02 }), dtype } =
    checkOptions<EmbeddingOptions<F>>('embedding', options, { table: aFunction, dtype: true })
  checkDtype('embedding', dtype, floats)
  checkCount('embedding', 'vocabulary', vocabulary)
  checkCount('embedding', 'width', width)
  return layerOf('embedding', (net) => {
    expectTokens('embedding', net)
    return append(net, {
      name: 'embedding',
      input: net.output,
      output: [...net.output, width],
      init: (key, type) => ({ table: table(key, [vocabulary, width], type) }),
      apply: (params) => (tokens) => raw.gather((params as EmbeddingParams<number, number, Float>).table, tokens),
      operations: 0,
      stepwise: true,
    }, dtype ?? 'f32')
  })
}

/** The parameters of `tiedEmbedding`: the table that is read twice, and those of the network in between. */
export interface TiedParams<Q, Vocabulary extends number, Width extends number, D extends Float = 'f32'> {
  readonly table: Tensor<readonly [Vocabulary, Width], D>
  readonly body: Q
}

type Last<O extends Shape> = O extends readonly [...Shape, infer W extends number] ? W : number
type Lead<O extends Shape> = O extends readonly [...infer L extends Shape, number] ? L : Shape

/** The body has to take vectors of the tokens, and to give vectors of the same width. */
type Ties<O extends Shape, M extends Shape, N extends Shape> =
  M extends readonly [...O, infer W extends number]
    ? N extends readonly [...Shape, W] ? M
      : `tiedEmbedding needs a body that keeps its width: ${ShapeText<M>} became ${ShapeText<N>}`
    : number extends O['length'] | M['length'] ? M
    : `tiedEmbedding needs a body that takes vectors of ${ShapeText<O>} tokens, received one that takes ${ShapeText<M>}`

const ties = (tokens: Shape, { input, output }: Pick<Network<unknown, Shape, Shape>, 'input' | 'output'>): Shape | string =>
  !raw.equal(input.slice(0, -1), tokens) || input.length === 0
    ? `tiedEmbedding needs a body that takes vectors of ${shapeText(tokens)} tokens, received one that takes ${shapeText(input)}`
  : input.at(-1) !== output.at(-1)
    ? `tiedEmbedding needs a body that keeps its width: ${shapeText(input)} became ${shapeText(output)}`
  : input

/** How near each vector is to that of each token. */
const scores = (table: AnyTensor, vectors: AnyTensor): AnyTensor => product(vectors, raw.permute(table, [1, 0]))

/** What `tiedEmbedding` does to types. */
export interface TiedEmbeddingRule<V extends number, Q, M extends Shape, N extends Shape, F extends Float> extends LayerRule {
  readonly name: 'tiedEmbedding'
  readonly out: Ties<ShapeIn<this['in']>, M, N> extends infer S extends string ? S : readonly [...Lead<N>, V]
  readonly params: readonly [TiedParams<Q, V, Last<M>, F>]
  readonly takes: 'i32'
  readonly gives: F
}

/**
 * A language model around `body`: tokens become vectors, which go through the body, and what comes out is compared with each
 * token's vector: scores = body(E[tokens])·Eᵀ, with one table E for both. O. Press, L. Wolf, "Using the output embedding to
 * improve language models" (2017).
 *
 * @example
 * const body = pipe(input([16, 32]), recurrent(gru(32)))
 * pipe(input([16], 'i32'), tiedEmbedding(65, body)) // [16, 65]
 */
export const tiedEmbedding = <const V extends number, Q, M extends Shape, N extends Shape, F extends Float>(
  vocabulary: V, body: Network<Q, M, N, F>, options: Pick<EmbeddingOptions, 'table'> = {},
): Layer<TiedEmbeddingRule<V, Q, M, N, F>> => {
  const { table = normal({ deviation: 0.02 }) } = checkOptions<typeof options>('tiedEmbedding', options, { table: aFunction })
  check('tiedEmbedding', { body }, { body: aNetwork })
  checkCount('tiedEmbedding', 'vocabulary', vocabulary)
  return layerOf('tiedEmbedding', (net) => {
    expectTokens('tiedEmbedding', net)
    const width = expectShape('tiedEmbedding', 'body', ties(net.output, body), body.input).at(-1) as number
    // Networks of any parameters are run alike.
    const inner = body as unknown as Network<unknown, Shape, Shape, Float>
    const output = [...body.output.slice(0, -1), vocabulary]
    return append(net, {
      name: `tiedEmbedding(${names(body)})`,
      input: net.output,
      output,
      init: (key, type) => ({ table: table(foldIn(key, 0), [vocabulary, width], type), body: inner.init(foldIn(key, 1)) }),
      apply: (params, context) => (tokens) => {
        const { table: rows, body: own } = params as TiedParams<unknown, number, number, Float>
        return scores(rows, inner.apply(own, context)(raw.gather(rows, tokens) as never))
      },
      operations: operationsOf(body) + 2 * width * count(output),
      stepwise: true,
    }, body.dtype)
  })
}
