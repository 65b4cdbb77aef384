// error: cannot squeeze axis 0 of [2, 1]: its size is 2, not 1
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 1]), tensor.squeeze([0]))
