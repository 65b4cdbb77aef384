/** Codecs that are made without io-ts are taken by all that io-ts combines. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { describe, expect, test } from 'vitest'
import { codecOf, partOf, plainly, refused } from '../../src/io/codec.js'

const even = plainly('an even number', (u): u is number => typeof u === 'number' && u % 2 === 0)
const text = codecOf(
  'a number as text',
  (u): u is number => typeof u === 'number',
  (u, context) => (typeof u === 'string' && u !== '' && !Number.isNaN(Number(u)) ? E.right(Number(u)) : refused(u, context, 'no number')),
  String,
)
const said = (given: t.Validation<unknown>): readonly string[] => PathReporter.report(given)

describe('a codec', () => {
  test('is what it was made of', () => {
    expect(text.name).toBe('a number as text')
    expect([text.is(1), text.is('1')]).toEqual([true, false])
    expect(text.decode('1.5')).toEqual(E.right(1.5))
    expect(text.encode(1.5)).toBe('1.5')
    expect([text.asDecoder(), text.asEncoder()]).toEqual([text, text])
  })

  test('of values as they are says what it received', () => {
    expect(even.decode(2)).toEqual(E.right(2))
    expect(even.encode(2)).toBe(2)
    expect(said(even.decode(3))).toEqual(['an even number expected, received 3'])
  })

  test('has the context of a codec of io-ts', () => {
    const own = new t.Type('own', even.is, (u, context) => t.failure(u, context, 'no'), t.identity)
    const like = codecOf('own', even.is, (u, context) => refused(u, context, 'no'), t.identity)
    const contexts = [own, like].map(({ decode }) => E.match(
      (errors: t.Errors) => errors.map(({ context, ...rest }) => ({ ...rest, context: context.map(({ type, ...of }) => ({ ...of, type: type.name })) })),
      () => [],
    )(decode(1)))
    expect(contexts[1]).toEqual(contexts[0])
    expect(contexts[1]).toHaveLength(1)
    expect(partOf([], 'a', even, 1)).toEqual(t.appendContext([], 'a', even, 1))
  })

  test('is a part of what io-ts combines', () => {
    const both = t.type({ n: text, list: t.readonlyArray(even) })
    expect(both.decode({ n: '1', list: [2, 4] })).toEqual(E.right({ n: 1, list: [2, 4] }))
    expect(both.encode({ n: 1, list: [2] })).toEqual({ n: '1', list: [2] })
    expect(both.is({ n: 1, list: [1] })).toBe(false)
    const wrong = both.decode({ n: '', list: [1] })
    expect(said(wrong)).toEqual(['no number', 'an even number expected, received 1'])
    expect(E.isLeft(wrong) && wrong.left.map(({ context }) => context.map(({ key }) => key).join('.'))).toEqual(['.n', '.list.0'])
    expect(t.union([even, t.string]).decode('a')).toEqual(E.right('a'))
  })

  test('goes before another, of io-ts or not', () => {
    for (const next of [t.number, plainly('number', t.number.is)]) {
      const piped = text.pipe(next)
      expect(piped.name).toBe('pipe(a number as text, number)')
      expect(text.pipe(next, 'both').name).toBe('both')
      expect(piped.decode('3')).toEqual(E.right(3))
      expect(said(piped.decode('three'))).toEqual(['no number'])
      expect(piped.encode(3)).toBe('3')
    }
    const small = t.refinement(t.number, (n) => n < 10, 'small')
    expect(E.isLeft(text.pipe(small).decode('11'))).toBe(true)
  })
})
