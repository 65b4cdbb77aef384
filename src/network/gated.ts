/**
 * Gated linear units: one half of the last axis decides what the other half lets through. Y. Dauphin et al., "Language modeling
 * with gated convolutional networks" (2017), eq. 1; N. Shazeer, "GLU variants improve transformer" (2020), eq. 5.
 *
 * @example
 * pipe(input([16, 64]), dense(256), swiglu, dense(64)) // [16, 64]
 */
import { gelu, relu, sigmoid, silu } from '../program/elementary/functions.js'
import { count } from '../program/program.js'
import { mul, type Scalar } from '../program/scalar.js'
import type { FloorDivide, Remainder } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import type { LayerRule, ShapeIn } from './rule.js'

/** Outputs `O` with half of the last axis, which has to be even. */
type Halved<Name extends string, O extends Shape> =
  O extends readonly [...infer L extends Shape, infer N extends number]
    ? Remainder<N, 2> extends infer R
      ? number extends R ? readonly [...L, number]
        : R extends 0 ? readonly [...L, FloorDivide<N, 2>] : `${Name} halves the last axis, which is odd in ${ShapeText<O>}`
      : never
    : number extends O['length'] ? readonly number[] : `${Name} needs at least one axis, received []`

const halved = (name: string, shape: Shape): Shape | string => {
  const n = shape.at(-1)
  if (n === undefined) return `${name} needs at least one axis, received []`
  return n % 2 === 0 ? [...shape.slice(0, -1), n / 2] : `${name} halves the last axis, which is odd in ${shapeText(shape)}`
}

/** What a gated linear unit does to types. */
export interface GatedRule<Name extends string> extends LayerRule {
  readonly name: Name
  readonly out: Halved<Name, ShapeIn<this['in']>>
}

// @__NO_SIDE_EFFECTS__
const gated = <Name extends string>(name: Name, gate: (x: Scalar) => Scalar): Layer<GatedRule<Name>> => {
  const passed = raw.elementwise((a, b) => mul(a, gate(b)))
  return layerOf(name, (net) => {
    const output = expectShape(name, 'network', halved(name, net.output), net.output)
    const half = output.at(-1) as number
    return append(net, {
      name,
      input: net.output,
      output,
      apply: () => (x: AnyTensor) => {
        const whole = x.shape as Shape
        const [start, stop] = [whole.map(() => 0), [...whole.slice(0, -1), half]]
        return passed(raw.slice(x, start, stop), raw.slice(x, [...start.slice(0, -1), half], whole))
      },
      operations: 2 * count(output),
      stepwise: true,
    })
  })
}

/**
 * a ⊙ sigmoid(b), of the first half a of the last axis and the second half b, the gate: [..., 2n] to [..., n]. An odd last axis
 * is an error. Y. Dauphin et al. (2017), eq. 1.
 *
 * @example
 * pipe(input([100, 3]), conv1d({ filters: 16, kernel: 5 }), glu) // [96, 8]
 */
export const glu = gated('glu', sigmoid)
/**
 * a ⊙ gelu(b), with halves as those of `glu`. N. Shazeer (2020), eq. 5.
 *
 * @example
 * pipe(input([16, 64]), dense(256), geglu, dense(64)) // [16, 64]
 */
export const geglu = gated('geglu', gelu)
/**
 * a ⊙ max(0, b), with halves as those of `glu`. N. Shazeer (2020), eq. 5.
 *
 * @example
 * pipe(input([16, 64]), dense(256), reglu, dense(64)) // [16, 64]
 */
export const reglu = gated('reglu', relu)
/** a ⊙ b·sigmoid(b), with halves as those of `glu`. N. Shazeer (2020), eq. 5. */
export const swiglu = gated('swiglu', silu)
