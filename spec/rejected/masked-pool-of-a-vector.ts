// error: globalAveragePoolWith needs [time, features], received [784]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([784]), n.globalAveragePoolWith({ mask: n.padding(0) }))
