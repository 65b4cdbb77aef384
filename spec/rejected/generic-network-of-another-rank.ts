// error: conv2d needs [height, width, channels], received [8, ${SizeText<U>}]
import { network as n, pipe } from '../../src/index.js'
export const make = <const U extends number>(units: U) => pipe(n.input([8, 8]), n.dense(units), n.conv2d({ filters: 4, kernel: [3, 3] }))
