// error: axis -1 is out of range: [] has 0 axes
import { tensor, pipe } from '../../src/index.js'
export const sum = pipe(tensor.scalar(1), tensor.cumsum())
