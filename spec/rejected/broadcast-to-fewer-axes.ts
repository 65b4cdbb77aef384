// error: cannot broadcast [2, 3] to [3]: it has more axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.broadcastTo([3]))
