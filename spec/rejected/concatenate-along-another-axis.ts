// error: cannot concatenate [2, 3] and [2, 4] along axis 0: sizes 3 and 4 of axis 1 differ
import { tensor } from '../../src/index.js'
export const x = tensor.concatenate(0)([tensor.zeros([2, 3]), tensor.zeros([2, 4])])
