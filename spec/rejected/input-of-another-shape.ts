// error: Type 'Tensor<readonly [8, 5], "f32">' is not assignable to type 'Tensor<readonly [8, 4], "f32">'
import { network as n, pipe, random, tensor as t } from '../../src/index.js'
const net = pipe(n.input({ words: n.input([6], 'i32'), numbers: [4] }), n.each({ words: n.embedding(9, 3) }))
const params = net.init(random.key(0))
export const made = net.apply(params)({ words: t.zeros([8, 6], 'i32'), numbers: t.zeros([8, 5]) })
