/** Multilayer perceptrons as plain data. */
import { flatten } from '../network/arrange.js'
import { dense } from '../network/dense.js'
import { dropout as dropping } from '../network/dropout.js'
import { aNumber, checkOptions, type Kind } from '../shape/options.js'
import { activationOf, anActivation, type ActivationName, type Architecture } from './architecture.js'
import { grown } from './grown.js'

/** What a perceptron is made of. */
export interface PerceptronOptions {
  /** The widths of the hidden layers, [64, 32] by default. */
  readonly hidden?: readonly number[]
  /** The probability with which an element of a hidden layer is dropped in training, 0.1 by default. */
  readonly dropout?: number
  /** What follows each hidden layer, relu by default. */
  readonly activation?: ActivationName
}

export const aRate: Kind = { expected: 'a number from 0 up to and without 1', holds: (x) => aNumber.holds(x) && x >= 0 && x < 1 }

/** Layers of more would be those of a damaged file. */
const mostLayers = 1000

export const someWidths: Kind = {
  expected: `a list of at most ${mostLayers} whole numbers of at least 1`,
  holds: (x) => Array.isArray(x) && x.length <= mostLayers && x.every((width) => Number.isSafeInteger(width) && width > 0),
}

/**
 * A multilayer perceptron: hidden layers, each dense with an activation, and a dense one for the outputs. An input of several axes
 * is flattened first.
 *
 * @example
 * perceptron({ hidden: [32], dropout: 0.1 }).description
 * // { kind: 'perceptron', hidden: [32], dropout: 0.1, activation: 'relu' }
 */
export const perceptron = (options: PerceptronOptions = {}): Architecture => {
  const { hidden = [64, 32], dropout = 0.1, activation = 'relu' } = checkOptions<PerceptronOptions>(
    'model.perceptron', options, { hidden: someWidths, dropout: aRate, activation: anActivation })
  return Object.freeze<Architecture>({
    description: { kind: 'perceptron', hidden: [...hidden], dropout, activation },
    build: (input, outputs) => {
      const drop = dropout === 0 ? [] : [dropping(dropout)]
      const layers = hidden.flatMap((width) => [dense(width), activationOf(activation), ...drop])
      return grown(input, ...(input.output.length === 1 ? [] : [flatten]), ...layers, dense(outputs))
    },
  })
}
