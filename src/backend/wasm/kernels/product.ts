/** A matrix product as its kernels see it: both operands through views, and what it ends in. */
import type { Factor, View } from '../../../program/view.js'
import type { Float } from '../../../shape/shape.js'
import { i32, type I32 } from '../assembler/code.js'
import type { Elementwise } from './elementwise.js'
import type { Stored } from './map.js'

/** An operand of a product: loops over the batch, over its own rows or columns, and over k. */
export interface Side {
  readonly operand: number
  /** How many elements the operand has in all. */
  readonly elements: number
  readonly offset: number
  readonly batch: readonly Factor[]
  readonly own: readonly Factor[]
  readonly k: readonly Factor[]
}

/** A product [...batch, m, n]. What it ends in, where there is that, has the product for its first source. */
export interface Product {
  readonly dtype: Float
  readonly a: Side
  readonly b: Side
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
  /** How many operands there are in all; results come after them. */
  readonly operands: number
  readonly end?: Elementwise
  readonly results: readonly Stored[]
  /** Which sides are likely to be 0 in many places. */
  readonly zeros: { readonly a: boolean; readonly b: boolean }
}

/** The side that a view [...batch, rows, columns] is; `transposed` swaps its last two axes. */
export const sideOf = (which: 'left' | 'right', operand: number, elements: number, { offset, axes }: View, transposed: boolean): Side => {
  const [rows, columns] = axes.slice(-2) as [readonly Factor[], readonly Factor[]]
  const [own, k] = (which === 'left') === transposed ? [columns, rows] : [rows, columns]
  return { operand, elements, offset, batch: axes.slice(0, -2).flat(), own, k }
}

/** Where a side begins. */
export const beginOfSide = ({ operand, offset }: Side, addresses: readonly I32[], bytes: number): I32 =>
  i32.add(addresses[operand]!, i32.const(offset * bytes))

/** One loop. */
export const linear = (size: number, stride = 1): readonly Factor[] => [{ size, stride }]
