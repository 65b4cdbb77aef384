// error: Type 'Tensor<readonly [], "f32">' is not assignable to type 'Tensor<readonly [2], "f32">'
import { pipe, tensor } from '../../src/index.js'
export const choice = pipe(tensor.ones([2]), tensor.cond(tensor.of([], [true], 'bool'), tensor.neg, (x) => tensor.sum()(x)))
