/**
 * Sequences of different lengths, filled up to one length. Which steps count is a function of what the outermost network was
 * given: layers that look beyond one step take it as their `mask`.
 */
import { convert, eq, ne, like } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aString, check, checkOptions, isRecord } from '../shape/options.js'
import type { Range } from '../shape/slice.js'
import { shapeText } from '../shape/text.js'
import { slice } from '../tensor/arrange.js'
import { aRanges, expectTensor, numbers } from '../tensor/argument.js'
import { namesText, type Tensors } from '../tensor/form.js'
import { isTensor, typeInWords, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Context } from './network.js'

/**
 * From the network's inputs [batch, time, ...] to the steps that count, bool [batch, time]. In a network of several inputs
 * `input` is the name of the one that is looked at.
 */
export interface Mask {
  (inputs: AnyTensor): AnyTensor
  readonly input?: string
}

/** What `padding` looks at. */
export interface PaddingOptions {
  /** Where a layer sees only some of the steps: from one up to and without another. */
  readonly range?: Range
  /** In a network of several inputs: which of them. */
  readonly input?: string
}

/**
 * The steps that are not filled up: tokens [batch, time] other than `value`, or rows [batch, time, ...] in which anything is.
 * Where a layer sees only some of the steps, `range` says which: from one up to and without another; where the network has
 * several inputs, `input` says of which: `padding(0, { input: 'words' })`.
 *
 * @example
 * const tokens = t.of([2, 3], [5, 7, 0, 4, 0, 0], 'i32')
 * t.cast('i32')(padding(0)(tokens)) // [[1, 1, 0], [1, 0, 0]]
 * t.cast('i32')(padding(0, [1, 3])(tokens)) // [[1, 0], [0, 0]]
 */
export const padding = (value: number, given: Range | PaddingOptions = null): Mask => {
  if (typeof value !== 'number') fail('padding', { argument: 'value', expected: 'a number', received: value })
  const { range = null, input } = isRecord(given)
    ? checkOptions<PaddingOptions>('padding', given, { range: true, input: aString }) : { range: given as Range }
  check('padding', { range: [range] }, { range: aRanges })
  const other = raw.elementwise((x) => ne(x, like(x, value)))
  const counted = raw.elementwise((x) => convert(ne(x, like(x, value)), 'i32'))
  const some = raw.elementwise((x) => eq(x, like(x, 1)))
  const part = slice([null, range])
  const mask = (all: AnyTensor): AnyTensor => {
    expectTensor('padding', 'inputs', all, numbers)
    const inputs: AnyTensor = range === null ? all : part(all)
    const axes = inputs.shape.map((_: number, i: number) => i).slice(2)
    return axes.length === 0 ? other(inputs) : some(raw.reduce('max', counted(inputs), axes))
  }
  return input === undefined ? mask : Object.freeze(Object.assign(mask, { input }))
}

/** What a mask looks at, of what the network was given. */
const lookedAt = (operation: string, { input }: Mask, inputs: Tensors): AnyTensor => {
  if (isTensor(inputs)) {
    if (input === undefined) return inputs
    return fail(operation, { argument: 'mask', expected: 'of the one input: padding(value)', received: input })
  }
  const [names, expected] = [Object.keys(inputs), 'of an input of the network']
  if (input === undefined) {
    const message = `the network has the inputs ${namesText(names)}: the mask says of which, as padding(0, { input: '${names[0]}' })`
    return fail(operation, { argument: 'mask', expected, received: input, message })
  }
  const message = `the mask is of the input ${input}, but the network has ${namesText(names)}`
  return inputs[input] ?? fail(operation, { argument: 'mask', expected, received: input, message })
}

/** The steps that count for a layer whose values are [batch, time, ...]; `undefined` where all do. */
export const maskFor = (operation: string, mask: Mask | undefined, { inputs: given }: Context, x: AnyTensor): AnyTensor | undefined => {
  if (mask === undefined) return undefined
  if (given === undefined)
    return fail(operation, { argument: 'mask', expected: 'a layer of a network, whose inputs it looks at', received: 'none' })
  const inputs = lookedAt(operation, mask, given)
  const steps = expectTensor(operation, 'the mask', mask(inputs))
  const own = x.shape.slice(0, 2)
  if (steps.dtype !== 'bool' || !raw.equal(steps.shape, own)) {
    const expected = `bool${shapeText(own)}`
    const message = `the mask of inputs ${shapeText(inputs.shape)} is ${typeInWords(steps)}, expected ${expected}`
    fail(operation, { argument: 'mask', expected, received: typeInWords(steps), message })
  }
  return steps
}
