// error: mask [2] for [3, 4]: sizes 2 and 3 of axis 0 differ
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3, 4]), tensor.booleanMask(tensor.zeros([2], 'bool')))
