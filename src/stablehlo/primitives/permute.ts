import type { Lower } from '../lower.js'
import { transpose } from '../operations.js'

export const permute: Lower<'permute'> = ({ order }, [x], _, { to }) => [transpose(x!, order, to)]
