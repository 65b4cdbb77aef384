import { valuesOf } from '../../program/constant.js'
import { tensor } from '../constant.js'
import type { Lower } from '../lower.js'

export const constant: Lower<'constant'> = (primitive, _, [result], { to }) => [tensor(valuesOf(primitive), result!, to)]
