/** What a trainer trains: how parameters begin, what a batch's loss is, what moves parameters, and which batches fit. */
import type { AnyNetwork } from '../network/network.js'
import { trained } from '../network/train.js'
import { foldIn, type Key } from '../random/key.js'
import type { OptimizerOf } from '../optimizer/optimizer.js'
import { plus } from '../tensor/arithmetic.js'
import { listed } from '../tensor/form.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { expectExamples } from './batch.js'
import type { Measure } from './measure.js'
import type { AnyRecipe } from './recipe.js'

/** Named tensors, or records of them, whose shapes only run time looks at. */
export type AnyBatch = Readonly<Record<string, any>>

/** What a step takes besides what it carries. */
export interface Given {
  readonly key: Key
  readonly step: Tensor<readonly [], 'u32'>
  readonly batch: AnyBatch
}

/** Parameters `P`, and an optimizer that keeps `S`. */
export interface Task<P, S> {
  readonly init: (key: Key) => P
  /** The loss, and the parameters with what was observed beside it, which no gradient moves. */
  readonly loss: (params: P, given: Given) => readonly [loss: AnyTensor, params: P]
  readonly optimizer: OptimizerOf<P, S>
  /** What is measured of a step beside its loss. */
  readonly measures?: readonly Measure[]
  /** A batch that fits, or an error; `name` is what the caller calls it. */
  readonly expectBatch: (operation: string, name: string, batch: AnyBatch) => void
  /** The number of examples in a batch. */
  readonly examplesOf: (batch: AnyBatch) => number
}

/** The training of a network by a recipe. */
export const networkTask = <P, S>(net: AnyNetwork & { readonly init: (key: Key) => P }, { loss, optimizer, penalty }: AnyRecipe<P, S>): Task<P, S> => ({
  init: net.init,
  loss: (params, { key, step, batch }) => {
    const [outputs, after] = trained(net, params as readonly unknown[], { key: foldIn(key, step) }, batch['inputs'])
    const data = loss.of(outputs, batch['targets'], batch['weights'])
    return [penalty === undefined ? data : plus(data, penalty(params)), after as P]
  },
  optimizer,
  expectBatch: (operation, name, batch) => expectExamples(operation, name, net, loss, batch as never),
  examplesOf: ({ inputs }) => listed(inputs)[0]?.shape[0] as number,
})
