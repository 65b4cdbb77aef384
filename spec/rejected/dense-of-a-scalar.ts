// error: dense needs at least one axis, received []; flatten gives one
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([]), n.dense(3))
