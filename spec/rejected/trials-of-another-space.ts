// error: Property 'width' is missing in type 'Config<{ depth: Integers; }>' but required in type 'Config<{ width: OneOf<16 | 32>; }>'.
import { random, search } from '../../src/index.js'
const objective = search.objective({ space: { width: search.oneOf([16, 32]) } }, ({ config }) => ({ cost: config.width }))
export const results = search.run(objective)(search.grid({ depth: search.integers(1, 2) }, { key: random.key(0) }))
