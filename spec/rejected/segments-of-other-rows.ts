// error: ids [90] for [100, 8]: sizes 90 and 100 of axis 0 differ
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([100, 8]), tensor.segmentSum(5)(tensor.zeros([90], 'i32')))
