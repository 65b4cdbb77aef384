// error: Type '"f32"' is not assignable to type 'Bits'
import { tensor, pipe } from '../../src/index.js'
export const both = pipe(tensor.zeros([2]), tensor.and(tensor.zeros([2])))
