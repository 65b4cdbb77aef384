import type { Shape } from './shape.js'
import { callSite } from './site.js'

/** What was wrong with a call: of which operation, which argument, what it should have been and what it was. */
export interface Complaint {
  readonly argument: string
  readonly expected: string
  readonly received: unknown
  /** The sentence, where `argument should be expected, but is received` says too little. */
  readonly message?: string
}

/**
 * The error of every bad input: a value with structure, printed as one readable sentence. `at` is the caller's place
 * (`file:line:column`), the first one outside of this package, where the engine tells it.
 *
 * @example
 * fail('batches', { argument: 'size', expected: 'a whole number of at least 1', received: 0 })
 * // TenfoldError: batches: size should be a whole number of at least 1, but is 0 (at main.ts:4:11)
 * new TenfoldError('batches', { argument: 'size', expected: 'a whole number of at least 1', received: 0 }).argument // 'size'
 */
export class TenfoldError extends Error {
  override readonly name = 'TenfoldError'
  readonly operation: string
  readonly argument: string
  readonly expected: string
  readonly received: unknown
  readonly at: string | undefined

  constructor(operation: string, { argument, expected, received, message }: Complaint, at: string | undefined = callSite()) {
    const sentence = message ?? `${argument} should be ${expected}, but is ${valueText(received)}`
    // A sentence that begins with the operation, as those of layers do, says it once.
    const said = [':', ',', ' '].some((end) => sentence.startsWith(operation + end)) ? sentence : `${operation}: ${sentence}`
    super(at === undefined ? said : `${said} (at ${at})`)
    this.operation = operation
    this.argument = argument
    this.expected = expected
    this.received = received
    this.at = at
  }
}

/** Throws a `TenfoldError`. Its type is written out so that the compiler knows that nothing runs after it. */
export const fail: (operation: string, complaint: Complaint) => never = (operation, complaint) => {
  throw new TenfoldError(operation, complaint)
}

/** The shape that a shape function yielded, or its message thrown. */
export const expectShape = <S extends Shape>(operation: string, argument: string, result: S | string, received?: Shape): S =>
  typeof result === 'string'
    ? fail(operation, { argument, expected: 'a shape that fits', received: received ?? result, message: result })
    : result

/** Under this symbol, a value says in a few words what it is. */
export const inWords = /* @__PURE__ */ Symbol('in words')

/** A value in a sentence: short, and never an exception. */
export const valueText = (value: unknown): string => {
  try {
    return typeof value === 'string' ? JSON.stringify(shortened(value)) : shortened(text(value, 0))
  } catch {
    return 'an object'
  }
}

/** Lists and records to some depth and length, as there may be millions of elements in them. */
const text = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return depth > 2 ? '[…]' : `[${value.slice(0, 40).map((v) => text(v, depth + 1)).join(', ')}]`
  // Tensors and dates say themselves what they are.
  if (inWords in value) return (value[inWords] as () => string)()
  if (!ArrayBuffer.isView(value) && value.toString !== Object.prototype.toString) return String(value)
  const entries = Object.entries(value).slice(0, 20)
  return depth > 2 ? '{…}' : `{${entries.map(([name, v]) => `${JSON.stringify(name)}:${text(v, depth + 1)}`).join(',')}}`
}
/** A text of at most so many characters, the last one telling that there were more. */
export const shortened = (text: string, most = 80): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
