// error: Type 'readonly [784, 32]' is not assignable to type 'readonly [784, 64]'.
import { network as n, pipe, random, tensor } from '../../src/index.js'
const wide = pipe(n.input([784]), n.dense(64), n.relu, n.dense(10))
const narrow = pipe(n.input([784]), n.dense(32), n.relu, n.dense(10))
export const logits = wide.apply(narrow.init(random.key(0)))(tensor.zeros([1, 784]))
