// error: Argument of type 'Tensor<readonly [4], "f32">' is not assignable to parameter of type 'Tensor<readonly [4], "i32">'.
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3, 2]), tensor.gather(tensor.zeros([4])))
