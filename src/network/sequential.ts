/** Blocks: layers one after another, as one layer. */
import { check, listOf } from '../shape/options.js'
import { checkCount } from '../tensor/argument.js'
import { aBlock, blockAfter, formLayerOf, type Layer } from './layer.js'
import { follow, type AnyNetwork } from './network.js'
import type { Block, InTurn, Repeated, RuleOf, RulesInTurn, SequentialRule } from './rule.js'

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

/**
 * A block `times` times, one after another, each time with parameters of its own.
 *
 * @example
 * pipe(input([16, 32]), repeat(4, residual(sequential(layerNorm(), dense(32), gelu)))).layers.length // 4
 */
export const repeat = <const N extends number, const B extends Block>(
  times: N, block: B,
): Layer<SequentialRule<Repeated<InTurn<RuleOf<B, 'repeat'>>, N>>> => {
  checkCount('repeat', 'times', times)
  check('repeat', { block }, { block: aBlock })
  return formLayerOf('repeat', (net) =>
    Array.from({ length: times }).reduce<AnyNetwork>((grown) => goOn('repeat', grown, block), net))
}
