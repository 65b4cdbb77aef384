// error: depth: kernel 3 is larger than 2
import { pipe, tensor as t } from '../../src/index.js'
export const y = pipe(t.zeros([1, 2, 8, 8, 1]), t.conv3d(t.zeros([3, 3, 3, 1, 4])))
