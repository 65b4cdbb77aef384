// error: crossAttention needs a source [time, width], received [16]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16]), n.encoderDecoder(n.input([16]), (source) => pipe(n.input([16]), n.reshape([4, 4]), n.crossAttention(source, { heads: 2 }))))
