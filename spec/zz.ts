import * as optimizer from '../src/optimizer/index.js'
import type { Tensor } from '../src/tensor/tensor.js'
type Pair = Tensor<readonly [2]>
const ofPair = {
  init: (params: Pair) => ({ last: params }),
  update: (gradients: Pair, state: { readonly last: Pair }) => [gradients, { last: state.last }] as const,
}
const inline = optimizer.chain(optimizer.sgd({ learningRate: 1 }), { init: () => null, update: (gradients, state) => [gradients, state] })
export type A = optimizer.OptimizerRuleOf<typeof inline>
export const a1: A = 1
export type S = optimizer.OptimizerState<optimizer.OptimizerRuleOf<typeof inline>, Pair>
export const s: S = 1
export type B = optimizer.OptimizerRuleOf<typeof ofPair>
export const b1: B = 1
export type C = optimizer.OptimizerState<B, Pair>
export const c1: C = 1
