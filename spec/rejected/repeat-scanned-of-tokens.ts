// error: repeat takes f32 or f64, received i32
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8], 'i32'), n.repeat(12, n.identity, { scanned: true }))
