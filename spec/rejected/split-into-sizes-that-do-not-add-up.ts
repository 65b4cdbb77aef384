// error: cannot split axis 0 of [7, 2] into [3, 3]: they add up to 6
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7, 2]), tensor.split([3, 3]))
