// error: axis 0 of [32, 784] is given twice
import { tensor, pipe } from '../../src/index.js'
export const sum = pipe(tensor.zeros([32, 784]), tensor.sum([0, -2]))
