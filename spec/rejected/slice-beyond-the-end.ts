// error: range [0, 33] of axis 0 does not fit [32, 784]
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([32, 784]), tensor.slice([[0, 33]]))
