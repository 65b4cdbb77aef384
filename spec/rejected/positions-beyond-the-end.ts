// error: range [1, 4] of axis 1 does not fit [2, 3]
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.at('...', [1, 4]))
