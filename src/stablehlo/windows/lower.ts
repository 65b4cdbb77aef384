/** What writes a kind of windows. */
import type { Id, TensorType } from '../../program/primitive.js'
import type { WindowPattern } from '../../program/windowPattern.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

export interface Written {
  /** The values that it reads. */
  readonly operands: readonly Id[]
  /** Writes it, as a value of this type. */
  readonly lower: (operands: readonly Value[], to: Writer, type: TensorType) => Value
}

type Kind = WindowPattern['kind']

/** Nothing where no operation of StableHLO is what was found: then the instructions themselves are written. */
export type LowerWindow<K extends Kind> =
  (found: Extract<WindowPattern, { readonly kind: K }>, typeOf: (id: Id) => TensorType) => Written | undefined

export type LowerWindows = { readonly [K in Kind]: LowerWindow<K> }
