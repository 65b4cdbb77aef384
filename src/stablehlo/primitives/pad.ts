import { numberOf } from '../../program/numeral.js'
import { splat } from '../constant.js'
import type { Lower } from '../lower.js'
import { pad as padded } from '../operations.js'

export const pad: Lower<'pad'> = ({ low, high, interior, value }, [x], _, { to }) =>
  [padded(x!, splat(numberOf(value), { shape: [], dtype: x!.type.dtype }, to), low, high, interior, to)]
