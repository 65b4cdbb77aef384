import type { Lower } from '../lower.js'
import { iota as positions } from '../operations.js'

export const iota: Lower<'iota'> = ({ shape, axis }, _, __, { to }) => [positions(shape, axis, 'i32', to)]
