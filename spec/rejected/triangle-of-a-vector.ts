// error: [7] has 1 axis: matrices have at least 2
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([7]), tensor.tril())
