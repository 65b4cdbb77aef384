// error: axis 2 is out of range: [32, 784] has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const sum = pipe(tensor.zeros([32, 784]), tensor.sum([2]))
