// error: [9, 3] does not fit [8, 3]: 9 of axis 0 is more than 8
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([8, 3]), tensor.dynamicSlice([0, 0], [9, 3]))
