// error: averagePool2d needs [height, width, channels], received [784]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([784]), n.averagePool2d([2, 2]))
