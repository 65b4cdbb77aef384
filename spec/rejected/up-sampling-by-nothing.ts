// error: upSample1d: length: factor 0 is not positive
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([50, 8]), n.upSample1d(0))
