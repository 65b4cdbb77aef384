// error: XX
import { tensor, pipe } from '../../src/index.js'
export const x = pipe(tensor.zeros([3], 'i32'), tensor.searchsorted(tensor.zeros([4])))
