// error: Type 'Tensor<readonly [3], "f32">' is not assignable to type 'Tensor<readonly [3], "f64">'.
import { tensor, pipe } from '../../src/index.js'
export const sum = pipe(tensor.zeros([3]), tensor.add(tensor.zeros([3], 'f64')))
