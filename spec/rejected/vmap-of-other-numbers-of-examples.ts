// error: Argument of type 'Tensor<readonly [3, 2], "f32">' is not assignable to parameter of type 'Tensor<readonly [3 | 4, 2], "f32">'.
import { tensor as t, vmap, type Tensor } from '../../src/index.js'
export const sums = vmap((a: Tensor<readonly [2]>, b: Tensor<readonly [2]>) => t.add(a)(b))(t.zeros([3, 2]), t.zeros([4, 2]))
