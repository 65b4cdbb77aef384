// error: Property 'numbers' is missing in type
import { network as n, pipe, random, tensor as t } from '../../src/index.js'
const net = pipe(n.input({ words: n.input([6], 'i32'), numbers: [4] }), n.each({ words: n.embedding(9, 3) }))
const batch = { words: t.zeros([8, 6], 'i32'), nombers: t.zeros([8, 4]) }
export const made = net.apply(net.init(random.key(0)))(batch)
