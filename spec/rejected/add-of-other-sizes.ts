// error: cannot broadcast [32, 784] with [64]: 784 is not 64
import { tensor, pipe } from '../../src/index.js'
export const sum = pipe(tensor.zeros([32, 784]), tensor.add(tensor.zeros([64])))
