/** Architectures that are plain data: networks that a file can describe, so that a model of one needs no code. */
import type { Json } from 'fp-ts/lib/Json.js'
import { elu, gelu, relu, silu, tanh, type Activation } from '../network/activation.js'
import type { AnyNet } from '../network/named.js'
import { isRecord, oneOf, type Kind } from '../shape/options.js'

/** An architecture: what it is as plain data, and how it grows from an input to so many outputs. Made by `perceptron`, for one. */
export interface Architecture {
  readonly description: Json
  readonly build: (input: AnyNet, outputs: number) => AnyNet
}

export const anArchitecture: Kind = {
  expected: 'an architecture, as model.perceptron makes it, or a function of the input that gives a network',
  holds: (x) => isRecord(x) && typeof x['build'] === 'function',
}

/** Activations that an architecture can name. */
export type ActivationName = 'relu' | 'gelu' | 'silu' | 'elu' | 'tanh'

export const anActivation = oneOf('relu', 'gelu', 'silu', 'elu', 'tanh')

/** The activation of a name. */
export const activationOf = (name: ActivationName): Activation =>
  (name === 'relu' ? relu : name === 'gelu' ? gelu : name === 'silu' ? silu : name === 'elu' ? elu() : tanh)
