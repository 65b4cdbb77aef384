// error: [3] is no matrix: a matrix has 2 axes, behind those of a batch
import { linalg, tensor } from '../../src/index.js'
export const x = linalg.svd(tensor.zeros([3]))
