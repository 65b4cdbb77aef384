// error: axis 5 is out of range: a new axis of [2] is one of -2 to 1
import { tensor as t, vmap, type Tensor } from '../../src/index.js'
export const same = vmap((a: Tensor<readonly [2]>) => t.exp(a), { in: [5] })(t.zeros([3, 2]))
