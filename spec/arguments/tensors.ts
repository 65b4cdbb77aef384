/** Valid calls of tensor, tree, random and differentiable. */
import { differentiable, fft as f, pipe, random, tensor as t, tree } from '../../src/index.js'
import { indexing } from './indexing.js'
import { ordering } from './ordering.js'
import { also, any, data, optional, options, type Rows } from './walk.js'

const x = t.of([2], [0.5, 2])
const y = t.of([2], [1, 3])
const m = t.of([2, 2], [1, 2, 3, 4])
const i = t.of([2], [0, 1], 'i32')
const truth = t.of([2], [1, 0], 'bool')
const image = t.ones([1, 4, 4, 1])
const volume = t.ones([1, 2, 3, 4, 1])
const sequence = t.ones([1, 4, 1])
const key = random.key(0)
const double = t.of([2], [0.5, 2], 'f64')

const binary = [[also(y, 'number', 'nan')], [x]]
const unary = [[x]]
const axes = optional([0])
const reduction = [[axes, options({ keepDims: true })], [m]]
const deviation = [[axes, options({ keepDims: true, correction: 1 })], [m]]
const window2d = options({ stride: [1, 1], dilation: [1, 1], padding: 'same' })
const window3d = options({ stride: [1, 1, 1], dilation: [1, 1, 1], padding: 'same' })
const window1d = options({ stride: 1, dilation: 1, padding: 'same' })

export const tensors: Rows<typeof t> = {
  ...indexing,
  ...ordering,
  add: binary, sub: binary, mul: binary, div: binary, minimum: binary, maximum: binary, pow: binary,
  equal: binary, notEqual: binary, less: binary, lessOrEqual: binary, greater: binary, greaterOrEqual: binary,
  stopGradient: [[any(x)]],
  matmul: [[m], [m]],
  einsum: [['ij,jk->ik', also(m, 'undefined')], [m]],
  tensordot: [[1, m], [m]], inner: [[m], [m]], dot: [[x], [y]], outer: [[x], [y]], kron: [[m], [m]],
  cross: [[t.ones([3])], [t.ones([3])]],
  scan: [[(sum: typeof x, row: typeof x) => [pipe(sum, t.add(row)), sum], t.zeros([2]), m, options({ reverse: true, checkpoint: true })]],
  whileLoop: [[(sum: typeof x) => pipe(sum, t.sum(), t.less(9)), (sum: typeof x) => pipe(sum, t.add(1)), options({ maxSteps: 3 })], [x]],
  cond: [[t.of([], [1], 'bool'), t.neg, t.abs], [x]],
  conv1d: [[t.ones([2, 1, 1]), window1d], [sequence]],
  conv2d: [[t.ones([2, 2, 1, 1]), window2d], [image]],
  conv3d: [[t.ones([2, 2, 2, 1, 1]), window3d], [volume]],
  averagePool1d: [[2, window1d], [sequence]], maxPool1d: [[2, window1d], [sequence]],
  averagePool2d: [[[2, 2], window2d], [image]], maxPool2d: [[[2, 2], window2d], [image]],
  averagePool3d: [[[2, 2, 2], window3d], [volume]], maxPool3d: [[[2, 2, 2], window3d], [volume]],
  format: [[options({ precision: 3, threshold: 5, edgeItems: 1, lineWidth: 40 })], [m]],
  reshape: [[[4]], [m]],
  flatten: [[m]],
  permute: [[[1, 0]], [m]],
  transpose: [[also(m, 'tensor')]],
  broadcastTo: [[[2, 2]], [x]],
  expandDims: [[0], [x]],
  slice: [[[[0, 1], null]], [m]],
  repeat: [[[2]], [x]],
  concatenate: [[0], [[x, y]]],
  stack: [[0], [[x, y]]],
  of: [[[2], [1, 2], optional('f32')]],
  from: [[also([1, 2], 'number', 'nan', 'boolean'), optional('f32')]],
  full: [[[2], also(1, 'nan'), optional('f32')]],
  zeros: [[[2], optional('f32')]],
  ones: [[[2], optional('f32')]],
  scalar: [[also(1, 'nan'), optional('f32')]],
  range: [[3]],
  toArray: [[x]],
  toNested: [[x]],
  item: [[t.scalar(1)]],
  oneHot: [[3, optional('f32')], [i]],
  sum: reduction, max: reduction, min: reduction, mean: reduction, prod: reduction, countNonzero: reduction,
  variance: deviation, std: deviation,
  norm: [[options({ order: 2, axes: [0], keepDims: true })], [m]],
  any: [[axes, options({ keepDims: true })], [t.of([2, 2], [1, 0, 1, 1], 'bool')]],
  all: [[axes, options({ keepDims: true })], [t.of([2, 2], [1, 0, 1, 1], 'bool')]],
  allClose: [[also(y, 'number', 'nan'), options({ rtol: 1e-5, atol: 1e-8, equalNaN: true })], [x]],
  argmax: [[optional(0), options({ keepDims: true })], [m]],
  softmax: unary, logSoftmax: unary, logSumExp: unary,
  neg: unary, abs: unary, square: unary, sqrt: unary, reciprocal: unary, floor: unary, ceil: unary, round: unary, exp: unary,
  expm1: unary, log: unary, log1p: unary, tanh: unary, sin: unary, cos: unary, erf: unary, step: unary, sigmoid: unary,
  logSigmoid: unary, relu: unary, softplus: unary, silu: unary, gelu: unary, geluTanh: unary, selu: unary,
  leakyRelu: [[optional(0.1)], [x]],
  elu: [[optional(1)], [x]], celu: [[optional(1)], [x]],
  relu6: unary, hardSigmoid: unary, hardSwish: unary, mish: unary, softsign: unary,
  cast: [['i32'], [x]],
  not: [[truth]],
  tan: unary, asin: unary, acos: unary, atan: unary, sinh: unary, cosh: unary, asinh: unary, acosh: unary, atanh: unary,
  log2: unary, log10: unary, exp2: unary, rsqrt: unary, cbrt: unary, lgamma: unary, digamma: unary, erfc: unary, erfInverse: unary,
  sign: unary, trunc: unary, isNaN: unary, isFinite: unary, isInfinite: unary,
  atan2: binary, hypot: binary, logAddExp: binary, copySign: binary, mod: binary, fmod: binary, floorDivide: binary,
  subFrom: binary, divInto: binary, powOf: binary,
  and: [[also(truth, 'number')], [truth]], or: [[also(truth, 'number')], [truth]], xor: [[also(truth, 'number')], [truth]],
  shiftLeft: [[also(i, 'number')], [i]], shiftRight: [[also(i, 'number')], [i]],
  clip: [[also(x, 'number', 'nan'), also(y, 'number', 'nan')], [x]],
}

const z = data({ real: x, imaginary: y })
const last = optional(-1)

export const ffts: Rows<typeof f> = {
  fft: [[last], [z]], ifft: [[last], [z]], rfft: [[last], [also(x, 'tensor')]], irfft: [[3, last], [z]],
  fft2: [[data({ real: m, imaginary: m })]], ifft2: [[data({ real: m, imaginary: m })]],
  fftFrequencies: [[4, optional(0.5)]], rfftFrequencies: [[4, optional(0.5)]],
  fftShift: [[last], [also(x, 'tensor')]], ifftShift: [[last], [also(x, 'tensor')]],
}

const located = [[key, [2], options({ location: optional(0, 'tensor'), scale: optional(1, 'tensor') }), optional('f32')]]

export const randoms: Rows<typeof random> = {
  bits: [[key, [2]]],
  foldIn: [[key, 1]],
  key: [[0]],
  split: [[key, 2]],
  bernoulli: [[key, 0.5, [2]]],
  normal: [[key, [2], optional('f32')]],
  truncatedNormal: [[key, [2], options({ low: -1, high: 1 }), optional('f32')]],
  uniform: [[key, [2], options({ low: -1, high: 1 }), optional('f32')]],
  integers: [[key, [2], options({ low: 0, high: 3 }, 'low', 'high')]],
  permutation: [[key, 3]],
  choice: [[key, also(3, 'tensor'), [2], options({ replace: true, weights: [1, 2, 3] })]],
  categorical: [[key, x, options({ temperature: 1, topK: 1, topP: 0.5 })]],
  cauchy: located, gumbel: located, laplace: located, logistic: located,
  exponential: [[key, [2], options({ rate: optional(1, 'tensor') }), optional('f32')]],
  gamma: [[key, also(1, 'tensor'), [2], optional('f32')]],
  beta: [[key, also(1, 'tensor'), also(1, 'tensor'), [2], optional('f32')]],
  poisson: [[key, also(1, 'tensor'), [2]]],
  dirichlet: [[key, x, []]],
  multivariateNormal: [[key, t.ones([2]), t.eye(2), []]],
}

const d = differentiable
/** The value, and what is pulled back. */
const pulled = ([value, pullback]: readonly [unknown, (dy: unknown) => unknown]): unknown => pullback(value)
const lifted = { calls: [[x]], use: pulled }
const energy = d.lift((v: typeof x) => pipe(v, t.square, t.sum()))

const squared = (v: typeof x) => pipe(v, t.square, t.sum())

export const differentiables: Rows<typeof differentiable> = {
  compose: { calls: [[d.exp, d.log], [x]], use: pulled },
  constant: { calls: [[any(x)], [any(x)]], use: pulled },
  cross: { calls: [[d.exp, d.log], [[x, y]]], use: pulled },
  elementwise: { calls: [[t.exp, t.exp], [x]], use: pulled },
  fork: { calls: [[d.exp, d.log], [x]], use: ([value, pullback]) => pullback(value) },
  gradient: [[energy], [x]],
  identity: [[any(x)]],
  linear: { calls: [[t.neg, t.neg], [x]], use: pulled },
  custom: { calls: [[d.exp, optional(undefined, 'function')], [x]], use: pulled },
  stopGradient: [[any(x)]],
  valueAndGradient: [[energy], [x]],
  zerosOf: [[any(x)]],
  check: { calls: [[d.exp, double, key, options({ order: 2, directions: 1, tolerance: 1e-6, forward: optional(false, 'boolean') })]] },
  checkLinear: [[d.neg, double, key]],
  jvp: [[t.exp], [x, y]],
  checkpoint: [[t.exp], [x]],
  withPullback: [[d.exp, options({ pushforward: (a: unknown) => () => a })], [x]],
  grad: [[squared, options({ hasAux: false })], [x]],
  valueAndGrad: [[squared, options({ hasAux: false })], [x]],
  hessian: [[squared], [x]], hessianVectorProduct: [[squared], [x, y]],
  jacobian: [[t.exp], [x]], jacobianForward: [[t.exp], [x]],
  lift: { calls: [[t.exp], [x]], use: pulled },
  neg: lifted, abs: lifted, square: lifted, sqrt: lifted, reciprocal: lifted, exp: lifted, expm1: lifted, log: lifted,
  log1p: lifted, tanh: lifted, sin: lifted, cos: lifted, erf: lifted, sigmoid: lifted, logSigmoid: lifted, relu: lifted,
  softplus: lifted, silu: lifted, gelu: lifted, selu: lifted, softmax: lifted, logSoftmax: lifted,
}

const leaf = t.ones([2])
export const trees: Rows<typeof tree> = {
  map: [[any([leaf]), (x: unknown) => x]],
  zip: [[(x: unknown) => x, any(leaf), t.ones([2])]],
  stack: [[[leaf, leaf]]], unstack: [[leaf]],
  leaves: [[any([leaf])]],
  zerosLike: [[any([leaf])]],
}
