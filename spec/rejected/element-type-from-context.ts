// error: Type 'Tensor<readonly [4], "f32">' is not assignable to type 'Tensor<readonly [4], "f64">'.
import { tensor, type Tensor } from '../../src/index.js'
export const x: Tensor<readonly [4], 'f64'> = tensor.zeros([4])
