// error: indices [1, 1] for [2, 3] along axis 1: sizes 1 and 2 of axis 0 differ
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.takeAlong(1)(tensor.zeros([1, 1], 'i32')))
