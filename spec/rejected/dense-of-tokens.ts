// error: dense takes f32 or f64, received i32
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([128], 'i32'), n.dense(10))
