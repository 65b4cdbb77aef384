// error: cannot take 11 of 10 elements along axis -1 of [32, 10]
import { tensor, pipe } from '../../src/index.js'
export const best = pipe(tensor.zeros([32, 10]), tensor.topK(11))
