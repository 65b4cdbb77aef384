// error: einsum: 'ij,jk->ik' takes 2 operands, received 1
import { pipe, tensor } from '../../src/index.js'
export const product = pipe(tensor.zeros([2, 3]), tensor.einsum('ij,jk->ik'))
