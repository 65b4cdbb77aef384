// error: axis 2 is out of range: [7, 2] has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.roll(1, 2))
