// error: cannot concatenate [4, 6] and [3, 8] along axis -1: sizes 4 and 3 of axis 0 differ
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4, 6]), n.parallel(n.input([4, 6]), pipe(n.input([4, 6]), n.reshape([3, 8]))))
