// error: axis 2 is out of range: [32, 10] has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const sorted = pipe(tensor.zeros([32, 10]), tensor.sort(2))
