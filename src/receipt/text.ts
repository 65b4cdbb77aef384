/**
 * Receipts as texts. A receipt has one text, and only that text is read: a character that is changed anywhere is found out,
 * be it a blank.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Errors } from 'io-ts'
import { boundOf, limited } from '../dataset/limit.js'
import { fail, TenfoldError } from '../shape/error.js'
import { check } from '../shape/options.js'
import { exact, fromUtf8 } from '../shape/utf8.js'
import { explainErrors } from '../trainer/codec.js'
import { deepest } from './json.js'
import { aReceipt, codec, type Receipt } from './receipt.js'
import { weigh } from './weight.js'

/**
 * The text of a receipt: JSON, two blanks before each level, a line feed at the end.
 *
 * @example
 * const zeros = '0'.repeat(64)
 * const made = of({ configuration: {}, data: zeros, initial: zeros, program: zeros, steps: 0, final: zeros })
 * decode(encode(made)) // Right
 * decode(encode(made).replace('"steps": 0', '"steps": 1')) // Left
 */
export const encode = (receipt: Receipt): string => {
  check('receipt.encode', { receipt }, { receipt: aReceipt })
  return `${JSON.stringify(receipt, null, 2)}\n`
}

/** Where a text comes from: who reads it, and what it is called in complaints. */
export interface Source {
  readonly operation: string
  readonly name: string
  readonly at: string | undefined
  readonly maxBytes: number
}

/** Bytes in memory that a receipt takes at most by default, 128 MiB: more than a trail of 3 million steps. */
const defaultMaxBytes = 134217728

/** How much may become of a text. */
export interface DecodeOptions {
  /** Bytes in memory, those of the text included; 2²⁷ (128 MiB) by default. */
  readonly maxBytes?: number
}

/** The bound among options. */
export const maxBytesOf = (operation: string, options: DecodeOptions): number =>
  boundOf<DecodeOptions>(operation, options, limited, defaultMaxBytes)

/** A text that does not become too much, in levels or bytes: seen before it is parsed. */
const fitting = (source: Source, text: string): E.Either<TenfoldError, string> => {
  const { depth, bytes } = weigh(text)
  const { maxBytes } = source
  const [levels, most] = [`at most ${deepest} levels`, `at most ${maxBytes} bytes (maxBytes)`]
  // One is the receipt itself.
  const refused = (expected: string, received: number): E.Either<TenfoldError, never> =>
    E.left(wrong(source, expected, `${received}`, `no receipt: ${expected} expected, received ${received}`))
  return depth > deepest + 1 ? refused(levels, depth) : bytes > maxBytes ? refused(most, bytes) : E.right(text)
}

const wrong = ({ operation, name, at }: Source, expected: string, received: string, message: string): TenfoldError =>
  new TenfoldError(operation, { argument: name, expected, received, message: `${name}: ${message}` }, at)

const complaint = (source: Source) => (errors: Errors): TenfoldError => {
  const places = explainErrors(errors)
  const more = places.length > 3 ? `; and ${places.length - 3} more` : ''
  return wrong(source, codec.name, places.join('; '), `no receipt: ${places.slice(0, 3).join('; ')}${more}`)
}

/** The first line in which a text is not the one of the receipt that it holds. */
const rewritten = (source: Source, text: string, own: string): TenfoldError => {
  const [lines, found] = [own.split('\n'), text.split('\n')]
  const i = Array.from({ length: found.length + 1 }, (_, n) => n).find((n) => found[n] !== lines[n]) ?? 0
  const shown = (list: readonly string[]): string => JSON.stringify(list[i]?.slice(0, 80) ?? 'the end')
  const [expected, received] = [shown(lines), shown(found)]
  return wrong(source, expected, received, `line ${i + 1} should be ${expected}, but is ${received}: something was changed`)
}

const decodeFrom = (source: Source) => (text: string): E.Either<TenfoldError, Receipt> => pipe(
  fitting(source, text),
  E.chain(() => E.tryCatch(
    () => JSON.parse(text) as unknown,
    (error) => wrong(source, 'JSON', 'another text', `no JSON: ${(error as Error).message}`),
  )),
  E.chain((value) => pipe(codec.decode(value), E.mapLeft(complaint(source)))),
  E.filterOrElse((receipt) => encode(receipt) === text, (receipt) => rewritten(source, text, encode(receipt))),
)

/** The receipt of bytes in UTF-8. */
export const decodeBytes = (source: Source) => (bytes: Uint8Array): E.Either<TenfoldError, Receipt> => pipe(
  E.tryCatch(
    () => fromUtf8(bytes, exact),
    () => wrong(source, 'UTF-8', 'bytes that are none', 'expected UTF-8, received bytes that are none'),
  ),
  E.chain(decodeFrom(source)),
)

/** The receipt of a text. What is no receipt, or is not as `encode` writes it, is a `Left` that says where. */
export const decode = (text: string, options: DecodeOptions = {}): E.Either<TenfoldError, Receipt> => {
  const [operation, name] = ['receipt.decode', 'the text']
  if (typeof text !== 'string') return fail(operation, { argument: 'text', expected: 'a text', received: text })
  return decodeFrom({ operation, name, at: undefined, maxBytes: maxBytesOf(operation, options) })(text)
}
