// error: tiedEmbedding needs a body that keeps its width: [16, 32] became [16, 8]
import { network as n, pipe } from '../../src/index.js'
const body = pipe(n.input([16, 32]), n.recurrent(n.gru(8)))
export const net = pipe(n.input([16], 'i32'), n.tiedEmbedding(65, body))
