// error: widths [3, 0] of axis 0 are more than reflect finds in [3]
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3]), tensor.pad([[3, 0]], { mode: 'reflect' }))
