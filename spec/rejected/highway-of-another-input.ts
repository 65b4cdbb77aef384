// error: highway takes [4], received [8]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.highway(n.input([4]), n.input([4])))
