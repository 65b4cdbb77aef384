/** Networks and their layers. */
export type { CompileOptions, Predict, Predictor } from './compile.js'
export { input, type AnyNetwork, type Context, type Network, type Params, type PlacedLayer } from './network.js'
export type { Layer } from './layer.js'
export type {
  Added, Block, BlockParams, FloatIn, Gives, KeepsRule, LayerRule, Out, RuleOf, SequentialRule, ShapeIn,
} from './rule.js'
export type { Named, NamedParams } from './params.js'
export { named, type NamedRule } from './named.js'
export { repeat, sequential } from './sequential.js'
export * as initializer from './initializer.js'
export type { Initializer } from './initializer.js'
export { elu, gelu, leakyRelu, relu, selu, sigmoid, silu, softmax, softplus, step, tanh, type Activation } from './activation.js'
export { flatten, reshape, slice } from './arrange.js'
export { concatenate, parallel } from './branch.js'
export { andThen, highway, residual } from './combine.js'
export {
  conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d,
  type Conv1dParams, type Conv2dParams, type Conv3dParams, type ConvolutionOptions, type ConvolutionParams,
} from './convolution.js'
export { dense, type DenseOptions, type DenseParams } from './dense.js'
export { dropout } from './dropout.js'
export { layer, type Own, type OwnRule, type Ruling } from './own.js'
export { calibrate } from './calibrate.js'
export { batchNorm, type BatchNormOptions, type BatchNormParams, type Statistics } from './batchNorm.js'
export {
  groupNorm, layerNorm, rmsNorm, type GroupNormOptions, type LastAxis, type LayerNormParams, type NormOptions, type RmsNormParams,
} from './normalization.js'
export { tied, type Tie } from './tied.js'
export { train } from './train.js'
export { attention, type AttentionOptions, type AttentionParams, type CrossAttentionOptions } from './attention.js'
export { crossAttention, encoderDecoder, type Source } from './crossAttention.js'
export { embedding, tiedEmbedding, type EmbeddingOptions, type EmbeddingParams, type TiedParams } from './embedding.js'
export {
  gru, lstm, simple, type Cell, type CellOptions, type CellParams, type GateParams, type GruOptions, type GruParams,
  type LstmOptions, type LstmParams,
} from './cell.js'
export { padding, type Mask } from './mask.js'
export { positionEmbedding, sinusoidalPositions, type PositionParams } from './position.js'
export { transformerBlock, type TransformerOptions, type TransformerParams } from './transformer.js'
export { bidirectional, recurrent, type BidirectionalParams, type RecurrentOptions } from './recurrent.js'
export { rows, summary, type Row } from './summary.js'
export {
  averagePool1d, averagePool2d, averagePool3d, globalAveragePool, globalMaxPool, maxPool1d, maxPool2d, maxPool3d,
} from './pooling.js'
// What signatures of layers are made of: rules, which say what a layer does to types, and what rules are told.
export type { FlattenRule, ReshapeRule, SliceRule } from './arrange.js'
export type { AttentionRule, Width } from './attention.js'
export type { BatchNormRule } from './batchNorm.js'
export type { Beside, BranchesRule, Rules, Themselves } from './branch.js'
export type { Kinds, Returns, BidirectionalRule, RecurrentRule } from './recurrent.js'
export type { AndThenRule, HighwayRule, Itself, ResidualRule } from './combine.js'
export type { Convolution, ConvolutionRule } from './convolution.js'
export type { CrossAttentionRule, EncoderDecoderRule, Sequence } from './crossAttention.js'
export type { DenseRule } from './dense.js'
export type { EmbeddingRule, TiedEmbeddingRule } from './embedding.js'
export type { AnyNet, Grown, Naming } from './named.js'
export type { GroupNormRule, LayerNormRule, RmsNormRule } from './normalization.js'
export type { DefineLayer, Held, HeldPasses, OwnParams } from './own.js'
export type { Part } from './params.js'
export type { GlobalPoolingRule, Pooling, PoolingRule } from './pooling.js'
export type { PositionRule, SinusoidalRule } from './position.js'
export type { Accepted, InTurn, NetworkRule, Refused, Repeated, RulesInTurn, RulesOf } from './rule.js'
export type { Tensors } from './cell.js'
export type { TiedRule } from './tied.js'
export type { TransformerRule } from './transformer.js'
export type { Channels, Way } from './window.js'
export type { Fits, Known } from '../shape/fits.js'
export type { Range } from '../shape/slice.js'
export type { Extent, Padding, Padding2d, Padding3d, Paddings, Pair, Triple } from '../shape/window.js'
