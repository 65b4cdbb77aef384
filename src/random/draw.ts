/**
 * Numbers made of random bits: element i is a function of the key and of i alone, so one program, for some elements in a row,
 * draws any number of them.
 */
import { byProgram, type Piece } from '../jit/rows.js'
import { count } from '../program/program.js'
import { like, type Scalar, type Scalars } from '../program/scalar.js'
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

/** What all elements have in common: a number, or in a program that serves all of them a scalar. */
export type Parameter = Scalar | number

/** A parameter beside a scalar of its element type. */
export const beside = (x: Scalar, parameter: Parameter): Scalar => (typeof parameter === 'number' ? like(x, parameter) : parameter)

/** A number of the words of a counter, one or two of them, and of parameters: as many as it names. */
export type Make = (words: Scalars, parameters: readonly [Parameter, Parameter, Parameter, Parameter]) => Scalar

interface Shared {
  readonly key: Key
  readonly parameters: readonly AnyTensor[]
}

/** Elements that a program draws at once: so many more than are asked for are drawn at most. */
const most = 1024

/** Draws of any shape, by parameters that are numbers of one element type. Inside of a trace they are constants. */
// @__NO_SIDE_EFFECTS__
export const draw = (form: Form, make: Make) => {
  const parametersOf = (list: readonly Parameter[]): Parameters<Make>[1] => list as Parameters<Make>[1]
  const over = raw.elementwise((...all: Scalars) => make(all, parametersOf(all.slice(form === 'word' ? 1 : 2))))
  const piece = ({ shared: { key, parameters }, start, size }: Piece<Shared, object>): AnyTensor =>
    over(...wordsOf(form, key, start, [size]), ...parameters.map((p) => raw.broadcast(p, [size])))
  const run = byProgram(piece, { elements: most })
  return (key: Key, shape: Shape, dtype: DType = 'f64', ...numbers: readonly number[]): AnyTensor => {
    const drawn = run({ key, parameters: numbers.map((p) => raw.scalar(p, dtype)) }, {}, count(shape))
    if (drawn !== undefined) return raw.reshape(drawn, shape)
    return raw.elementwise((...words) => make(words, parametersOf(numbers)))(...wordsOf(form, key, raw.scalar(0, 'u32'), shape))
  }
}
