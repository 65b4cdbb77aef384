// error: Type '"i32"' is not assignable to type 'Float'.
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([128], 'i32'), n.dense(10))
