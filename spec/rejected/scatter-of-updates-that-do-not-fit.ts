// error: cannot broadcast [4, 2] to [5, 2]: 4 is not 5
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3, 2]), tensor.scatterAdd(tensor.zeros([5], 'i32'), tensor.zeros([4, 2])))
