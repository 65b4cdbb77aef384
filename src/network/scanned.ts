/**
 * A block repeated as one loop over stacked parameters: it is traced, differentiated and emitted once, however often it is
 * repeated.
 */
import type { Key } from '../random/key.js'
import { elementsOf } from '../program/elements.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { Float } from '../shape/shape.js'
import { scan, type Stacked } from '../tensor/scan.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { stack } from '../tree/stack.js'
import { expectBlock, expectKept, type Keeps } from './combine.js'
import { blockAfter, layerOf, type Layer } from './layer.js'
import {
  append, indexAfter, initial, names, operationsOf, run, spansOf,
  type AnyNetwork, type Context, type LayerIndex, type TensorLayer,
} from './network.js'
import type { Added, Block, BlockParams, LayerRule } from './rule.js'
import { expectOf, reading, type Expectations } from './seen.js'
import { latest, observe, observed as changed } from './train.js'

/** What `repeat` does to types where it is scanned: one entry among the parameters, that of the block with `N` of each tensor. */
export interface ScannedRule<R extends LayerRule, N extends number> extends LayerRule {
  readonly name: 'repeat'
  readonly out: Keeps<'repeat', R, this['in'], this['dtype']>
  readonly params: Added<R, this['in'], this['dtype']> extends readonly []
    ? readonly [] : readonly [Stacked<BlockParams<R, this['in'], this['dtype']>, N>]
}

/** How a block that is scanned keeps memory. */
export interface ScannedOptions {
  /** Keeps only what some ~√times blocks are given for derivatives, and computes the rest again. */
  readonly checkpoint?: boolean
}

/** The indices of the first layers of so many blocks. */
const indicesOf = (times: number, layers: number, from: LayerIndex): AnyTensor => {
  const start = typeof from === 'number' ? from : 0
  const indices = concrete({ shape: [times], dtype: 'u32' }, elementsOf('u32', Array.from({ length: times }, (_, i) => start + i * layers)))
  return typeof from === 'number' ? indices : raw.add(raw.broadcast(from, [times]), indices)
}

/** What a step of the loop goes over: the parameters of a block, and the index of its first layer. */
interface Row {
  readonly params: unknown
  readonly index: AnyTensor
}

/** A block's outputs, and its parameters with what they became of what was observed; what is expected of them. */
const step = (block: AnyNetwork, { params, index }: Row, context: Context, x: AnyTensor) => {
  const observed = context.observed && new Map<AnyTensor, AnyTensor>()
  const inner: Context = { ...context, ...(context.key && { layerIndex: index }), ...(observed && { observed }) }
  const [y, expected] = reading(params, () => run(block, params, inner, x).at(-1) as AnyTensor ?? x)
  return { y, expected, after: changed(params, latest({ ...(observed && { observed }) }, params)) }
}

/** A block `times` times, with stacked parameters. */
const repeated = (block: AnyNetwork, times: number, options: ScannedOptions): Required<Pick<TensorLayer, 'init' | 'apply'>> => {
  const { layers, owners } = spansOf(block.layers)
  return {
    init: (key: Key, _: Float, index: LayerIndex = 0) =>
      stack(Array.from({ length: times }, (_, i) => initial(block, key, indexAfter(index, i * owners)))),
    apply: (params, context) => (x) => {
      const now = latest(context, params ?? [])
      const rows: Row = { params: now, index: indicesOf(times, layers, context.layerIndex ?? 0) }
      let expected: Expectations = new Map()
      const [outputs, after] = scan((carried: AnyTensor, row) => {
        const made = step(block, row as Row, context, carried)
        expected = made.expected
        return [made.y, made.after]
      }, x, rows, options)
      const leaves = tree.tensors(now)
      expected.forEach((expectation, i) => expectOf(leaves[i] as AnyTensor, expectation))
      observe(context, params, now, tree.merged(now, after))
      return outputs
    },
  }
}

/** The layer that `repeat` is with `scanned: true`. */
export const scanned = <R extends LayerRule, N extends number>(
  times: N, block: Block, options: ScannedOptions,
): Layer<ScannedRule<R, N>> => {
  expectBlock('repeat', block)
  return layerOf('repeat', (net) => {
    const { dtype } = net
    if (!isFloat(dtype))
      fail('repeat', { argument: 'network', expected: 'of f32 or f64', received: dtype, message: `repeat takes f32 or f64, received ${dtype}` })
    const inner = expectKept('repeat', blockAfter('repeat', block, net))
    const { layers, owners } = spansOf(inner.layers)
    const { init, apply } = repeated(inner, times, options)
    const isProbabilities = inner.layers.at(-1)?.probabilities === true
    return append(net, {
      name: `repeat(${times} × ${names(inner)})`,
      input: net.output,
      output: net.output,
      ...(owners === 0 ? {} : { init }),
      apply,
      spans: { layers: times * layers, owners: times * owners },
      ...(isProbabilities ? { probabilities: true as const } : {}),
      operations: times * operationsOf(inner),
    })
  })
}
