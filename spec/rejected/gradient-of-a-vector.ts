// error: Type 'Tensor<readonly [3], "f32">' is not assignable to type 'Tensor<readonly [], "f32">'.
import { differentiable as d, tensor as t, type Tensor } from '../../src/index.js'
export const slope = d.gradient(d.lift((x: Tensor<readonly [3]>) => t.exp(x)))
