// error: embedding takes i32, received f32
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([128]), n.embedding(65, 32))
