/** Where a tensor lies in another project's file: by which name, with which axes. */
import type { TensorType } from '../program/primitive.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** A tensor of another project's file, where it differs in more than its name. */
export interface Stored {
  readonly name: string
  /** Axis i here is axis permute[i] there, as `tensor.permute` has it; without it, axes are in the same order. */
  readonly permute?: readonly number[]
  /** The sizes there, axes that are one there but several for `permute` as a list: `[10, [16, 4, 4]]` is stored as [10, 256]. */
  readonly axes?: readonly (number | readonly number[])[]
}

/** What lies where, and how it gets from there to here and back. */
export interface Place {
  readonly path: string
  readonly name: string
  readonly here: TensorType
  readonly there: TensorType
  readonly toHere: (x: AnyTensor) => AnyTensor
  readonly toThere: (x: AnyTensor) => AnyTensor
}

/** Throws: names are the program's own. */
export const reject = (argument: string, expected: string, received: unknown): never =>
  fail('checkpoint.named', { argument, expected, received })

/** Whether axes one after another of `apart`, multiplied, are those of `merged`: all products from the left are there. */
const merges = (apart: Shape, merged: Shape): boolean => {
  const products = (shape: Shape): readonly number[] => shape.map((_, i) => count(shape.slice(0, i + 1)))
  return count(apart) === count(merged) && products(merged).every((n) => products(apart).includes(n))
}

/** The place of a parameter at a path, of that type. */
export const placeOf = (path: string, { shape, dtype }: TensorType, said: string | Stored): Place => {
  const { name, permute, axes }: Stored = typeof said === 'string' ? { name: said } : said
  const rank = axes?.flat().length ?? shape.length
  const order = permute ?? Array.from({ length: rank }, (_, i) => i)
  const inverse = Array.from({ length: rank }, (_, i) => order.indexOf(i))
  if (order.length !== rank || inverse.includes(-1))
    reject(`${path}: permute`, `the axes from 0 to ${rank - 1}, each once`, order)
  const apart = axes?.flat() ?? inverse.map((i) => shape[i] as number)
  const permuted = order.map((axis) => apart[axis] as number)
  const stored = axes?.map((sizes) => (typeof sizes === 'number' ? sizes : count(sizes))) ?? apart
  if (!merges(permuted, shape)) reject(`${path}: axes`, `sizes that make [${shape.join(', ')}] when permuted`, permuted)
  return {
    path, name,
    here: { shape, dtype },
    there: { shape: stored, dtype },
    toHere: (x) => raw.reshape(raw.permute(raw.reshape(x, apart), order), shape),
    toThere: (x) => raw.reshape(raw.permute(raw.reshape(x, permuted), inverse), stored),
  }
}

