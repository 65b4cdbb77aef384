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
import { isDtype, isShape } from '../tensor/argument.js'
import { concrete, isTensor, type AnyTensor } from '../tensor/tensor.js'
import { encoded, tensorBehind, type EncodedTensor } from '../tensor/encoded.js'

/** Lists and records inside one another: more than anybody nests, less than any stack holds. */
const deepest = 100

/** Plain data in two parts. */
export interface Parts {
  readonly tree: string
  readonly tensors: ReadonlyMap<string, AnyTensor>
}

const isPlain = (value: object): value is EncodedTensor => {
  const { dtype, shape, elements: e, ...others } = value as Partial<Record<string, unknown>>
  return isDtype(dtype) && Object.keys(others).length === 0
    && isShape(shape)
    && ArrayBuffer.isView(e) && e.constructor === allocate(dtype, 0).constructor
    && (e as Elements).length === count(shape)
}

const marked = (key: string): string => (key.startsWith('$') ? `$${key}` : key)
const unmarked = (key: string): string => (key.startsWith('$') ? key.slice(1) : key)

/** A record with other keys and other values, in the same order. */
const renamed = (record: object, rename: (key: string) => string, change: (child: unknown, key: string) => unknown): unknown =>
  Object.fromEntries(Object.entries(record).map(([key, child]) => [rename(key), change(child, key)]))

const unsayable = (path: string, received: unknown): never =>
  fail('checkpoint.save', { argument: path, expected: 'a tensor, a list, a plain record or a simple value', received })

const tooDeep = (): never =>
  fail('checkpoint.save', { argument: 'the state', expected: `at most ${deepest} levels deep`, received: 'deeper' })

/** The parts of plain data. What is none of these, two tensors of one path, or more than 100 levels is an error. */
export const dismantle = (value: unknown): Parts => {
  const tensors = new Map<string, AnyTensor>()

  const named = (path: string, tensor: AnyTensor): string => {
    if (tensors.has(path))
      fail('checkpoint.save', { argument: path, expected: 'the path of one tensor, not of two', received: path })
    tensors.set(path, tensor)
    return path
  }

  const formOf = (node: unknown, path: string, depth: number): unknown => {
    const at = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)
    if (node === null || typeof node === 'string' || typeof node === 'boolean') return node
    if (Object.is(node, -0)) return { $number: '-0' }
    if (typeof node === 'number') return Number.isFinite(node) ? node : { $number: String(node) }
    if (node === undefined) return { $undefined: true }
    if (isTensor(node)) return { $tensor: named(path, node) }
    if (typeof node !== 'object') return unsayable(path, node)
    if (depth === deepest) return tooDeep()
    if (Array.isArray(node)) return Array.from(node, (child, i) => formOf(child, at(i), depth + 1))
    if (Object.getPrototypeOf(node) !== Object.prototype) return unsayable(path, Object.prototype.toString.call(node))
    const tensor = tensorBehind(node) ?? (isPlain(node) ? concrete(node, node.elements) : undefined)
    if (tensor !== undefined) return { $elements: named(path, tensor) }
    return renamed(node, marked, (child, key) => formOf(child, at(key), depth + 1))
  }

  const form = formOf(value, '', 0)
  return { tree: JSON.stringify(form), tensors }
}

const numbers: ReadonlyMap<unknown, number> = new Map(['NaN', 'Infinity', '-Infinity', '-0'].map((text) => [text, Number(text)]))

class Unreadable extends Error {}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('no JSON')
  }
}

/** Keys that mean something: one `$` in front. */
const isSpecial = (key: string): boolean => key.startsWith('$') && !key.startsWith('$$')

/** Plain data of its parts, or what is wrong with them. Every tensor has to have one place. */
export const assemble = ({ tree, tensors }: Parts): E.Either<string, unknown> => {
  const placed = new Set<unknown>()

  const tensorNamed = (name: unknown): AnyTensor => {
    const tensor = typeof name === 'string' ? tensors.get(name) : undefined
    if (tensor === undefined) throw new Unreadable(`a place for the tensor ${JSON.stringify(name)}, which is not there`)
    if (placed.has(name)) throw new Unreadable(`two places for the tensor ${JSON.stringify(name)}`)
    placed.add(name)
    return tensor
  }

  const special = (kind: string, said: unknown): unknown => {
    if (kind === '$tensor') return tensorNamed(said)
    if (kind === '$undefined' && said === true) return undefined
    if (kind === '$number' && numbers.has(said)) return numbers.get(said)
    if (kind !== '$elements') throw new Unreadable(`${kind}, which means nothing`)
    return encoded(tensorNamed(said))
  }

  const valueOf = (json: unknown, depth: number): unknown => {
    if (typeof json !== 'object' || json === null) return json
    // One level more than values have, for what is special.
    if (depth > deepest) throw new Unreadable(`more than ${deepest} levels`)
    if (Array.isArray(json)) return json.map((item) => valueOf(item, depth + 1))
    const members = Object.entries(json)
    const [key, said] = members.find(([name]) => isSpecial(name)) ?? []
    if (key === undefined) return renamed(json, unmarked, (child) => valueOf(child, depth + 1))
    if (members.length > 1) throw new Unreadable(`${key} among other keys`)
    return special(key, said)
  }

  try {
    const value = valueOf(jsonOf(tree), 0)
    const left = [...tensors.keys()].find((name) => !placed.has(name))
    return left === undefined ? E.right(value) : E.left(`no place for the tensor ${JSON.stringify(left)}`)
  } catch (error) {
    if (error instanceof Unreadable) return E.left(error.message)
    throw error
  }
}
