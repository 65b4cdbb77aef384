// error: parallel takes [5], received [4]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4]), n.parallel(n.input([5])))
