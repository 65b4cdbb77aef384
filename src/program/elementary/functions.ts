/** The named functions of one float: elementary functions, then activations. Each brings its value and its derivative. */
export {
  celu, elu, gelu, geluTanh, hardSigmoid, hardSwish, leakyRelu, logSigmoid, mish, relu, relu6, selu, sigmoid, silu, softplus,
  softsign, step,
} from './activations.js'
export { erf } from './erf.js'
export { exp, expm1 } from './exp.js'
export { log, log1p } from './log.js'
export { pow } from './pow.js'
export { tanh } from './tanh.js'
export { cos, sin } from './trigonometric.js'
