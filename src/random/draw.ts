/**
 * Numbers made of random bits: element i is a function of the key and of i alone, so one program, for some elements in a row,
 * draws any number of them.
 */
import { perRun, type Numbers, type Parameter } from '../jit/elements.js'
import { byProgram, type Piece } from '../jit/rows.js'
import { count } from '../program/program.js'
import type { Scalar } from '../program/scalar.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkDtype, checkShape, floats } from '../tensor/argument.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkKey, type Key } from './key.js'
import { wordsOf, type Form, type Words } from './words.js'

export const checkDraw = (operation: string, key: Key, shape: Shape, dtype?: DType): void => {
  checkKey(operation, key)
  checkShape(operation, shape, dtype)
  checkDtype(operation, dtype, floats)
}

/** A number of the words of a counter, and of parameters: as many as it names. */
export type Make<F extends Form, P extends readonly Parameter[]> = (words: Words<F, Scalar>, ...parameters: P) => Scalar

interface Shared {
  readonly key: Key
  readonly parameters: readonly AnyTensor[]
}

/** Draws of any shape, by parameters that are numbers of one element type. Inside of a trace they are constants. */
// @__NO_SIDE_EFFECTS__
export const draw = <F extends Form, P extends readonly Parameter[]>(form: F, make: Make<F, P>) => {
  // One list of operands is words and then parameters: the compiler counts neither in it.
  const of = (words: readonly Scalar[], parameters: readonly Parameter[]): Scalar =>
    make(words as Words<F, Scalar>, ...parameters as readonly unknown[] as P)
  const wide = form === 'word' ? 1 : 2
  const over = raw.elementwise((...all: readonly Scalar[]) => of(all.slice(0, wide), all.slice(wide)))
  const operandsOf = (key: Key, start: AnyTensor, shape: Shape): readonly AnyTensor[] => wordsOf(form, key, start, shape)
  const piece = ({ shared: { key, parameters }, start, size }: Piece<Shared, object>): AnyTensor =>
    over(...operandsOf(key, start, [size]), ...parameters.map((p) => raw.broadcast(p, [size])))
  const run = byProgram(piece, { elements: perRun })
  return (key: Key, shape: Shape, dtype: DType = 'f64', ...given: Numbers<P>): AnyTensor => {
    const numbers = given as readonly number[]
    const drawn = run({ key, parameters: numbers.map((p) => raw.scalar(p, dtype)) }, {}, count(shape))
    if (drawn !== undefined) return raw.reshape(drawn, shape)
    return raw.elementwise((...words: readonly Scalar[]) => of(words, numbers))(...operandsOf(key, raw.scalar(0, 'u32'), shape))
  }
}
