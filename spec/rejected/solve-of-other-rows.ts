// error: cannot solve [3, 3] for [4]: 3 rows are not 4
import { linalg, tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([4]), linalg.solve(tensor.zeros([3, 3])))
