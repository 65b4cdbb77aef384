import type { Lower } from '../lower.js'
import { concatenate as concatenated } from '../operations.js'

export const concatenate: Lower<'concatenate'> = ({ axis }, operands, _, { to }) => [concatenated(operands, axis, to)]
