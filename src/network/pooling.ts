import { count } from '../program/program.js'
import { expectShape } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Padding2d, Pair } from '../shape/window.js'
import { greatest2d, mean2d, type WindowOptions } from '../tensor/window.js'
import { slide, type Slide } from './convolution.js'
import { append, type Network } from './network.js'

// @__NO_SIDE_EFFECTS__
const pool = <const Name extends string>(name: Name, apply: typeof greatest2d) =>
  <const K extends Pair, const S extends Pair = K, const L extends Pair = readonly [1, 1], const Pad extends Padding2d = 'valid'>(
    window: K, options: WindowOptions<S, L, Pad> = {},
  ) => <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Slide<Name, O, undefined, K, S, L, Pad>>,
  ): Network<P, I, Known<Slide<Name, O, undefined, K, S, L, Pad>>, D, X> => {
    const { stride = window, dilation = [1, 1], padding = 'valid' } = options
    const output = expectShape(name, 'network', slide(name, net.output, undefined, window, stride, dilation, padding), net.output)
    return append(net, {
      name,
      input: net.output,
      output,
      apply: () => (x) => apply(x, window, { stride, dilation, padding }, name),
      operations: count(window) * count(output),
    })
  }

/**
 * The greatest element of each window, by channel: [height, width, channels] to [height', width', channels]; the stride is the
 * window unless given. The derivative goes to the first of equals.
 *
 * @example
 * pipe(input([24, 24, 8]), maxPool2d([2, 2])) // [12, 12, 8]
 */
export const maxPool2d = pool('maxPool2d', greatest2d)

/**
 * The mean of each window, by channel, over the elements inside the image; the stride is the window unless given.
 *
 * @example
 * pipe(input([24, 24, 8]), averagePool2d([3, 3], { stride: [2, 2] })) // [11, 11, 8]
 */
export const averagePool2d = pool('averagePool2d', mean2d)
