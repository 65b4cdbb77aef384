import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { list, object, parse, string, whole, type Parser } from '../../src/checkpoint/json.js'

const records = object(() => object((name): Parser<unknown> => (name.length % 2 === 0 ? list(whole) : string)))
const strings = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '\u0000', '\u2028', 'é'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: 6 })
const texts = fc.tuple(
  fc.dictionary(strings, fc.uniqueArray(fc.oneof(
    fc.tuple(strings.filter((name) => name.length % 2 === 0), fc.array(fc.maxSafeNat())),
    fc.tuple(strings.filter((name) => name.length % 2 === 1), strings),
  ), { selector: ([name]) => name, maxLength: 4 }).map((members) => Object.fromEntries<unknown>(members))),
  fc.nat(2),
).map(([value, indent]) => JSON.stringify(value, undefined, indent))

/** What `JSON.parse` makes of the same text, where names come once. */
const plain = (node: unknown): unknown => (node instanceof Map ? Object.fromEntries([...node].map(([name, value]) => [name, plain(value)])) : node)
const complaint = (text: string): string => E.match(({ path, received }: { readonly path: readonly string[]; readonly received: string }) => [...path, received].join(': '), () => 'it is read')(parse(records, text))

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(fc.property(texts, (text) => { expect(E.map(plain)(parse(records, text))).toEqual(E.right(JSON.parse(text))) }))
  })

  it('is read as JSON.parse reads it or not at all, whatever is changed', () => {
    const changed = texts.chain((text) => fc.tuple(fc.nat(text.length), fc.nat(2), fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '.', ' ', '\n', '\u0000', 'u0041', 'ud800'))
      .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut)))
    fc.assert(fc.property(changed, (text) => {
      const ours = parse(records, text)
      if (E.isRight(ours)) expect(plain(ours.right)).toEqual(JSON.parse(text))
    }), { numRuns: 2000 })
  })

  it.each([
    ['', 'the end at character 0'],
    ['{"a": {}, "a": {}}', '"a" twice'],
    ['{"a": {}, "\\u0061": {}}', '"a" twice'],
    ['{"a": {"ab": [1, 2', 'a: ab: the end at character 18'],
    ['{"a" {}}', '"{" at character 5'],
    ['{a: {}}', '"a" at character 1'],
    ['{"a": {}', 'the end at character 8'],
    ['{"a": {},}', '"}" at character 9'],
    ['{"a": {"ab": [1,]}}', 'a: ab: "]" at character 16'],
    ['{"a": {"ab": [01]}}', 'a: ab: "0" at character 14'],
    ['{"a": {"ab": [-1]}}', 'a: ab: "-" at character 14'],
    ['{"a": {"ab": [1.0]}}', 'a: ab: "." at character 15'],
    ['{"a": {"ab": [1e3]}}', 'a: ab: "e" at character 15'],
    ['{"a": {"ab": [9007199254740992]}}', 'a: ab: one of 16 digits'],
    [`{"a": {"ab": [${'9'.repeat(400)}]}}`, 'a: ab: one of 400 digits'],
    ['{"a": {"ab": null}}', 'a: ab: "n" at character 13'],
    ['{"a": {"abc": 1}}', 'a: abc: "1" at character 14'],
    ['{"a": []}', 'a: "[" at character 6'],
    ['{"a\nb": {}}', 'one with no end or what no string can hold, at character 1'],
    ['{"\\x": {}}', 'one with no end or what no string can hold, at character 1'],
    ['{"\\ud800": {}}', 'one with no end or what no string can hold, at character 1'],
    ['{"a', 'one with no end or what no string can hold, at character 1'],
    ['{} {}', '"{" at character 3'],
    ['{}\n', '"\\n" at character 2'],
    ['\u00a0{}', '"\u00a0" at character 0'],
  ])('%j is refused', (text, said) => expect(complaint(text)).toBe(said))

  it('has no special names', () => {
    const parsed = parse(object(() => whole), '{"__proto__": 1, "constructor": 2, "hasOwnProperty": 3}')
    expect(E.isRight(parsed) && [...parsed.right]).toEqual([['__proto__', 1], ['constructor', 2], ['hasOwnProperty', 3]])
  })

  it.each([
    ['backslashes', `{"${'\\'.repeat(2_000_000)}"`],
    ['escapes', `{"${'\\"'.repeat(1_000_000)}`],
    ['digits', `{"a":{"ab":[${'9'.repeat(2_000_000)}`],
    ['blanks', `{${' '.repeat(2_000_000)}`],
    ['brackets', '{"a":'.repeat(400_000)],
    ['numbers', `{"a":{"ab":[${'0,'.repeat(1_000_000)}`],
  ])('takes time in proportion to %s', (_, text) => expect(complaint(text)).not.toBe('it is read'), 3000)
})
