/** The type of lowerings of window patterns. */
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

/** Undefined where StableHLO has no such operation: then the instructions themselves are written. */
export type LowerWindow<K extends Kind> =
  (found: Extract<WindowPattern, { readonly kind: K }>, typeOf: (id: Id) => TensorType) => Written | undefined

/** A gradient by images, without their borders where these are cut off. */
export type LowerBack<K extends Kind> = (found: Extract<WindowPattern, { readonly kind: K }>, cut: Cut) => Written

/** Kinds that can be written for images without their borders. */
export type Back = 'transposedConvolution' | 'depthwiseTransposedConvolution' | 'sumPoolGradient'

export type LowerWindows = { readonly [K in Exclude<Kind, Back>]: LowerWindow<K> }
export type LowerBacks = { readonly [K in Back]: LowerBack<K> }
