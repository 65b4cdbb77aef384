// error: repeat needs a number of times that the compiler knows, received number
import { network as n, pipe } from '../../src/index.js'
const times: number = 3
export const net = pipe(n.input([4]), n.repeat(times, n.dense(4)))
