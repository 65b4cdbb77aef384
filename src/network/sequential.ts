/** Blocks: layers one after another, as one layer. */
import { fail } from '../shape/error.js'
import { aBoolean, check, checkOptions, listOf } from '../shape/options.js'
import type { DType } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { aBlock, blockAfter, formLayerOf, type Layer } from './layer.js'
import { follow, type AnyNetwork } from './network.js'
import type { Block, InTurn, LayerRule, Repeated, RuleOf, RulesInTurn, SequentialRule } from './rule.js'
import { scanned, type ScannedOptions, type ScannedRule } from './scanned.js'

/** A network that goes on with a block. */
const goOn = (name: string, net: AnyNetwork, block: Block): AnyNetwork => {
  const after = blockAfter(name, block, net)
  return follow(net, after.layers, after.output, after.dtype)
}

/**
 * Layers one after another as one: a block, which goes wherever a layer goes. Written in a pipe it is its layers, with the same
 * parameters in the same places. What stands in it may be a layer, another block, or a network. Of an array that is spread the
 * compiler does not know how many there are: what they do to the shape, and how many records of parameters they have, is known at
 * run time alone.
 *
 * @example
 * const block = <const F extends number>(filters: F) =>
 *   sequential(conv2d({ filters, kernel: [3, 3], padding: 'same' }), batchNorm(), relu)
 * pipe(input([28, 28, 1]), block(8), residual(block(8)), maxPool2d([2, 2]), block(16)) // [14, 14, 16]
 * pipe(input([8]), sequential(...[64, 32].map((units) => sequential(dense(units), relu))), dense(10)).output // [10]
 */
export const sequential = <const Bs extends readonly Block[]>(...layers: Bs): Layer<SequentialRule<RulesInTurn<Bs, 'sequential'>>> => {
  check('sequential', { layers }, { layers: listOf('layers, blocks of layers or networks', aBlock) })
  return formLayerOf('sequential', (net) => layers.reduce<AnyNetwork>((grown, block) => goOn('sequential', grown, block), net))
}

/** How a block is repeated. */
export interface RepeatOptions<S extends boolean> extends ScannedOptions {
  /**
   * Whether the blocks are one loop, with one set of parameters, in which each tensor [times, ...] holds those of all blocks;
   * `false` by default, where each has its own. Then the block keeps the shape and the element type of one tensor.
   */
  readonly scanned?: S
}

/** A block repeated in a way that only run time knows: its parameters have no type. */
export interface UndecidedRule extends LayerRule {
  readonly name: 'repeat'
  readonly out: 'repeat needs scanned to be true or false, known to the compiler, received boolean'
  readonly takes: DType
}

/** What `repeat` of a block by this rule does to types. */
export type RepeatRule<R, N extends number, S extends boolean> =
  [S] extends [false] ? SequentialRule<Repeated<InTurn<R>, N>>
  : [S] extends [true] ? R extends LayerRule ? ScannedRule<R, N> : never
  : UndecidedRule

/**
 * A block `times` times, one after another, each time with parameters of its own.
 *
 * With `scanned: true` the blocks are one loop: programs hold the block once, so that tracing, differentiating and compiling them
 * takes as long as for one block, and derivatives keep what each block was given and its products, and compute the rest again.
 * Parameters begin as they do without, draws of `dropout` and outputs are the same bits, and so are the gradients of all that
 * each block has for itself; what blocks share, such as an encoder's outputs, adds up its gradients from the last block on. What
 * optimizers and penalties look at a whole tensor for, such as its norm, is of all blocks together.
 *
 * @example
 * pipe(input([16, 32]), repeat(4, residual(sequential(layerNorm(), dense(32), gelu)))).layers.length // 4
 *
 * @example
 * const net = pipe(input([16, 32]), repeat(12, residual(sequential(layerNorm(), dense(32), gelu)), { scanned: true }), dense(1))
 * net.layers.length // 2
 * net.init(random.key(0))[0][0][1].weights.shape // [12, 32, 32]
 */
export const repeat = <const N extends number, const B extends Block, const S extends boolean = false>(
  times: N, block: B, options: RepeatOptions<S> = {},
): Layer<RepeatRule<RuleOf<B, 'repeat'>, N, S>> => {
  checkCount('repeat', 'times', times)
  check('repeat', { block }, { block: aBlock })
  const { scanned: isScanned = false, checkpoint = false } =
    checkOptions<RepeatOptions<S>>('repeat', options, { scanned: aBoolean, checkpoint: aBoolean })
  if (isScanned) return scanned(times, block, { checkpoint }) as never
  const expected = 'left out, or with scanned: true, which it is for'
  if (checkpoint) fail('repeat', { argument: 'checkpoint', expected, received: checkpoint })
  return formLayerOf('repeat', (net) =>
    Array.from({ length: times }).reduce<AnyNetwork>((grown) => goOn('repeat', grown, block), net)) as never
}
