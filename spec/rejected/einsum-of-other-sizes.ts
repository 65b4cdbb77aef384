// error: einsum: b is 3 and 4 in 'ab,bc->ac'
import { pipe, tensor } from '../../src/index.js'
export const product = pipe(tensor.zeros([2, 3]), tensor.einsum('ab,bc->ac', tensor.zeros([4, 5])))
