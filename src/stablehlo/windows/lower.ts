/** What writes a kind of windows. */
import type { Id, TensorType } from '../../program/primitive.js'
import type { WindowPattern } from '../../program/windowPattern.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import type { Cut } from './border.js'

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

/** What goes back to images, less what is cut off them: the cotangent of a border is of no use to anybody. */
export type LowerBack<K extends Kind> = (found: Extract<WindowPattern, { readonly kind: K }>, cut: Cut) => Written

/** Kinds of which a part of the image can be written by itself. */
export type Back = 'transposedConvolution' | 'depthwiseTransposedConvolution' | 'sumPoolGradient'

export type LowerWindows = { readonly [K in Exclude<Kind, Back>]: LowerWindow<K> }
export type LowerBacks = { readonly [K in Back]: LowerBack<K> }
