/** Lists of elements, flat or in lists as the shape has it. */
import { allocate, isElement, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'

/** One element of a dtype. */
type Entry<D extends DType> = D extends 'bool' ? number | boolean : number

/** Lists in lists, as deep as a shape; of a shape that run time knows, of any depth. */
type Lists<S extends Shape, E> =
  S extends readonly [number, ...infer R extends Shape] ? readonly Lists<R, E>[]
  : S extends readonly [] ? E : E | Deep<E>
interface Deep<E> extends ReadonlyArray<E | Deep<E>> {}

/** The numbers of a tensor of shape `S`, in lists. */
export type Nested<S extends Shape> = Lists<S, number>

/** What `of` takes: all elements one after the other, or in lists. */
export type Values<S extends Shape, D extends DType> = ArrayLike<Entry<D>> | Lists<S, Entry<D>>

const isList = (u: unknown): u is ArrayLike<unknown> =>
  typeof u === 'object' && u !== null && Number.isSafeInteger((u as Partial<ArrayLike<unknown>>).length)

const areNumbers = (list: ArrayLike<unknown>): list is ArrayLike<number> => {
  let i = 0
  while (i < list.length && typeof list[i] === 'number') i++
  return i === list.length
}

/** The elements of lists as the shape has them, or of one list of all. */
export const read = (operation: string, shape: Shape, values: unknown, dtype: DType): Elements => {
  const wrong = (argument: string, expected: string, received: unknown, isCounted = false): never => {
    const message = isCounted && isList(received)
      ? { message: `${argument} should be ${expected}, but has ${received.length}` } : {}
    return fail(operation, { argument, expected, received, ...message })
  }
  const [n, integers] = [count(shape), !isFloat(dtype)]
  const out = allocate(dtype, n)
  /** Elements from `at` on, of the innermost lists. */
  const fill = (list: ArrayLike<unknown>, at: number, place: string): void => {
    // The elements of a typed array are numbers, and those of one of the dtype's own in its range.
    const isSound = ArrayBuffer.isView(list)
      && (integers ? list.constructor === out.constructor && dtype !== 'bool' : typeof list[0] === 'number')
    if (isSound) return out.set(list as unknown as Elements, at)
    // Most lists are of numbers alone, and long: to look is one thing, to copy is the engine's.
    if (!integers && areNumbers(list)) return out.set(list, at)
    for (let i = 0; i < list.length; i++) {
      const value = list[i]
      if (typeof value === 'number' && (!integers || isElement(dtype, value))) out[at + i] = value
      else if (dtype === 'bool' && typeof value === 'boolean') out[at + i] = Number(value)
      else wrong(`${place}[${i}]`, `a value of ${dtype}`, value)
    }
  }
  const go = (list: unknown, axis: number, at: number, place: string): void => {
    const size = shape[axis] as number
    if (!isList(list) || list.length !== size) return wrong(place, `a list of ${size}, as [${shape.join(', ')}] says`, list, true)
    if (axis === shape.length - 1) return fill(list, at, place)
    const width = count(shape.slice(axis + 1))
    for (let i = 0; i < size; i++) go(list[i], axis + 1, at + i * width, `${place}[${i}]`)
  }
  if (shape.length === 0 && !isList(values)) fill([values], 0, 'values')
  else if (!isList(values)) wrong('values', `a list of ${n}`, values)
  else if (shape.length > 1 && isList(values[0])) go(values, 0, 0, 'values')
  else if (values.length === n) fill(values, 0, 'values')
  else {
    const message = `[${shape.join(', ')}] takes ${n} values, received ${values.length}`
    fail(operation, { argument: 'values', expected: `${n} values`, received: values.length, message })
  }
  return out
}

/** The elements of a shape in lists. */
export const nest = (elements: Elements, shape: Shape): unknown => {
  const go = (axis: number, at: number, width: number): unknown => {
    if (axis === shape.length) return elements[at]
    const [size, next] = [shape[axis] as number, width / (shape[axis] as number)]
    return axis === shape.length - 1 ? Array.from(elements.subarray(at, at + size))
      : Array.from({ length: size }, (_, i) => go(axis + 1, at + i * next, next))
  }
  return go(0, 0, count(shape))
}
