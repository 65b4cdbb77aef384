// error: Type 'Tensor<readonly [3], "i32">' is not assignable to type 'Tensor<readonly [3], "f32">'.
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3], 'i32'), tensor.searchsorted(tensor.zeros([4])))
