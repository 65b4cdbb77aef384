// error: 1 factor for [2, 3], which has 2 axes
import { pipe, tensor as t } from '../../src/index.js'
export const y = pipe(t.zeros([2, 3]), t.repeat([2]))
