// error: einsum: 'ijk' names 3 axes; [2, 3] has 2 axes
import { pipe, tensor } from '../../src/index.js'
export const sums = pipe(tensor.zeros([2, 3]), tensor.einsum('ijk->i'))
