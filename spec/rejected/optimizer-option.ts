// error: 'rate' does not exist in type 'AdamOptions'.
import { optimizer } from '../../src/index.js'
export const rule = optimizer.adam({ rate: 0.1 })
