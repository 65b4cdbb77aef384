// error: cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ
import { tensor, pipe } from '../../src/index.js'
export const product = pipe(tensor.zeros([32, 784]), tensor.matmul(tensor.zeros([64, 10])))
