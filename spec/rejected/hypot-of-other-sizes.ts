// error: cannot broadcast [2, 3] with [4]: 3 is not 4
import { tensor, pipe } from '../../src/index.js'
export const length = pipe(tensor.zeros([2, 3]), tensor.hypot(tensor.zeros([4])))
