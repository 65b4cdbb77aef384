/** The memory of a step on each device. */
import { bytes, sum, under } from './description.js'
import type { Repeated, Sizes } from './networks.js'
import { bytesPerDevice, splitOf, type Partition } from './partition.js'
import type { Moving } from './traffic.js'

/** Bytes on each device. */
export interface Memory {
  /** Between steps. */
  readonly parameters: number
  readonly optimizer: number
  /** During a step: gathered parameters, gradients, activations for the backward pass, scores and their cotangents. */
  readonly gathered: number
  readonly gradients: number
  readonly activations: number
  readonly scores: number
}

/** Elements that a block keeps of one token: its input, its sums, its products, which are split over `model` devices. */
const perToken = ({ width, heads, hidden, time }: Sizes, model = 1): number =>
  3 * width + (4 * width + hidden + heads * time) / model

/**
 * Bytes that blocks in loops keep of `tokens` tokens for the backward pass: the products and inputs of each block; with a
 * checkpoint the input of every √n-th block, and √n whole blocks, where √n divides the loop. For unrolled blocks XLA decides.
 */
export const activationsOf = (sizes: Sizes, tokens: number, repeated: Repeated, model = 1): number => {
  const block = 4 * tokens * perToken(sizes, model)
  if (repeated !== 'checkpoint') return sizes.layers * block
  const loops = Math.ceil(sizes.layers / sizes.perLoop)
  const length = Math.ceil(Math.sqrt(sizes.layers / loops))
  return sizes.layers / length * 4 * tokens * sizes.width + length * block
}

/** The memory of a step, of which this is the whole batch. */
export const memoryOf = ({ description: { inputs }, sizes, repeated }: Moving, partition: Partition): Memory => {
  const { data, model = 1 } = partition.mesh
  const params = under(inputs, 'params')
  const tokens = sum(inputs.filter(({ name }) => name === 'batch.inputs').map(bytes)) / 4 / data
  const axisOf = (tensor: (typeof params)[number]) => splitOf(tensor, partition)?.axis
  const cut = params.filter((tensor) => axisOf(tensor) === 'data')
  const isHeadCut = params.some((tensor) => tensor.name.includes('.head.') && axisOf(tensor) === 'model')
  return {
    parameters: bytesPerDevice(params, partition),
    optimizer: bytesPerDevice(under(inputs, 'optimizer'), partition),
    gathered: sum(cut.map(bytes)),
    gradients: sum(params.map((tensor) => bytes(tensor) / (axisOf(tensor) === 'model' ? model : 1))),
    activations: activationsOf(sizes, tokens, repeated, model),
    scores: 2 * 4 * tokens * sizes.vocabulary / (isHeadCut ? model : 1),
  }
}
