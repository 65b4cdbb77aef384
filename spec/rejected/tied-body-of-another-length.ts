// error: tiedEmbedding needs a body that takes vectors of [16] tokens, received one that takes [12, 32]
import { network as n, pipe } from '../../src/index.js'
const body = pipe(n.input([12, 32]), n.recurrent(n.gru(32)))
export const net = pipe(n.input([16], 'i32'), n.tiedEmbedding(65, body))
