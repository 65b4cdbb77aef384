/** What users call on tensors. */
export { add, div, maximum, minimum, mul, pow, sub, type Binary } from './arithmetic.js'
export { equal, greater, greaterOrEqual, less, lessOrEqual, notEqual, where, type Comparison } from './arithmetic.js'
export * from './arrange.js'
export { codec } from './codec.js'
export * from './create.js'
export * from './lookup.js'
export type { Nested } from './nested.js'
export type { PlainNumber, PlainTensor } from './plain.js'
export { matmul } from './matmul.js'
export * from './reduction.js'
export { scan, type Row, type ScanOptions, type Stacked } from './scan.js'
export * from './softmax.js'
export * from './unary.js'
export { conv1d, conv2d, conv3d } from './convolve.js'
export {
  averagePool1d, averagePool2d, averagePool3d, maxPool1d, maxPool2d, maxPool3d, type WindowOptions,
} from './window.js'
