// error: concatenate: cannot concatenate [4, 6] and [4, 8] along axis 0: sizes 6 and 8 of axis 1 differ
import { network as n, pipe } from '../../src/index.js'
export const join = n.concatenate(0)(n.input([4, 6]), pipe(n.input([4, 6]), n.dense(8)))
