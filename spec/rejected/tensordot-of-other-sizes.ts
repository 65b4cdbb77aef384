// error: cannot multiply [2, 3] by [4, 5]: axis -1 is 3 and axis 0 is 4
import { pipe, tensor } from '../../src/index.js'
export const product = pipe(tensor.zeros([2, 3]), tensor.tensordot(1, tensor.zeros([4, 5])))
