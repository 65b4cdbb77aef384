// error: order [1, 0] names 2 axes: [2, 3, 4] has 3 axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3, 4]), tensor.permute([1, 0]))
