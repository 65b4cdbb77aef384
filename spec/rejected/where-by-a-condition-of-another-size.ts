// error: cannot broadcast [2] with [3]: 2 is not 3
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2], 'bool'), tensor.where(tensor.zeros([3]), 0))
