/**
 * Numbers made of random bits: element i is a function of the key and of i alone, so one program, for some elements in a row,
 * draws any number of them.
 */
import { perRun, type Parameter, type Parameters } from '../jit/elements.js'
import { byProgram, type Piece } from '../jit/rows.js'
import { count } from '../program/program.js'
import type { Scalar, Scalars } from '../program/scalar.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkShape } from '../tensor/argument.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkKey, type Key } from './key.js'
import { wordsOf, type Form } from './words.js'

export const checkDraw = (operation: string, key: Key, shape: Shape): void => {
  checkKey(operation, key)
  checkShape(operation, shape)
}

/** A number of the words of a counter, one or two of them, and of parameters: as many as it names. */
export type Make = (words: Scalars, parameters: Parameters) => Scalar

interface Shared {
  readonly key: Key
  readonly parameters: readonly AnyTensor[]
}

/** Draws of any shape, by parameters that are numbers of one element type. Inside of a trace they are constants. */
// @__NO_SIDE_EFFECTS__
export const draw = (form: Form, make: Make) => {
  const over = raw.elementwise((...all: Scalars) =>
    make(all, all.slice(form === 'word' ? 1 : 2) as readonly Scalar[] as Parameters))
  const piece = ({ shared: { key, parameters }, start, size }: Piece<Shared, object>): AnyTensor =>
    over(...wordsOf(form, key, start, [size]), ...parameters.map((p) => raw.broadcast(p, [size])))
  const run = byProgram(piece, { elements: perRun })
  return (key: Key, shape: Shape, dtype: DType = 'f64', ...numbers: readonly number[]): AnyTensor => {
    const drawn = run({ key, parameters: numbers.map((p) => raw.scalar(p, dtype)) }, {}, count(shape))
    if (drawn !== undefined) return raw.reshape(drawn, shape)
    return raw.elementwise((...words) => make(words, numbers as readonly Parameter[] as Parameters))(...wordsOf(form, key, raw.scalar(0, 'u32'), shape))
  }
}
