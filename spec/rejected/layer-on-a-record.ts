// error: dense takes one tensor, received a record: concatenate and parallel join its tensors, each changes some
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ left: [4], right: [3] }), n.dense(2))
