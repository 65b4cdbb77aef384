/** Networks and their layers. */
export type {
  AsyncCompileOptions, AsyncPredictor, CompileOptions, CompileWith, Predict, PredictAsync, Predictor,
} from './predictor.js'
export { input, type InputNetwork, type Inputs } from './input.js'
export type { AnyNetwork, Branches, Context, Decoding, LayerIndex, Network, Params, Pass, PlacedLayer, Spans, TensorNetwork } from './network.js'
export type { Batched, DTypes, Example, Floats, Form, FormOf, RowsOf, Shapes, Tensors, TypesOf } from '../tensor/form.js'
export type { Blocks, RulesIn } from './branches.js'
export type { Layer } from './layer.js'
export type {
  Added, Block, BlockParams, FloatIn, Gives, KeepsRule, LayerRule, Out, RuleOf, SequentialRule, ShapeIn,
} from './rule.js'
export type { Named, NamedParams } from './params.js'
export { named, type NamedRule } from './named.js'
export { repeat, sequential } from './sequential.js'
export * as initializer from './initializer.js'
export type { Initializer } from './initializer.js'
export {
  celu, elu, gelu, hardSigmoid, hardSwish, leakyRelu, logSoftmax, mish, relu, relu6, selu, sigmoid, silu, softmax, softplus,
  softsign, step, tanh, type Activation,
} from './activation.js'
export { prelu, type PreluOptions, type PreluParams } from './prelu.js'
export { geglu, glu, reglu, swiglu } from './gated.js'
export { flatten, reshape, slice } from './arrange.js'
export { add, concatenate, identity, multiply, parallel } from './branch.js'
export { each, outputs, type EachRule, type OutputsRule } from './outputs.js'
export { andThen, highway, residual } from './combine.js'
export {
  conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d,
  type Conv1dParams, type Conv2dParams, type Conv3dParams,
  type ConvolutionKernel, type ConvolutionOptions, type ConvolutionParams,
} from './convolution.js'
export {
  depthwiseConv1d, depthwiseConv2d, separableConv1d, separableConv2d,
  type DepthwiseOptions, type SeparableKernels, type SeparableOptions, type SeparableParams,
} from './separable.js'
export { crop1d, crop2d, zeroPad1d, zeroPad2d } from './border.js'
export { upSample1d, upSample2d, type UpSampleOptions } from './upSample.js'
export { decode, type Decoded, type Decoder } from './decode.js'
export { dense, type DenseOptions, type DenseParams, type DenseWeights } from './dense.js'
export { alphaDropout, dropout, dropPath, gaussianNoise, spatialDropout } from './dropout.js'
export { layer, type Own, type OwnRule, type Ruling } from './own.js'
export { calibrate } from './calibrate.js'
export { batchNorm, type BatchNormOptions, type BatchNormParams, type Statistics } from './batchNorm.js'
export {
  groupNorm, layerNorm, rmsNorm, type GroupNormOptions, type LastAxis, type LayerNormParams, type NormOptions, type RmsNormParams,
} from './normalization.js'
export { tied, type Tie } from './tied.js'
export { train } from './train.js'
export {
  attention, type AttentionOptions, type AttentionParams, type AttentionWeights, type CrossAttentionOptions,
} from './attention.js'
export { crossAttention, encoderDecoder } from './crossAttention.js'
export type { Source } from './source.js'
export { embedding, tiedEmbedding, type EmbeddingOptions, type EmbeddingParams, type TiedParams } from './embedding.js'
export {
  gru, lstm, simple, type Cell, type CellOptions, type CellParams, type GateParams, type GateWeights, type GruOptions,
  type GruParams, type GruWeights, type LstmOptions, type LstmParams, type LstmWeights, type WithBias,
} from './cell.js'
export { padding, type Mask, type PaddingOptions } from './mask.js'
export { positionEmbedding, sinusoidalPositions, type PositionParams } from './position.js'
export {
  transformerBlock, type PostNormParams, type PostNormWeights, type TransformerOptions, type TransformerParams,
  type TransformerWeights,
} from './transformer.js'
export { bidirectional, recurrent, type BidirectionalParams, type RecurrentOptions } from './recurrent.js'
export type { CellState, HiddenState, InitialState, LearnedState, LstmState, StateShape } from './state.js'
export { unroll, type UnrollOptions } from './unroll.js'
export { rows, summary, type Row } from './summary.js'
export {
  averagePool1d, averagePool2d, averagePool3d, globalAveragePool, globalMaxPool, maxPool1d, maxPool2d, maxPool3d,
} from './pooling.js'
export { globalAveragePoolWith, globalMaxPoolWith, type MaskedPoolOptions } from './maskedPooling.js'
// What signatures of layers are made of: rules, which say what a layer does to types, and what rules are told.
export type { FlattenRule, ReshapeRule, SliceRule } from './arrange.js'
export type { AttentionLayer, AttentionRule, AttentionWeightsRule, Projections, Width } from './attention.js'
export type { BatchNormRule } from './batchNorm.js'
export type { Bordering, BorderRule } from './border.js'
export type { Beside, BranchesRule, IdentityRule, Themselves, Way as JoinWay } from './branch.js'
export type { Returns, BidirectionalRule, RecurrentRule } from './recurrent.js'
export type { Kinds } from './state.js'
export type { AndThenRule, HighwayRule, Itself, ResidualRule } from './combine.js'
export type { Convolution, ConvolutionKernelRule, ConvolutionRule } from './convolution.js'
export type {
  CrossAttentionLayer, CrossAttentionRule, CrossAttentionWeightsRule, EncoderDecoderRule, Sequence,
} from './crossAttention.js'
export type { DenseLayer, DenseRule, DenseWeightsRule } from './dense.js'
export type { EmbeddingRule, TiedEmbeddingRule } from './embedding.js'
export type { GatedRule } from './gated.js'
export type { MaskedPoolingRule } from './maskedPooling.js'
export type { AnyNet, Grown, Naming } from './named.js'
export type { GroupNormRule, LayerNormRule, RmsNormRule } from './normalization.js'
export type { DefineLayer, Held, HeldPasses, OwnParams } from './own.js'
export type { Part } from './params.js'
export type { GlobalPoolingRule, Pooling, PoolingRule } from './pooling.js'
export type { PreluRule } from './prelu.js'
export type { Bias, ByBias, Has } from './bias.js'
export type { Depthwise, DepthwiseRule, Separable, SeparableRule } from './separable.js'
export type { UpSample, UpSampleRule } from './upSample.js'
export type { PositionRule, SinusoidalRule } from './position.js'
export type { Accepted, InTurn, NetworkRule, Refused, Repeated, RulesInTurn, RulesOf } from './rule.js'
export type { ScannedOptions, ScannedRule } from './scanned.js'
export type { RepeatOptions, RepeatRule, UndecidedRule } from './sequential.js'
export type { Tensors as CellTensors } from './cell.js'
export type { TiedRule } from './tied.js'
export type { BlockParts, Norm, TransformerLayer, TransformerRule, TransformerWeightsRule } from './transformer.js'
export type { Channels, Way } from './window.js'
export type { Border1d, Border2d, Borders, Resizing } from '../shape/border.js'
export type { Fits, Known } from '../shape/fits.js'
export type { Range } from '../shape/slice.js'
export type { Extent, Padding, Padding2d, Padding3d, Paddings, Pair, Triple } from '../shape/window.js'
