/**
 * Plain data with tensors in it, taken apart into named tensors and a text that says how they hang together, and put
 * together again: `assemble(dismantle(value))` is `value`, the order of keys included, since sums go by it.
 *
 * The text is JSON. `{"$tensor": name}` is a tensor and `{"$elements": name}` one as plain data; `{"$number": "NaN"}` and
 * `{"$undefined": true}` are what JSON cannot say; of other keys with `$` in front, a further `$` keeps them apart.
 */
import * as E from 'fp-ts/lib/Either.js'
import { allocate, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import { deepest, parseJson, type Json } from './json.js'

/** Plain data in two parts. */
export interface Parts {
  readonly tree: string
  readonly tensors: ReadonlyMap<string, AnyTensor>
}

/** A tensor as codecs write it. */
interface Plain {
  readonly dtype: DType
  readonly shape: Shape
  readonly elements: Elements
}

const dtypes: readonly unknown[] = ['f32', 'f64', 'i32', 'u32', 'bool']

const isPlain = (value: object): value is Plain => {
  const { dtype, shape, elements: e, ...others } = value as Partial<Record<string, unknown>>
  return dtypes.includes(dtype) && Object.keys(others).length === 0
    && Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0)
    && ArrayBuffer.isView(e) && e.constructor === allocate(dtype as DType, 0).constructor && (e as Elements).length === count(shape)
}

const unsayable = (path: string, received: unknown): never =>
  fail('checkpoint.save', { argument: path, expected: 'a tensor, a list, a plain record or a simple value', received })

/** The parts of plain data. What is none of these, two tensors of one path, or more than 99 levels is an error. */
export const dismantle = (value: unknown): Parts => {
  const tensors = new Map<string, AnyTensor>()

  const named = (path: string, tensor: AnyTensor): string => {
    if (tensors.has(path)) fail('checkpoint.save', { argument: path, expected: 'the path of one tensor', received: path, message: `two tensors have the path ${path}` })
    tensors.set(path, tensor)
    return path
  }

  const formOf = (node: unknown, path: string, depth: number): unknown => {
    const at = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)
    if (node === null || typeof node === 'string' || typeof node === 'boolean') return node
    if (typeof node === 'number') return Number.isFinite(node) && !Object.is(node, -0) ? node : { $number: Object.is(node, -0) ? '-0' : String(node) }
    if (node === undefined) return { $undefined: true }
    if (isTensor(node)) return { $tensor: named(path, node) }
    if (typeof node !== 'object') return unsayable(path, node)
    if (depth >= deepest - 1) return fail('checkpoint.save', { argument: path, expected: `at most ${deepest - 1} levels`, received: `${depth + 1} levels` })
    if (Array.isArray(node)) return Array.from(node, (child, i) => formOf(child, at(i), depth + 1))
    if (Object.getPrototypeOf(node) !== Object.prototype) return unsayable(path, Object.prototype.toString.call(node))
    if (isPlain(node)) return { $elements: named(path, concrete(node, node.elements)) }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key.startsWith('$') ? `$${key}` : key, formOf(child, at(key), depth + 1)]))
  }

  const form = formOf(value, '', 0)
  return { tree: JSON.stringify(form), tensors }
}

const numbers: ReadonlyMap<Json | undefined, number> = new Map([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['-0', -0]])

class Unreadable extends Error {}

/** Plain data of its parts, or what is wrong with them. Every tensor has to have one place. */
export const assemble = ({ tree, tensors }: Parts): E.Either<string, unknown> => {
  const placed = new Set<string>()

  const tensorNamed = (name: Json): AnyTensor => {
    const tensor = typeof name === 'string' ? tensors.get(name) : undefined
    if (tensor === undefined) throw new Unreadable(`a place for the tensor ${String(name)}, which is not there`)
    if (placed.has(name as string)) throw new Unreadable(`two places for the tensor ${String(name)}`)
    placed.add(name as string)
    return tensor
  }

  const special = (kind: string, json: Json): unknown => {
    if (kind === '$tensor') return tensorNamed(json)
    if (kind === '$undefined' && json === true) return undefined
    if (kind === '$number' && numbers.has(json)) return numbers.get(json)
    if (kind !== '$elements') throw new Unreadable(`${kind}, which means nothing`)
    const tensor = tensorNamed(json)
    return { dtype: tensor.dtype, shape: [...tensor.shape], elements: elements(tensor) }
  }

  const valueOf = (json: Json): unknown => {
    if (Array.isArray(json)) return json.map(valueOf)
    if (!(json instanceof Map)) return json
    const members = [...json as ReadonlyMap<string, Json>]
    const [first] = members
    if (members.length === 1 && first !== undefined && /^\$(?!\$)/.test(first[0])) return special(...first)
    return Object.fromEntries(members.map(([key, child]) => {
      if (/^\$(?!\$)/.test(key)) throw new Unreadable(`${key} among other keys`)
      return [key.startsWith('$') ? key.slice(1) : key, valueOf(child)]
    }))
  }

  const form = parseJson(tree)
  if (E.isLeft(form)) return form
  try {
    const value = valueOf(form.right)
    const left = [...tensors.keys()].find((name) => !placed.has(name))
    return left === undefined ? E.right(value) : E.left(`no place for the tensor ${left}`)
  } catch (error) {
    if (error instanceof Unreadable) return E.left(error.message)
    throw error
  }
}
