// error: andThen takes [5], received [4]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.dense(4), n.andThen(pipe(n.input([5]), n.dense(2))))
