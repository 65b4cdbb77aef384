// error: diagonal 2 is outside of [7, 2]
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.diagonal(2))
