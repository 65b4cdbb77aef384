// error: cannot multiply [2, 3, 4] by [5, 4, 6]: leading sizes [2] and [5] differ
import { pipe, tensor } from '../../src/index.js'
export const product = pipe(tensor.zeros([2, 3, 4]), tensor.matmul(tensor.zeros([5, 4, 6])))
