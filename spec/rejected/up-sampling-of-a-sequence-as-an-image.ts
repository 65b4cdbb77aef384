// error: upSample2d needs [height, width, channels], received [50, 8]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([50, 8]), n.upSample2d(2))
