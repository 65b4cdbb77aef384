// error: axis 1 of [7, 2] is given twice
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.flip([1, -1]))
