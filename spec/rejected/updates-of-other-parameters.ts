// error: Type 'readonly [2]' is not assignable to type 'readonly [3]'.
import { optimizer, tensor } from '../../src/index.js'
export const moved = optimizer.applyUpdates({ bias: tensor.zeros([3]) }, { bias: tensor.zeros([2]) })
