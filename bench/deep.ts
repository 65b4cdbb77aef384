/** Networks that are deep, of layers that are there again and again: what takes long is not the step but what comes before it. */
import { loss, network as n, optimizer, pipe, random, tensor, trainer, type Key } from '../src/index.js'
import { elements } from '../src/tensor/tensor.js'
import { trace } from '../src/tensor/trace.js'
import * as tree from '../src/tensor/tree.js'
import { stepOf } from '../src/trainer/step.js'
import { networkTask } from '../src/trainer/task.js'
import type { Workload } from './workloads.js'

/** What a step has before it runs. */
export type Beginning = Pick<Workload, 'trace' | 'carried' | 'inputs'>

const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) }

/** Of the state of a training and its first batch. */
const beginning = (
  net: n.Network<any, any, any, any, any>, initial: { readonly params: unknown; readonly optimizer: unknown; readonly key: Key },
  batch: { readonly inputs: tensor.AnyTensor; readonly targets: tensor.AnyTensor },
): Beginning => {
  const carried = { params: initial.params, optimizer: initial.optimizer }
  const given = { key: initial.key, step: tensor.scalar(0, 'u32'), batch }
  return {
    trace: () => {
      const step = stepOf(networkTask(net, recipe as never))
      return trace(([c, g]: readonly [typeof carried, typeof given]) => step({ ...c, ...g } as never), [carried, given] as const).program
    },
    carried: tree.tensors(carried).length,
    inputs: tree.tensors([carried, given]).map(elements),
  }
}

/** 48 transformer blocks over 4 texts of 32 tokens. */
const transformer = (): Beginning => {
  const net = pipe(
    n.input([32], 'i32'), n.embedding(64, 32), n.positionEmbedding(),
    n.repeat(48, n.transformerBlock({ heads: 4, hidden: 128, causal: true })), n.dense(64),
  )
  const draw = (seed: number) => random.integers(random.key(seed), [4, 32], { low: 0, high: 64 })
  return beginning(net, trainer(net)(recipe).init(random.key(0)), { inputs: draw(1), targets: draw(2) })
}

/** 100 dense layers over 16 examples. */
const layers = (): Beginning => {
  const net = pipe(n.input([32]), n.repeat(100, n.sequential(n.dense(32), n.relu)), n.dense(10))
  const batch = { inputs: random.uniform(random.key(1), [16, 32]), targets: random.integers(random.key(2), [16], { low: 0, high: 10 }) }
  return beginning(net, trainer(net)(recipe).init(random.key(0)), batch)
}

/** Both, by name. */
export const deep = { 'transformer-48': transformer, 'mlp-100': layers } as const
