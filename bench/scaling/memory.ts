/** What a step takes of a device's memory. */
import { bytes, sum, under } from './description.js'
import type { Repeated, Sizes } from './networks.js'
import { bytesPerDevice, splitOf, type Partition } from './partition.js'
import type { Moving } from './traffic.js'

/** Bytes on each device. */
export interface Memory {
  /** What lies there between steps. */
  readonly parameters: number
  readonly optimizer: number
  /** While a step runs: parameters that have been gathered, gradients, what the way back needs, scores and their cotangents. */
  readonly gathered: number
  readonly gradients: number
  readonly activations: number
  readonly scores: number
}

/** Numbers that a block keeps of one token: what it is given, products; with `model` devices each has its part of those inside. */
const perToken = ({ width, heads, hidden, time }: Sizes, model = 1): number => 3 * width + (4 * width + hidden + heads * time) / model

/**
 * Bytes that the blocks of `tokens` tokens keep for the way back: products and what each block is given, where they are loops; with a
 * checkpoint what every √n-th block is given, and all of the √n on their way back, for loops that these divide. Where they are no
 * loop XLA decides.
 */
export const activationsOf = (sizes: Sizes, tokens: number, repeated: Repeated, model = 1): number => {
  const block = 4 * tokens * perToken(sizes, model)
  if (repeated !== 'checkpoint') return sizes.layers * block
  const loops = Math.ceil(sizes.layers / sizes.perLoop)
  const length = Math.ceil(Math.sqrt(sizes.layers / loops))
  return sizes.layers / length * 4 * tokens * sizes.width + length * block
}

/** What a step takes, of whose batch each device along `data` has `sequences`. */
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
