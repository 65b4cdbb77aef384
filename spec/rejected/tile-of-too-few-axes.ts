// error: 1 factor for [7, 2], which has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.tile([2]))
