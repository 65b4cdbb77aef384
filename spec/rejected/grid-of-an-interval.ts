// error: search.grid takes values that can be listed, and rate is an interval
import { random, search } from '../../src/index.js'
export const trials = search.grid({ width: search.oneOf([16, 32]), rate: search.logUniform(1e-4, 1e-1) }, { key: random.key(0) })
