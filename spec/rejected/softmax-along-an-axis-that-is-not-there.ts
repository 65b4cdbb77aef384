// error: "axis 2 is out of range: [2, 3] has 2 axes"
import { pipe, tensor } from '../../src/index.js'
export const y = pipe(tensor.zeros([2, 3]), tensor.softmax.along(2))
