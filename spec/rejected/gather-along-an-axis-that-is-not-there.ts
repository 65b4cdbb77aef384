// error: axis 2 is out of range: [2, 3] has 2 axes
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([2, 3]), tensor.gather(tensor.zeros([4], 'i32'), { axis: 2 }))
