// error: repeat takes one tensor, received a record
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ a: [8], b: [4] }), n.repeat(12, n.each({ a: n.dense(8) }), { scanned: true }))
