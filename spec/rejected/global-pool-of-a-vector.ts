// error: globalAveragePool needs axes before the channels, received [64]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([64]), n.globalAveragePool)
