// error: [8, 4] does not fit [8, 3]: 4 of axis 1 is more than 3
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([8, 3]), tensor.dynamicUpdate([0, 0], tensor.zeros([8, 4])))
