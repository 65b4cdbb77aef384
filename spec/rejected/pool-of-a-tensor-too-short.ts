// error: length: kernel 5 is larger than 4
import { pipe, tensor as t } from '../../src/index.js'
export const x = pipe(t.zeros([1, 4, 2]), t.conv1d(t.zeros([1, 2, 3])), t.maxPool1d(5))
