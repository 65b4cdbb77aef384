// error: Argument of type '(x: Tensor<readonly [3]>) => Tensor<readonly [3], "f32">' is not assignable to parameter of type
import { differentiable as d, tensor as t, type Tensor } from '../../src/index.js'
export const slope = d.grad((x: Tensor<readonly [3]>) => t.exp(x))
