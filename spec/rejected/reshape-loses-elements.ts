// error: cannot reshape [28, 28] (784 elements) into [783] (783 elements)
import { tensor, pipe } from '../../src/index.js'
export const image = pipe(tensor.zeros([28, 28]), tensor.reshape([783]))
