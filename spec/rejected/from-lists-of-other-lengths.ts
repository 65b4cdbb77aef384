// error: "from: a list of [2] beside one of [1]"
import { tensor } from '../../src/index.js'
export const x = tensor.from([[1, 2], [3]])
