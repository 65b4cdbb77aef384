// error: cannot reshape [784] (784 elements) into [28, 27] (756 elements)
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([28, 28]), n.flatten, n.reshape([28, 27]))
