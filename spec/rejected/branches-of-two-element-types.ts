// error: parallel needs branches of one element type, received f32 and f64
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8], 'i32'), n.parallel(n.embedding(100, 4), n.embedding(100, 4, { dtype: 'f64' })))
