// error: recurrent needs [time, features], received [28, 28, 1]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([28, 28, 1]), n.recurrent(n.gru(8)))
