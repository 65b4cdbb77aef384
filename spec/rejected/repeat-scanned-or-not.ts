// error: repeat needs scanned to be true or false, known to the compiler, received boolean
import { network as n, pipe } from '../../src/index.js'
const scanned: boolean = Number('1') > 0
export const net = pipe(n.input([8]), n.repeat(12, n.dense(8), { scanned }))
