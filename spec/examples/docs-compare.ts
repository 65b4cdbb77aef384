/** Values against what an example says of them. */
import type { Expectation, Literal } from './docs-expect.js'

/** Reads the elements of a tensor: of the copy of the package that the examples run on. */
export type Read = (tensor: never) => readonly number[]

type Fields = Readonly<Record<string, unknown>>

const isObject = (x: unknown): x is Fields => typeof x === 'object' && x !== null
const isPlain = (x: Fields): boolean => Object.getPrototypeOf(x) === Object.prototype

const nested = (shape: readonly number[], elements: readonly number[]): unknown => {
  const [n, ...rest] = shape
  if (n === undefined) return elements[0]
  const size = elements.length / n
  return Array.from({ length: n }, (_, i) => nested(rest, elements.slice(i * size, (i + 1) * size)))
}

/** Tensors as nested lists, networks as the shapes they give, typed arrays as lists, maps as records. */
const plain = (x: unknown, read: Read): unknown => {
  if (!isObject(x)) return x
  const { dtype, shape, layers, output } = x
  if (typeof dtype === 'string' && Array.isArray(shape) && !isPlain(x)) return nested(shape, read(x as never))
  if (Array.isArray(layers) && Array.isArray(output)) return output
  if (ArrayBuffer.isView(x)) return Array.from(x as unknown as Iterable<number>)
  return x instanceof Map ? Object.fromEntries(x) : x
}

/** The message of an error, without the place of the call. */
const sentence = (message: string): string => message.replace(/ \(at [^()]*\)$/, '')
const errorText = (x: unknown): string => (x instanceof Error ? `${x.name}: ${sentence(x.message)}` : text(x))
const text = (x: unknown): string => (isObject(x) || typeof x === 'string' ? JSON.stringify(x) : String(x))

const isNumber = ({ value, slack }: Extract<Literal, { kind: 'number' }>, actual: unknown): boolean =>
  actual === value || Object.is(actual, value) || (typeof actual === 'number' && Math.abs(actual - value) <= slack)

/** `true` and `false` are 1 and 0 in tensors. */
const isWord = (word: string, actual: unknown): boolean =>
  String(actual) === word || (word === 'true' && actual === 1) || (word === 'false' && actual === 0)

const isString = (value: string, actual: unknown): boolean => {
  const [begin = '', end] = value.split('…')
  if (typeof actual !== 'string' || end === undefined) return actual === value
  return actual.startsWith(begin) && actual.endsWith(end)
}

/** What a value is, where it is not as written. */
const differs = (expected: Literal, value: unknown, read: Read): string | undefined => {
  const actual = plain(value, read)
  const unless = (fits: boolean): string | undefined => (fits ? undefined : text(actual))
  switch (expected.kind) {
    case 'number': return unless(isNumber(expected, actual))
    case 'word': return unless(isWord(expected.value, actual))
    case 'string': return unless(isString(expected.value, actual))
    case 'list': {
      const { items, open } = expected
      if (!Array.isArray(actual) || (open ? actual.length < items.length : actual.length !== items.length)) return text(actual)
      const fits = items.every((item, i) => differs(item, actual[i], read) === undefined)
      return fits ? undefined : text(actual.map((x: unknown) => plain(x, read)))
    }
    case 'record': {
      const { fields, open } = expected
      if (!isObject(actual) || (!open && Object.keys(actual).length !== fields.length)) return text(actual)
      const wrong = fields.find(([name, item]) => !(name in actual) || differs(item, actual[name], read) !== undefined)
      return wrong && `${text(plain(actual[wrong[0]], read))} at ${wrong[0]}`
    }
  }
}

/** What a value is, where the example says something else. */
export const complaint = (expected: Expectation, value: unknown, read: Read): string | undefined => {
  if (expected.kind === 'value') return differs(expected.value, value, read)
  if (expected.kind !== 'right' && expected.kind !== 'left') return undefined
  const { _tag: tag, left, right } = isObject(value) ? value : {}
  if (expected.kind === 'right') {
    return tag !== 'Right' ? `Left: ${errorText(left)}` : expected.value && differs(expected.value, right, read)
  }
  if (tag !== 'Left') return `Right: ${text(right)}`
  const message = left instanceof Error ? sentence(left.message) : text(left)
  return expected.message === undefined || expected.message === message ? undefined : `Left: ${message}`
}

type Throws = Extract<Expectation, { kind: 'throws' }>

/** What was thrown, where the example says something else. */
export const thrownComplaint = ({ name, message }: Throws, error: unknown): string | undefined => {
  const thrown = errorText(error)
  return thrown === `${name}: ${sentence(message)}` ? undefined : thrown
}
