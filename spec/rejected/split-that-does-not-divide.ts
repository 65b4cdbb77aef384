// error: cannot split axis 0 of [7, 2] into 3 equal parts
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.split(3))
