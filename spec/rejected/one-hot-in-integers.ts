// error: Argument of type '"i32"' is not assignable to parameter of type 'Float | undefined'.
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3], 'i32'), tensor.oneHot(3, 'i32'))
