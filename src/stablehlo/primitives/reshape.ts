import type { Lower } from '../lower.js'
import { reshape as reshaped } from '../operations.js'

export const reshape: Lower<'reshape'> = ({ shape }, [x], _, { to }) => [reshaped(x!, shape, to)]
