/** The training step of a network whose parameters are never allocated: it is traced for symbols of their types. */
import { loss, optimizer, random, tensor, trainer } from '../../src/index.js'
import type { AnyNetwork } from '../../src/network/network.js'
import type { Program } from '../../src/program/program.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { stepOf } from '../../src/trainer/step.js'
import { networkTask } from '../../src/trainer/task.js'

interface Initial {
  readonly init: (key: random.Key) => { readonly params: unknown; readonly optimizer: unknown }
}

const pathsOf = (values: unknown): readonly string[] => tree.leaves(values).map(({ path }) => path)

/**
 * One step of Adam for a batch of `sequences`, with the names of its inputs and results. Carried tensors come first in both. The
 * state is `init` traced for a symbolic key: types alone, so that it may be larger than any memory.
 */
export const symbolicStep = (net: AnyNetwork, sequences: number): Program => {
  const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-4 }) }
  // The network is any, so the trainer's own types say nothing here.
  const { init } = trainer(net as never)(recipe as never) as Initial
  const { params, optimizer: kept } = trace(init, random.key(0)).result
  const tokens = () => tensor.zeros([sequences, ...net.input as readonly number[]], 'i32')
  const batch = { inputs: tokens(), targets: tokens() }
  const like = { params, optimizer: kept, key: random.key(0), step: tensor.scalar(0, 'u32'), batch }
  const { program, result } = trace(stepOf(networkTask(net as never, recipe as never)), like as never)
  return { ...program, names: { inputs: pathsOf(like), results: pathsOf(result) } }
}
