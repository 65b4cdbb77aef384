// error: conv2d needs [height, width, channels], received [8]
import { network as n, pipe } from '../../src/index.js'
const many = [8, 16].map((filters) => n.conv2d({ filters, kernel: [3, 3] }))
export const net = pipe(n.input([8]), n.sequential(...many))
