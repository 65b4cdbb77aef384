// error: einsum: k in the output of 'ij->ik' is in no operand
import { pipe, tensor } from '../../src/index.js'
export const sums = pipe(tensor.zeros([2, 3]), tensor.einsum('ij->ik'))
