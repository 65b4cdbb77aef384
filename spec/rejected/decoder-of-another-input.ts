// error: encoderDecoder takes [6], received [8]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.encoderDecoder(n.input([8]), () => n.input([6])))
