// error: cannot solve [2, 4, 3] for [5, 4]: leading sizes [2] and [5] differ
import { linalg, tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([5, 4]), linalg.leastSquares(tensor.zeros([2, 4, 3])))
