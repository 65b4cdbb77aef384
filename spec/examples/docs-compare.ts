/** Values against what an example says of them. */
import type { Expectation, Literal } from './docs-expect.js'

/** A tensor, whichever copy of the package made it, and how its elements are read. */
export type Read = (tensor: never) => readonly number[]

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null

const nested = (shape: readonly number[], elements: readonly number[]): unknown => {
  const [n, ...rest] = shape
  if (n === undefined) return elements[0]
  const size = elements.length / n
  return Array.from({ length: n }, (_, i) => nested(rest, elements.slice(i * size, (i + 1) * size)))
}

/** Tensors as nested lists, networks as the shapes they give, typed arrays as lists, maps as records. */
const plain = (x: unknown, read: Read): unknown => {
  if (!isObject(x)) return x
  if (typeof x['dtype'] === 'string' && Array.isArray(x['shape']) && !('elements' in x)) return nested(x['shape'], read(x as never))
  if (Array.isArray(x['layers']) && Array.isArray(x['output'])) return x['output']
  if (ArrayBuffer.isView(x)) return Array.from(x as unknown as Iterable<number>)
  return x instanceof Map ? Object.fromEntries(x) : x
}

const text = (x: unknown): string => (typeof x === 'number' || x === undefined ? String(x) : isObject(x) && x instanceof Error ? `${x.name}: ${x.message}` : JSON.stringify(x) ?? String(x))

/** Whether a value is as written; if not, what it is. */
const differs = (expected: Literal, value: unknown, read: Read): string | undefined => {
  const actual = plain(value, read)
  switch (expected.kind) {
    case 'number':
      return Object.is(actual, expected.value) || (typeof actual === 'number' && Math.abs(actual - expected.value) <= expected.slack) ? undefined : text(actual)
    case 'word':
      return String(actual) === expected.value || (typeof value === 'number' && value === Number(expected.value === 'true')) ? undefined : text(actual)
    case 'string': {
      const [begin = '', end] = expected.value.split('…')
      const fits = typeof actual === 'string' && (end === undefined ? actual === begin : actual.startsWith(begin) && actual.endsWith(end))
      return fits ? undefined : text(actual)
    }
    case 'list': {
      const { items, open } = expected
      if (!Array.isArray(actual) || (open ? actual.length < items.length : actual.length !== items.length)) return text(actual)
      return items.some((item, i) => differs(item, actual[i], read) !== undefined) ? text(actual.map((x: unknown) => plain(x, read))) : undefined
    }
    case 'record': {
      const { fields, open } = expected
      if (!isObject(actual) || (!open && Object.keys(actual).length !== fields.length)) return text(actual)
      const wrong = fields.find(([name, item]) => !(name in actual) || differs(item, actual[name], read) !== undefined)
      return wrong && `${text(actual)}, at ${wrong[0]}`
    }
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message.replace(/ \(at [^()]*\)$/, '') : text(error))

/** What is wrong with a value, if anything. */
export const complaint = (expected: Expectation, value: unknown, read: Read): string | undefined => {
  const either = isObject(value) ? value : {}
  switch (expected.kind) {
    case 'value': return differs(expected.value, value, read)
    case 'right':
      return either['_tag'] !== 'Right' ? `Left: ${sentence(either['left'])}` : expected.value && differs(expected.value, either['right'], read)
    case 'left':
      return either['_tag'] !== 'Left' ? `Right: ${text(either['right'])}`
        : expected.message === undefined || expected.message === sentence(either['left']) ? undefined : `Left: ${sentence(either['left'])}`
    default: return undefined
  }
}

/** What is wrong with what was thrown, if anything. */
export const thrownComplaint = ({ name, message }: Extract<Expectation, { kind: 'throws' }>, error: unknown): string | undefined =>
  error instanceof Error && error.name === name && sentence(error) === message ? undefined : `${error instanceof Error ? error.name : 'no error'}: ${sentence(error)}`
