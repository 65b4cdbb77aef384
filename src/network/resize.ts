/** What layers have in common that pad, crop or scale sequences [length, channels] and images [height, width, channels]. */
import { count } from '../program/program.js'
import { resized, type Borders, type Resized, type Resizing } from '../shape/border.js'
import { expectShape } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { axisNames, type Extent } from '../shape/window.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { append, type TensorNetwork } from './network.js'

/** Outputs `O` of the layer before, with `Rank` axes before the channels that are resized; or a sentence. */
export type Sized<Name extends string, O extends Shape, Rank extends 1 | 2, How extends Resizing, W> =
  number extends O['length'] ? Rank extends 1 ? readonly [number, number] : readonly [number, number, number]
  : (Rank extends 1 ? 2 : 3) extends O['length']
    ? O extends readonly [...infer In extends Shape, infer C extends number]
      ? Resized<In, How, W> extends infer R ? R extends Shape ? readonly [...R, C] : `${Name}: ${R & string}` : never
      : never
    : `${Name} needs ${Rank extends 1 ? '[length, channels]' : '[height, width, channels]'}, received ${ShapeText<O>}`

const sized = (name: string, shape: Shape, rank: number, how: Resizing, by: Borders | Extent): Shape | string => {
  const channels = shape.at(-1)
  if (channels === undefined || shape.length !== rank + 1)
    return `${name} needs [${axisNames(rank).join(', ')}, channels], received ${shapeText(shape)}`
  const sizes = resized(shape.slice(0, -1), how, by)
  return typeof sizes === 'string' ? `${name}: ${sizes}` : [...sizes, channels]
}

/** The network with a layer more, which computes so many operations for each element of its outputs. */
export const resizing = (
  name: string, net: TensorNetwork, rank: number, how: Resizing, by: Borders | Extent, each: number,
  apply: (x: AnyTensor) => AnyTensor,
): TensorNetwork => {
  const output = expectShape(name, 'network', sized(name, net.output, rank, how, by), net.output)
  return append(net, { name, input: net.output, output, apply: () => apply, operations: each * count(output) })
}
