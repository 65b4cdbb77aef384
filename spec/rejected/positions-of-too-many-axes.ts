// error: 3 positions for [2, 3], which has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.at(0, tensor.newAxis, 0, 0))
