import type { Lower } from '../lower.js'
import { broadcast as repeated } from '../operations.js'

export const broadcast: Lower<'broadcast'> = ({ shape }, [x], _, { to }) => [repeated(x!, shape, to)]
