import type { Lower } from '../lower.js'
import { slice as sliced } from '../operations.js'

export const slice: Lower<'slice'> = ({ start, stop, step }, [x], _, { to }) => [sliced(x!, start, stop, step, to)]
