// error: position 2 of axis 0 does not fit [2, 3]
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.at(2))
