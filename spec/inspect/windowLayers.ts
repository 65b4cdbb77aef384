/** Every layer that has windows, with what it takes, and the patterns of its step. */
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import type { WindowPattern } from '../../src/inspect/index.js'
import type { Program } from '../../src/program/program.js'

export type Kinds = readonly WindowPattern['kind'][]

/** A training step in which a layer's input has a gradient, too. */
const stepWith = (net: any, batch: number): Program => {
  const { init, program } = trainer(net as n.Network<any, readonly number[], readonly [2], 'f32' | 'f64'>)({
    loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
  } as never) as any
  const inputs = tensor.zeros([batch, ...net.input], net.inputDtype)
  return program(init(random.key(0)), { inputs, targets: tensor.zeros([batch, 2], net.dtype) }, { simplified: false })
}

/** The same of a layer between others. */
export const around = (shape: readonly number[], layer: any, dtype: 'f32' | 'f64' = 'f32'): Program =>
  stepWith((pipe as any)(n.input(shape as never, dtype), n.layerNorm(), layer, n.flatten, n.dense(2)), 2)

export const convolution: Kinds = ['convolution', 'kernelGradient', 'transposedConvolution']
const depthwise: Kinds = ['depthwiseConvolution', 'depthwiseKernelGradient', 'depthwiseTransposedConvolution']
const greatest: Kinds = ['pool', 'pool', 'maxPoolGradient']
// How many elements each window has is known when the step is traced.
const mean: Kinds = ['pool', 'sumPoolGradient']

export const layers: readonly (readonly [string, readonly number[], any, Kinds])[] = [
  ['conv1d', [7, 2], n.conv1d({ filters: 3, kernel: 3 }), convolution],
  ['conv1d, strided, same', [7, 2], n.conv1d({ filters: 3, kernel: 3, stride: 2, padding: 'same' }), convolution],
  ['conv1d, dilated', [8, 2], n.conv1d({ filters: 3, kernel: 3, dilation: 2 }), convolution],
  ['conv1d, of one', [5, 2], n.conv1d({ filters: 3, kernel: 1 }), convolution],
  ['conv1d, causal', [5, 2], n.conv1d({ filters: 3, kernel: 3, padding: [2, 0] }), convolution],
  ['conv1d, in groups', [6, 4], n.conv1d({ filters: 6, kernel: 3, groups: 2, padding: 'same' }), convolution],
  ['conv2d', [5, 4, 2], n.conv2d({ filters: 3, kernel: [3, 2] }), convolution],
  ['conv2d, same', [5, 4, 2], n.conv2d({ filters: 3, kernel: [3, 3], padding: 'same' }), convolution],
  ['conv2d, strided', [6, 5, 1], n.conv2d({ filters: 2, kernel: [3, 2], stride: [2, 1] }), convolution],
  ['conv2d, dilated, padded', [6, 5, 2], n.conv2d({ filters: 2, kernel: [2, 3], dilation: [2, 1], padding: [[1, 0], [2, 1]] }), convolution],
  ['conv2d, of all', [3, 3, 2], n.conv2d({ filters: 2, kernel: [3, 3] }), convolution],
  ['conv2d, of one', [3, 3, 2], n.conv2d({ filters: 2, kernel: [1, 1] }), convolution],
  ['conv2d, tiles', [4, 4, 2], n.conv2d({ filters: 2, kernel: [2, 2], stride: [2, 2] }), convolution],
  ['conv2d, in groups', [5, 4, 4], n.conv2d({ filters: 6, kernel: [3, 3], groups: 2, padding: 'same' }), convolution],
  ['conv2d, of one channel each, two filters each', [5, 4, 3], n.conv2d({ filters: 6, kernel: [3, 3], groups: 3 }), convolution],
  ['conv3d', [3, 4, 3, 2], n.conv3d({ filters: 2, kernel: [2, 3, 2], padding: 'same', stride: [1, 2, 1] }), convolution],
  ['depthwiseConv1d', [7, 3], n.depthwiseConv1d({ kernel: 3, stride: 2, padding: 'same' }), depthwise],
  ['depthwiseConv2d', [5, 4, 3], n.depthwiseConv2d({ kernel: [3, 2] }), depthwise],
  ['depthwiseConv2d, dilated', [6, 5, 3], n.depthwiseConv2d({ kernel: [3, 2], dilation: [2, 1], padding: 'same' }), depthwise],
  // Whose second half is a matrix product.
  ['separableConv1d', [7, 3], n.separableConv1d({ filters: 4, kernel: 3 }), depthwise],
  ['separableConv2d', [5, 4, 3], n.separableConv2d({ filters: 4, kernel: [3, 3], padding: 'same' }), depthwise],
  ['convTranspose1d', [4, 2], n.convTranspose1d({ filters: 3, kernel: 3, stride: 2 }), convolution],
  ['convTranspose2d', [3, 4, 2], n.convTranspose2d({ filters: 3, kernel: [3, 2], stride: [2, 1] }), convolution],
  ['convTranspose2d, same', [3, 4, 2], n.convTranspose2d({ filters: 3, kernel: [3, 3], stride: [2, 2], padding: 'same' }), convolution],
  ['convTranspose2d, of one step', [3, 4, 2], n.convTranspose2d({ filters: 3, kernel: [2, 2] }), convolution],
  ['convTranspose2d, in groups', [3, 3, 4], n.convTranspose2d({ filters: 2, kernel: [2, 2], stride: [2, 2], groups: 2 }), convolution],
  ['convTranspose3d', [2, 3, 2, 2], n.convTranspose3d({ filters: 2, kernel: [2, 2, 2], stride: [2, 1, 2] }), convolution],
  ['maxPool1d', [7, 2], n.maxPool1d(3, { stride: 2 }), greatest],
  ['maxPool2d', [4, 6, 2], n.maxPool2d([2, 3]), greatest],
  ['maxPool2d, same', [5, 5, 2], n.maxPool2d([3, 3], { stride: [2, 2], padding: 'same' }), greatest],
  ['maxPool2d, dilated', [6, 5, 2], n.maxPool2d([2, 2], { stride: [1, 1], dilation: [2, 1] }), greatest],
  ['maxPool3d', [2, 4, 3, 2], n.maxPool3d([2, 2, 3]), greatest],
  ['averagePool1d', [7, 2], n.averagePool1d(3, { stride: 2, padding: 'same' }), mean],
  ['averagePool2d', [4, 6, 2], n.averagePool2d([2, 3]), mean],
  ['averagePool2d, overlapping', [5, 5, 2], n.averagePool2d([3, 3], { stride: [1, 1] }), mean],
  ['averagePool3d', [2, 4, 3, 2], n.averagePool3d([2, 2, 1]), mean],
  // Sums over whole axes, and repetitions: they have no windows.
  ['globalAveragePool', [4, 5, 2], n.globalAveragePool, []],
  ['globalMaxPool', [4, 5, 2], n.globalMaxPool, []],
  ['upSample1d', [4, 2], n.upSample1d(2), []],
  ['upSample2d', [3, 4, 2], n.upSample2d([2, 3]), []],
]
