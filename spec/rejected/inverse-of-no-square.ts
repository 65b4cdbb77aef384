// error: [3, 4] is no square matrix: 3 is not 4
import { linalg, tensor } from '../../src/index.js'
export const x = linalg.inverse(tensor.zeros([3, 4]))
