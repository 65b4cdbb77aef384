/** Pooling over the steps of a sequence that count. */
import { convert, div, like, lt, max, select } from '../program/scalar.js'
import { count } from '../program/program.js'
import { expectShape } from '../shape/error.js'
import { aFunction, check, checkOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { maskFor, type Mask } from './mask.js'
import { append } from './network.js'
import type { LayerRule, ShapeIn } from './rule.js'

/** What is pooled. */
export interface MaskedPoolOptions {
  /** The steps that count, `padding(0)`. */
  readonly mask: Mask
}

type Steps<Name extends string, O extends Shape> =
  O extends readonly [number, infer F extends number] ? readonly [F]
  : number extends O['length'] ? readonly [number] : `${Name} needs [time, features], received ${ShapeText<O>}`

/** What pooling over steps does to types. */
export interface MaskedPoolingRule<Name extends string> extends LayerRule {
  readonly name: Name
  readonly out: Steps<Name, ShapeIn<this['in']>>
}

/** Of x [batch, time, features] and its steps, bool of the same shape: [batch, features]. */
type Pooled = (x: AnyTensor, steps: AnyTensor) => AnyTensor

// @__NO_SIDE_EFFECTS__
const pool = <Name extends string>(name: Name, by: Pooled) => (options: MaskedPoolOptions): Layer<MaskedPoolingRule<Name>> => {
  const { mask } = checkOptions<MaskedPoolOptions>(name, options, { mask: true })
  check(name, { mask }, { mask: aFunction })
  return layerOf(name, (net) => {
    const [, features] = net.output
    const fits = net.output.length === 2 && features !== undefined
    const message = `${name} needs [time, features], received ${shapeText(net.output)}`
    const output = expectShape(name, 'network', fits ? [features] : message, net.output)
    return append(net, {
      name,
      input: net.output,
      output,
      apply: (_, context) => (x) => by(x, raw.expand(maskFor(name, mask, context, x) as AnyTensor, [2], x.shape)),
      operations: count(net.output),
    })
  })
}

const counted = raw.elementwise((c) => convert(c, 'i32'))
/** How many steps count. */
const howMany = (steps: AnyTensor): AnyTensor => raw.reduce('sum', counted(steps), [1])

const orZero = raw.elementwise((c, x) => select(c, x, like(x, 0)))
const orLeast = raw.elementwise((c, x) => select(c, x, like(x, -Infinity)))
const divided = raw.elementwise((x, n) => div(x, convert(max(n, like(n, 1)), x.dtype)))
const where = raw.elementwise((n, x) => select(lt(like(n, 0), n), x, like(x, 0)))

/**
 * The mean of each feature over the steps that count: [time, features] to [features], as `globalAveragePool` of a sequence that is
 * not filled up; 0 where no step counts. What stands at other steps takes no part in it nor in derivatives.
 *
 * @example
 * const mask = padding(0)
 * const net = pipe(input([4], 'i32'), embedding(9, 8), globalAveragePoolWith({ mask })) // [8]
 * const of = net.apply([{ table: t.ones([9, 8]) }])
 * of(t.of([2, 4], [5, 3, 0, 0, 0, 0, 0, 0], 'i32')) // [[1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0]]
 */
export const globalAveragePoolWith = pool('globalAveragePoolWith', (x, steps) =>
  divided(raw.reduce('sum', orZero(steps, x), [1]), howMany(steps)))

/**
 * The greatest element of each feature over the steps that count: [time, features] to [features], as `globalMaxPool` of a sequence
 * that is not filled up; 0 where no step counts. The derivative goes to the first of equals.
 *
 * @example
 * pipe(input([4], 'i32'), embedding(9, 8), globalMaxPoolWith({ mask: padding(0) })) // [8]
 */
export const globalMaxPoolWith = pool('globalMaxPoolWith', (x, steps) =>
  where(howMany(steps), raw.reduce('max', orLeast(steps, x), [1])))
