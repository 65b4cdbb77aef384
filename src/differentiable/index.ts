/** Derivatives as explicit values. */
export {
  compose, constant, cross, elementwise, fork, gradient, identity, linear, valueAndGradient, zerosOf, type Differentiable,
} from './differentiable.js'
export { custom, type Pushforward } from './custom.js'
export { withPullback, type PullbackOptions } from './withPullback.js'
export { grad, valueAndGrad, type Grad, type GradOptions, type ValueAndGrad } from './grad.js'
export {
  hessian, hessianVectorProduct, jacobian, jacobianForward, type Jacobian, type JacobianRow,
} from './jacobian.js'
export { stopGradient } from '../tensor/stopGradient.js'
export { check, checkLinear, type Check, type CheckOptions } from './check.js'
export { checkpoint } from './checkpoint.js'
export { jvp } from './jvp.js'
export { lift } from './lift.js'
export * from './primitives.js'
