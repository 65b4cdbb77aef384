/** What is not run of ONNX's node tests, and why. */

/** Cases of operators that are run otherwise. */
export const unlike: Readonly<Record<string, string>> = {
  maxpool_with_argmax_2d_precomputed_pads: 'no pooling gives positions',
  maxpool_with_argmax_2d_precomputed_strides: 'no pooling gives positions',
  reduce_log_sum_exp_empty_set: 'over no elements it is an error, with its shape, not -∞',
  reduce_max_empty_set: 'the greatest of no elements is an error, with its shape, not -∞',
  reduce_min_empty_set: 'the least of no elements is an error, with its shape, not ∞',
  scatter_elements_with_reduction_mul: 'no scatter multiplies',
  scatternd_multiply: 'no scatter multiplies',
  unique_sorted_with_axis: '`unique` is of elements, not of rows',
  unique_sorted_with_axis_3d: '`unique` is of elements, not of rows',
  unique_sorted_with_negative_axis: '`unique` is of elements, not of rows',
}

const layer = 'a layer of `network`, or some: against PyTorch, Keras and JAX in spec/outside'
const noLayer = 'a layer that `network` has not'
const quantized = 'there are no integers of 8 bits'
const strings = 'there are no strings in tensors'
const lists = 'there are no sequences of tensors and no optional ones in programs: lists are of JavaScript'
const random = 'random numbers are of a key, not those of ONNX'
const property = 'a property of a tensor, not an operation'
const resampled = 'images are not sampled between their elements in the tensor language'

/** Operators of which no case is run. */
export const otherOperators: Readonly<Record<string, string>> = {
  'a function of ONNX, expanded': 'the same inputs and outputs as the case without `expanded`, by other operators',
  Adagrad: 'optimizers are against Optax and PyTorch in spec/outside',
  Adam: 'optimizers are against Optax and PyTorch in spec/outside',
  AffineGrid: resampled,
  ArrayFeatureExtractor: 'of ai.onnx.ml: `gather` along the last axis',
  Attention: layer,
  Bernoulli: random,
  Binarizer: 'of ai.onnx.ml: a comparison',
  BitCast: 'bits are not read as another type',
  BlackmanWindow: '`signal` has no such window',
  CausalConvWithState: noLayer,
  Col2Im: 'the way back of windows is the derivative of a convolution, not an operation',
  Constant: 'there is nothing to do',
  ConvInteger: quantized,
  ConvTranspose: layer,
  DeformConv: resampled,
  DequantizeLinear: quantized,
  Dropout: random,
  DynamicQuantizeLinear: quantized,
  FlexAttention: noLayer,
  GRU: layer,
  GridSample: resampled,
  HammingWindow: 'windows of `signal` are against SciPy in spec/outside',
  HannWindow: 'windows of `signal` are against SciPy in spec/outside',
  If: 'branches are programs: `cond` is against JAX in spec/outside',
  ImageDecoder: 'of files',
  LRN: noLayer,
  LSTM: layer,
  LabelEncoder: strings,
  LinearAttention: noLayer,
  Loop: 'bodies are programs: `whileLoop` and `scan` are against JAX in spec/outside',
  LpPool: noLayer,
  MatMulInteger: quantized,
  MaxUnpool: 'no pooling gives positions',
  MelWeightMatrix: 'spectra of `signal` are against librosa in spec/outside',
  Momentum: 'optimizers are against Optax and PyTorch in spec/outside',
  NegativeLogLikelihoodLoss: 'losses are against PyTorch and Optax in spec/outside',
  NonMaxSuppression: 'of the boxes of a detector',
  OptionalGetElement: lists,
  OptionalHasElement: lists,
  QLinearConv: quantized,
  QLinearMatMul: quantized,
  QuantizeLinear: quantized,
  RNN: layer,
  RegexFullMatch: strings,
  Resize: resampled,
  RoiAlign: resampled,
  RotaryEmbedding: noLayer,
  STFT: 'spectra of `signal` are against SciPy in spec/outside',
  Scan: 'bodies are programs: `whileLoop` and `scan` are against JAX in spec/outside',
  SequenceInsert: lists,
  SequenceMap: lists,
  Shape: property,
  Size: property,
  SoftmaxCrossEntropyLoss: 'losses are against PyTorch and Optax in spec/outside',
  SplitToSequence: lists,
  StringConcat: strings,
  StringNormalizer: strings,
  StringSplit: strings,
  SwiGLU: layer,
  TfIdfVectorizer: 'of text',
  TreeEnsemble: 'of ai.onnx.ml: trees are no networks',
  Upsample: layer,
}

const type = 'there is no such element type'

/** Cases of operators that are run which the fixture has not, by what it says of them. */
export const otherCases: Readonly<Record<string, string>> = {
  bfloat16: type,
  float16: type,
  float4_e2m1fn: type,
  float8_e4m3fn: type,
  float8_e4m3fnuz: type,
  float8_e5m2: type,
  float8_e5m2fnuz: type,
  float8_e8m0fnu: type,
  int16: type,
  int2: type,
  int4: type,
  int8: type,
  large: 'of more than 600 elements, of which none can be left out',
  object: strings,
  sequence: lists,
  uint16: type,
  uint2: type,
  uint4: type,
  uint8: type,
}
