/** Valid calls of network, loss, optimizer, schedule, metric and initializer. */
import { backend, loss, metric, network as n, optimizer, pipe, random, tensor as t } from '../../src/index.js'
import { also, any, data, optional, options, type Rows } from './walk.js'

const key = random.key(0)
const row = n.input([4])
const words = n.input([4], 'i32')
const steps = n.input([4, 2])
const volumes = n.input([3, 4, 4, 2])
const images = n.input([4, 4, 2])
const attentive = pipe(steps, n.attention({ heads: 1, causal: true }))
const weights: n.Initializer = (_, shape, dtype) => t.full(shape, 0.1, dtype)

type Net = n.Network<any, any, any, any, any>
/** Runs a network in training on two examples. */
const run = (net: Net): unknown =>
  net.apply(net.init(key), { key })(t.zeros([2, ...net.input], net.inputDtype) as never)
const layer = (...calls: readonly (readonly unknown[])[]) => ({ calls, use: run })

const window2d = { stride: [1, 1], dilation: [1, 1], padding: 'same' }
const window3d = { stride: [1, 1, 1], dilation: [1, 1, 1], padding: 'same' }
const window1d = { stride: 1, dilation: 1, padding: 'same' }
const initial = { weights, bias: weights }
const convolution2d = layer([options({ filters: 2, kernel: [2, 2], ...window2d, groups: 1, ...initial }, 'filters', 'kernel')], [images])
const convolution3d = layer([options({ filters: 2, kernel: [2, 2, 2], ...window3d, groups: 1, ...initial }, 'filters', 'kernel')], [volumes])
const convolution1d = layer([options({ filters: 2, kernel: 2, ...window1d, groups: 1, ...initial }, 'filters', 'kernel')], [steps])
const activation = layer([row])
const attending = { heads: 2, keyValueHeads: 1, softcap: 5, attentionDropout: 0.1, ...initial }
const cell = (units: number) => n.gru(units)
const unrolling = { mask: (x: any) => t.ones([x.shape[0], x.shape[1]], 'bool'), checkpoint: false }
const recurrence = { ...unrolling, returns: 'last', initialState: 'learned' }

export const networks: Rows<typeof n> = {
  input: [[[4], optional('f32')]],
  outputs: { calls: [[{ left: n.dense(2), right: n.relu }], [row]], use: run },
  each: {
    calls: [[{ left: n.dense(2) }], [n.input({ left: [4], right: [3] })]],
    use: (net: Net) => net.apply(net.init(key), { key })({ left: t.zeros([2, 4]), right: t.zeros([2, 3]) } as never),
  },
  elu: layer([optional(1)], [row]), leakyRelu: layer([optional(0.1)], [row]),
  gelu: activation, relu: activation, selu: activation, sigmoid: activation, silu: activation, softmax: activation,
  softplus: activation, step: activation, tanh: activation,
  celu: layer([optional(1)], [row]), hardSigmoid: activation, hardSwish: activation, logSoftmax: activation, mish: activation,
  relu6: activation, softsign: activation,
  prelu: layer([options({ slope: weights })], [row]),
  geglu: activation, glu: activation, reglu: activation, swiglu: activation,
  flatten: layer([images]),
  reshape: layer([[2, 2]], [row]),
  slice: layer([[[0, 2]]], [row]),
  concatenate: layer([-1], [pipe(row, n.dense(2)), pipe(row, n.dense(3))], [row]),
  parallel: layer([pipe(row, n.dense(2)), pipe(row, n.dense(3))], [row]),
  add: layer([pipe(row, n.dense(3)), n.dense(3)], [row]), multiply: layer([pipe(row, n.dense(3)), n.dense(3)], [row]),
  identity: activation,
  andThen: layer([pipe(row, n.dense(2))], [row]),
  highway: layer([pipe(row, n.dense(4)), pipe(row, n.dense(4))], [row]),
  residual: layer([pipe(row, n.dense(4))], [row]),
  sequential: layer([n.dense(4), n.relu], [row]),
  repeat: layer([2, n.dense(4), options({ scanned: true, checkpoint: false })], [row]),
  conv1d: convolution1d, conv2d: convolution2d, convTranspose1d: convolution1d, convTranspose2d: convolution2d,
  conv3d: convolution3d, convTranspose3d: convolution3d,
  dense: layer([2, options(initial)], [row]),
  depthwiseConv1d: layer([options({ kernel: 2, ...window1d, multiplier: 2, ...initial }, 'kernel')], [steps]),
  depthwiseConv2d: layer([options({ kernel: [2, 2], ...window2d, multiplier: 2, ...initial }, 'kernel')], [images]),
  separableConv1d: layer([options({ filters: 2, kernel: 2, ...window1d, multiplier: 2, ...initial }, 'filters', 'kernel')], [steps]),
  separableConv2d: layer([options({ filters: 2, kernel: [2, 2], ...window2d, multiplier: 2, ...initial }, 'filters', 'kernel')], [images]),
  crop1d: layer([also([1, 0], 'number')], [steps]), crop2d: layer([also([[1, 0], [0, 2]], 'number')], [images]),
  zeroPad1d: layer([also([1, 0], 'number')], [steps]), zeroPad2d: layer([also([[1, 0], [0, 2]], 'number')], [images]),
  upSample1d: layer([2, options({ method: 'linear' })], [steps]),
  upSample2d: layer([also([2, 3], 'number'), options({ method: 'bilinear' })], [images]),
  alphaDropout: layer([0.5], [row]), dropPath: layer([0.5], [row]), dropout: layer([0.5], [row]),
  gaussianNoise: layer([0.5], [row]), spatialDropout: layer([0.5], [row]),
  layer: layer([options({
    name: 'own', shape: (shape: unknown) => shape, init: () => ({}), apply: () => (x: unknown) => x,
    train: () => (x: unknown) => [x, {}], operations: () => 1, networks: {},
  }, 'name', 'shape', 'apply')], [row]),
  named: layer(['body', n.dense(2)], [row]),
  calibrate: {
    calls: [[pipe(steps, n.batchNorm()), options({ backend: undefined })],
      [pipe(steps, n.batchNorm()).init(key), [{ inputs: t.ones([3, 4, 2]) }]]],
  },
  batchNorm: layer([options({ epsilon: 1e-3, momentum: 0.5 })], [row]),
  groupNorm: layer([options({ groups: 2, epsilon: 1e-3 }, 'groups')], [images]),
  layerNorm: layer([options({ epsilon: 1e-3 })], [row]),
  rmsNorm: layer([options({ epsilon: 1e-3 })], [row]),
  tied: layer([pipe(row, n.dense(4)), options({ keep: (all: unknown) => all, use: (all: unknown) => all }, 'keep', 'use')], [row]),
  train: [[pipe(row, n.dense(2))], [pipe(row, n.dense(2)).init(key), options({ key, momentum: 0.5, inputs: any(undefined), sources: any(undefined) })], [t.ones([2, 4])]],
  attention: layer([options({ ...attending, mask: recurrence.mask, causal: true, rotary: false }, 'heads')], [steps]),
  crossAttention: {
    calls: [[also(data({ shape: [4, 2], dtype: 'f32' }), 'tensor'), options({ ...attending, mask: recurrence.mask }, 'heads')], [steps]],
    use: (net: Net) => net.init(key),
  },
  encoderDecoder: layer([steps, (source: any) => pipe(steps, n.crossAttention(source, { heads: 2 }))], [steps]),
  embedding: layer([3, 2, options({ table: weights, dtype: 'f32' })], [words]),
  tiedEmbedding: layer([3, pipe(steps, n.dense(2)), options({ table: weights })], [words]),
  gru: { calls: [[2, options({ ...initial, recurrent: weights, reset: 'before' })]], use: (c: any) => run(pipe(steps, n.recurrent(c)) as Net) },
  lstm: { calls: [[2, options({ ...initial, recurrent: weights, forgetBias: 1 })]], use: (c: any) => run(pipe(steps, n.recurrent(c)) as Net) },
  simple: { calls: [[2, options({ ...initial, recurrent: weights })]], use: (c: any) => run(pipe(steps, n.recurrent(c)) as Net) },
  padding: [[also(0, 'nan'), optional([1, 3], 'null', 'record')], [t.ones([2, 4])]],
  positionEmbedding: layer([options({ table: weights })], [steps]),
  sinusoidalPositions: layer([steps]),
  transformerBlock: layer([options({ ...attending, hidden: 3, dropout: 0.1, mask: recurrence.mask, causal: true, rotary: false, norm: 'post', activation: n.relu }, 'heads', 'hidden')], [steps]),
  bidirectional: layer([cell(2), options(recurrence)], [steps]),
  recurrent: layer([cell(2), options({ ...recurrence, reverse: true })], [steps]),
  unroll: [[cell(2), options({ ...unrolling, reverse: true })], [cell(2).init(key, 2, 'f32')], [t.ones([1, 4, 2]), optional({ hidden: t.ones([1, 2]) })]],
  rows: [[row]],
  decode: {
    calls: [[attentive, attentive.init(key), options({ backend: backend.pure })]],
    use: (made: any) => made.step(made.init(2), t.zeros([2, 2])),
  },
  summary: [[row]],
  averagePool1d: layer([2, options(window1d)], [steps]), maxPool1d: layer([2, options(window1d)], [steps]),
  averagePool2d: layer([[2, 2], options(window2d)], [images]), maxPool2d: layer([[2, 2], options(window2d)], [images]),
  averagePool3d: layer([[2, 2, 2], options(window3d)], [volumes]), maxPool3d: layer([[2, 2, 2], options(window3d)], [volumes]),
  globalAveragePool: layer([images]), globalMaxPool: layer([images]),
  globalAveragePoolWith: layer([options({ mask: unrolling.mask }, 'mask')], [steps]),
  globalMaxPoolWith: layer([options({ mask: unrolling.mask }, 'mask')], [steps]),
}

const made = [key, [2, 3], optional('f32')]
export const initializers: Rows<typeof n.initializer> = {
  constant: [[0.5], made],
  zeros: [made], ones: [made], glorotUniform: [made], glorotNormal: [made], heUniform: [made], heNormal: [made],
  lecunUniform: [made], lecunNormal: [made],
  given: [[t.ones([2, 3])], made],
  uniform: [[options({ low: 0, high: 1 }, 'low', 'high')], made],
  normal: [[options({ mean: 0, deviation: 1 }, 'deviation')], made],
  truncatedNormal: [[options({ mean: 0, deviation: 1 }, 'deviation')], made],
  fans: [[[2, 3]]],
  orthogonal: [[options({ gain: 1 })], made],
}

const outputs = t.of([2, 3], [1, 2, 3, 4, 5, 6])
const distribution = t.of([2, 3], [1, 0, 0, 0, 1, 0])
const classes = t.of([2], [0, 2], 'i32')
const pairs = t.of([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
const alike = t.of([2], [0, 1], 'i32')
/** The mean of a loss, with weights too. */
const mean = (targets: unknown) => (made: any) => [made.of(outputs, targets), made.of(outputs, targets, t.ones([2]))]

export const losses: Rows<typeof loss> = {
  define: { calls: [[options({
    name: 'own', perExample: () => t.ones([2]), classWeight: () => t.ones([2]), complaint: () => undefined,
  }, 'name', 'perExample')]], use: mean(outputs) },
  softmaxCrossEntropy: { calls: [[options({ labelSmoothing: 0.1, classWeights: [1, 2, 3] })]], use: mean(distribution) },
  sparseSoftmaxCrossEntropy: { calls: [[options({ labelSmoothing: 0.1, classWeights: [1, 2, 3], ignore: 2 })]], use: mean(classes) },
  klDivergence: { calls: [[]], use: mean(distribution) },
  outputs: {
    calls: [[{ left: loss.squaredError(), right: { loss: loss.hinge(), weight: 0.5 } }]],
    use: (made: any) => made.of({ left: outputs, right: outputs }, { left: outputs, right: t.ones([2, 3]) }),
  },
  squaredError: { calls: [[]], use: mean(outputs) },
  meanSquaredError: { calls: [[]], use: mean(outputs) },
  meanAbsoluteError: { calls: [[]], use: mean(outputs) },
  absoluteError: { calls: [[]], use: mean(outputs) },
  huber: { calls: [[options({ delta: 1 })]], use: mean(outputs) },
  sigmoidBinaryCrossEntropy: { calls: [[]], use: mean(distribution) },
  hinge: { calls: [[]], use: mean(t.ones([2, 3])) },
  multiclassHinge: { calls: [[options({ ignore: 2 })]], use: mean(classes) },
  sigmoidFocal: { calls: [[options({ gamma: 2, alpha: 0.25, reduction: 'mean' })]], use: mean(distribution) },
  sparseSoftmaxFocal: { calls: [[options({ gamma: 2, classWeights: [1, 2, 3], ignore: 2 })]], use: mean(classes) },
  poisson: { calls: [[options({ logInput: false, epsilon: 1e-6, full: true, reduction: 'mean' })]], use: mean(outputs) },
  quantile: { calls: [[options({ quantile: 0.9, reduction: 'mean' })]], use: mean(outputs) },
  logCosh: { calls: [[options({ reduction: 'mean' })]], use: mean(outputs) },
  gaussianNegativeLogLikelihood: { calls: [[options({ full: true, reduction: 'mean' })]], use: (made: any) => made.of(pairs, t.ones([2, 2])) },
  cosineSimilarity: { calls: [[]], use: mean(outputs) },
  cosineEmbedding: { calls: [[options({ margin: 0.5 })]], use: (made: any) => made.of(pairs, alike) },
  contrastive: { calls: [[options({ margin: 2 })]], use: (made: any) => made.of(pairs, alike) },
  triplet: { calls: [[options({ margin: 2, mining: 'all', distance: 'squared' })]], use: mean(classes) },
  ntXent: { calls: [[options({ temperature: 0.5 })]], use: mean(classes) },
  dice: { calls: [[options({ logits: true, smooth: 0.5, squared: false, perClass: true })]], use: mean(distribution) },
  ctc: { calls: [[options({ length: 1, blank: 0, padding: -1 }, 'length')]], use: (made: any) => made.of(pairs, t.of([2, 1], [1, -1], 'i32')) },
  l1: [[0.1], [pipe(row, n.dense(2)).init(key)]],
  l2: [[0.1], [pipe(row, n.dense(2)).init(key)]],
}

const params = [{ weights: t.ones([2, 2]), bias: t.ones([2]) }] as const
const gradients = [{ weights: t.full([2, 2], 0.5), bias: t.full([2], 0.5) }] as const
/** One update. */
const update = (o: any): unknown => o.update(gradients, o.init(params), params, { loss: t.scalar(1) })
const rule = (...args: readonly unknown[]) => ({ calls: [args], use: update })
const rate = { learningRate: also(0.1, 'function') }
const moments = { beta1: 0.9, beta2: 0.99, epsilon: 1e-6 }
const decaying = { weightDecay: 0.1, mask: () => true }
const constantly = optimizer.schedule.constant(0.1)

export const optimizers: Rows<typeof optimizer> = {
  isWeights: [['0.weights']],
  scaleByAdagrad: rule(options({ initial: 0.1, epsilon: 1e-3 })),
  adagrad: rule(options({ ...rate, initial: 0.1, epsilon: 1e-3 }, 'learningRate')),
  scaleByAdam: rule(options({ ...moments, nesterov: true })),
  adam: rule(options({ ...rate, ...moments }, 'learningRate')),
  nadam: rule(options({ ...rate, ...moments }, 'learningRate')),
  adamw: rule(options({ ...rate, ...moments, ...decaying }, 'learningRate')),
  amsgrad: rule(options({ ...rate, ...moments }, 'learningRate')),
  scaleByAmsgrad: rule(options(moments)),
  adamax: rule(options({ ...rate, ...moments }, 'learningRate')),
  scaleByAdamax: rule(options(moments)),
  adadelta: rule(options({ learningRate: optional(0.1, 'function'), decay: 0.9, epsilon: 1e-6 })),
  scaleByAdadelta: rule(options({ decay: 0.9, epsilon: 1e-6 })),
  lamb: rule(options({ ...rate, ...moments, ...decaying }, 'learningRate')),
  scaleByTrustRatio: rule(options({ coefficient: 0.5, epsilon: 0.1 })),
  accumulate: rule(2, optimizer.scale(1)),
  averageParameters: rule(options({ decay: 0.9, debias: true, begin: 1, mask: () => true })),
  averaged: [[data({ params, optimizer: optimizer.averageParameters().init(params) })]],
  masked: rule(optimizer.scale(1), also('0', 'function')),
  freeze: rule(optional(also('0', 'function'), 'function')),
  partition: rule(data({ 0: optimizer.scale(1), rest: optimizer.scale(2) }), optional(() => '0')),
  reportValue: [[also(0.5, 'nan')], [data({ optimizer: [optimizer.reduceOnPlateau({ watch: 'reported' }).init(params)] })]],
  chain: rule(optimizer.scale(1), optimizer.scale(2)),
  stateless: rule((updates: unknown) => updates),
  applyUpdates: [[t.ones([2]), t.ones([2])]],
  clipByValue: rule(1), clipByNorm: rule(1), clipByGlobalNorm: rule(1),
  addDecayedWeights: rule(options({ rate: 0.1, mask: () => true }, 'rate')),
  scaleByLion: rule(options({ beta1: 0.9, beta2: 0.99 })),
  lion: rule(options({ ...rate, beta1: 0.9, beta2: 0.99, ...decaying }, 'learningRate')),
  sgd: rule(options(rate, 'learningRate')),
  trace: rule(options({ decay: 0.9, nesterov: true }, 'decay')),
  momentum: rule(options({ ...rate, decay: 0.9 }, 'learningRate')),
  nesterov: rule(options({ ...rate, decay: 0.9 }, 'learningRate')),
  reduceOnPlateau: rule(options({ watch: 'reported', factor: 0.5, patience: 2, relative: 0.1, absolute: 0.1, cooldown: 1, every: 1, least: 0.01 })),
  scale: rule(2),
  scaleBySchedule: rule(constantly),
  scaleByLearningRate: rule(also(0.1, 'function')),
  scaleByRms: rule(options({ decay: 0.9, epsilon: 1e-3 })),
  scaleByCenteredRms: rule(options({ decay: 0.9, epsilon: 1e-3 })),
  rmsprop: rule(options({ ...rate, decay: 0.9, epsilon: 1e-3 }, 'learningRate')),
}

const at = (schedule: any): unknown => schedule(t.scalar(3, 'i32'))
export const schedules: Rows<typeof optimizer.schedule> = {
  constant: { calls: [[0.1]], use: at },
  polynomialDecay: { calls: [[options({ initial: 1, end: 0.1, steps: 5, power: 2 }, 'initial', 'steps')]], use: at },
  cosineDecay: { calls: [[options({ initial: 1, end: 0.1, steps: 5 }, 'initial', 'steps')]], use: at },
  exponentialDecay: {
    calls: [[options({ initial: 1, factor: 0.5, steps: 5, staircase: true, begin: 1, end: 0.1 }, 'initial', 'factor', 'steps')]], use: at,
  },
  cosineRestarts: {
    calls: [[options({ initial: 1, end: 0.1, steps: 5, growth: 2, factor: 0.5 }, 'initial', 'steps')]], use: at,
  },
  inverseTimeDecay: { calls: [[options({ initial: 1, rate: 0.5, steps: 5, staircase: true }, 'initial', 'rate', 'steps')]], use: at },
  piecewise: { calls: [[options({ initial: 1, factors: [[2, 0.5]] }, 'initial', 'factors')]], use: at },
  oneCycle: {
    calls: [[options({ peak: 1, steps: 50, rise: 0.3, divisor: 10, finalDivisor: 10, curve: 'linear', fall: 0.8 }, 'peak', 'steps')]], use: at,
  },
  andThen: { calls: [[2, constantly], [constantly]], use: at },
  warmup: { calls: [[options({ steps: 2, initial: 0.1 }, 'steps')], [constantly]], use: at },
}

const evidence = (predictions: unknown, targets: unknown) => data({ predictions, targets, loss: also(1, 'nan') })
/** A metric with all its options, of outputs that are logits as well as probabilities. */
const measuring = (fields: Readonly<Record<string, unknown>>) =>
  ({ calls: [[options(fields)]], use: (m: any) => m.of({ predictions: t.full([3, 3], 1 / 3), targets: t.range(3), loss: 1 }) })
const chances = { from: 'probabilities', ignore: -1 }
export const metrics: Rows<typeof metric> = {
  balancedAccuracy: measuring({ adjusted: true }), cohenKappa: measuring({ weights: 'linear' }),
  jaccard: measuring({ average: 'micro' }), meanIoU: measuring({ ignore: -1 }), iouPerClass: measuring({ ignore: -1 }),
  logLoss: measuring(chances), perplexity: measuring(chances), brierScore: measuring(chances),
  calibrationError: measuring({ ...chances, bins: 10, norm: 'max' }),
  prAuc: measuring({ average: 'weighted' }),
  meanAbsolutePercentageError: {
    calls: [[options({ epsilon: 0.1 })]], use: (m: any) => m.of({ predictions: t.ones([3]), targets: t.ones([3]), loss: 1 }),
  },
  values: [[{ accuracy: metric.accuracy }], [evidence(outputs, classes)]],
  topK: { calls: [[2]], use: (m: any) => m.of({ predictions: outputs, targets: classes, loss: 1 }) },
  f1With: { calls: [[options({ average: 'micro' })]], use: (m: any) => m.of({ predictions: outputs, targets: classes, loss: 1 }) },
  precisionWith: { calls: [[options({ average: 'micro' })]], use: (m: any) => m.of({ predictions: outputs, targets: classes, loss: 1 }) },
  recallWith: { calls: [[options({ average: 'micro' })]], use: (m: any) => m.of({ predictions: outputs, targets: classes, loss: 1 }) },
  rocAucWith: { calls: [[options({ average: 'weighted' })]], use: (m: any) => m.of({ predictions: t.ones([3, 3]), targets: t.range(3), loss: 1 }) },
}
