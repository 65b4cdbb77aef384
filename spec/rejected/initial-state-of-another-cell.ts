// error: recurrent needs an initial state [2, 8], received [8]
import { network as n, pipe } from '../../src/index.js'
const words = n.input([10, 4])
const encoder = pipe(words, n.slice([[0, 6]]), n.recurrent(n.gru(8), { returns: 'state' }))
const decoder = (source: n.Source<readonly [8]>) => n.recurrent(n.lstm(8), { initialState: source })
export const net = pipe(words, n.encoderDecoder(encoder, (source) => pipe(words, n.slice([[6, 10]]), decoder(source))))
