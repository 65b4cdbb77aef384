// error: dense takes f32 or f64, received i32
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ words: n.input([4], 'i32'), numbers: [3] }), n.parallel({ words: n.dense(2), numbers: n.dense(2) }))
