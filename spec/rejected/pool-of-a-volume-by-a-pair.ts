// error: Argument of type '[number, number]' is not assignable to parameter of type 'Triple'.
import { tensor as t } from '../../src/index.js'
export const y = t.maxPool3d([2, 2])(t.zeros([1, 2, 8, 8, 1]))
