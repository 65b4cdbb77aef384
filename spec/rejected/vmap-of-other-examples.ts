// error: Argument of type 'Tensor<readonly [3, 5], "f32">' is not assignable to parameter of type 'Tensor<readonly [3, 2], "f32">'.
import { tensor as t, vmap, type Tensor } from '../../src/index.js'
export const same = vmap((a: Tensor<readonly [2]>) => t.exp(a))(t.zeros([3, 5]))
