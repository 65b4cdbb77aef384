/** Convolutional networks as plain data. */
import { flatten } from '../network/arrange.js'
import { batchNorm } from '../network/batchNorm.js'
import { conv1d, conv2d } from '../network/convolution.js'
import { dense } from '../network/dense.js'
import { dropout as dropping } from '../network/dropout.js'
import { embedding as embed } from '../network/embedding.js'
import type { AnyNet } from '../network/named.js'
import { globalMaxPool, maxPool1d, maxPool2d } from '../network/pooling.js'
import { fail } from '../shape/error.js'
import { aCount, checkOptions, isRecord, type Kind } from '../shape/options.js'
import { activationOf, anActivation, type ActivationName, type Architecture } from './architecture.js'
import { grown } from './grown.js'
import { aRate, someWidths } from './perceptron.js'

/** What a convolutional network is made of. */
export interface ConvolutionalOptions {
  /** Of tokens, how many there are and how many numbers stand for each: an embedding comes first. `text.size` counts a vocabulary's. */
  readonly embedding?: { readonly tokens: number, readonly width: number }
  /** Filters of each convolution, [16, 32] by default. */
  readonly filters?: readonly number[]
  /** The size of each filter, 3 by default: of sequences in steps, of images in pixels either way. */
  readonly kernel?: number
  /** The widths of the hidden layers behind the convolutions, none by default. */
  readonly hidden?: readonly number[]
  /** The probability with which an element before a dense layer is dropped in training, 0.3 by default. */
  readonly dropout?: number
  /** What follows each convolution and hidden layer, relu by default. */
  readonly activation?: ActivationName
}

const anEmbedding: Kind = {
  expected: 'a record of tokens and width, whole numbers of at least 1',
  holds: (x) => isRecord(x) && Object.keys(x).every((name) => name === 'tokens' || name === 'width') && aCount.holds(x['tokens']) && aCount.holds(x['width']),
}

/** Halves what can be halved. */
const halved = (net: AnyNet): readonly unknown[] => {
  const sizes = (net.output as readonly number[]).slice(0, -1)
  return sizes.some((size) => size < 2) ? [] : [sizes.length === 1 ? maxPool1d(2) : maxPool2d([2, 2])]
}

/**
 * A convolutional network: convolutions that keep the size, each with batch normalization, an activation and pooling by two; then
 * hidden layers and a dense one for the outputs. Tokens are embedded first. Of images [height, width, channels] what is left is flattened; of sequences
 * [steps, channels], such as the bands of a sound, the greatest of each channel at any step is taken. Another input is an error.
 *
 * @example
 * convolutional({ filters: [8, 16] }).description
 * // { kind: 'convolutional', filters: [8, 16], kernel: 3, hidden: [], dropout: 0.3, activation: 'relu' }
 */
export const convolutional = (options: ConvolutionalOptions = {}): Architecture => {
  const { filters = [16, 32], kernel = 3, hidden = [], dropout = 0.3, activation = 'relu', embedding } = checkOptions<ConvolutionalOptions>(
    'model.convolutional', options,
    { embedding: anEmbedding, filters: someWidths, kernel: aCount, hidden: someWidths, dropout: aRate, activation: anActivation })
  return Object.freeze<Architecture>({
    description: {
      kind: 'convolutional', ...(embedding === undefined ? {} : { embedding: { tokens: embedding.tokens, width: embedding.width } }),
      filters: [...filters], kernel, hidden: [...hidden], dropout, activation,
    },
    build: (given, outputs) => {
      const input = embedding === undefined ? given : grown(given, embed(embedding.tokens, embedding.width))
      const rank = input.output.length
      if (rank !== 2 && rank !== 3) {
        fail('model.convolutional', {
          argument: 'input', expected: 'an image [height, width, channels] or a sequence [steps, channels]', received: input.output,
        })
      }
      const convolved = filters.reduce<AnyNet>((net, n) => {
        const convolution = rank === 2 ? conv1d({ filters: n, kernel, padding: 'same' })
          : conv2d({ filters: n, kernel: [kernel, kernel], padding: 'same' })
        const active = grown(net, convolution, batchNorm(), activationOf(activation))
        return grown(active, ...halved(active))
      }, input)
      const drop = dropout === 0 ? [] : [dropping(dropout)]
      const layers = hidden.flatMap((width) => [...drop, dense(width), activationOf(activation)])
      return grown(convolved, rank === 2 ? globalMaxPool : flatten, ...layers, ...drop, dense(outputs))
    },
  })
}
