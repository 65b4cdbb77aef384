import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalEvidence, isCode, readNumber } from '../../../bin/data/number.js'

test.each([
  ['1', '.', 1], ['-2.50', '.', -2.5], ['+.5', '.', 0.5], ['3.', '.', 3], ['1e3', '.', 1000], ['2.5E-1', '.', 0.25],
  ['1,234', '.', 1234], ['1,234,567.5', '.', 1234567.5], ['12,34', '.', undefined], ['1,2345', '.', undefined], ['1,,234', '.', undefined],
  ['1.5', ',', undefined], ['1,5', ',', 1.5], ['-0,25', ',', -0.25], [',5', ',', 0.5], ['1.234,5', ',', 1234.5], ['1.234', ',', 1234],
  ['1 234,5', ',', 1234.5], ['1\u00a0234', '.', 1234], ['1\u202f234', ',', 1234], ['1\'234.5', '.', 1234.5], ['1’234', '.', 1234],
  ['$1,200', '.', 1200], ['-$5', '.', -5], ['12 %', '.', 12], ['12%', ',', 12], ['5 €', ',', 5], ['£', '.', undefined], ['$$5', '.', undefined],
  ['', '.', undefined], ['-', '.', undefined], ['.', '.', undefined], ['e5', '.', undefined], ['0x10', '.', undefined], ['Infinity', '.', undefined],
  ['NaN', '.', undefined], ['1e999', '.', undefined], ['1 2', '.', undefined], ['٣', '.', undefined], ['1_000', '.', undefined], ['12345678901234567890', '.', 12345678901234567000],
] as const)('%j with %j is %d', (text, decimal, expected) => expect(readNumber(text, decimal)).toBe(expected))

test('every number that JavaScript writes is read back, with a comma, too', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
    expect(readNumber(String(x), '.')).toBe(x === 0 ? 0 : x)
    expect(readNumber(String(x).replace('.', ','), ',')).toBe(x === 0 ? 0 : x)
  }))
})

test('thousands may be grouped', () => {
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(',', ' ', '\'', '\u00a0'), (n, mark) => {
    expect(readNumber(n.toLocaleString('en-US').replaceAll(',', mark), '.')).toBe(n)
  }))
})

test('zeros at the front make a code', () => {
  expect(['007', '01234', '00'].map(isCode)).toEqual([true, true, true])
  expect(['0', '0.5', '-01', '70', ''].map(isCode)).toEqual([false, false, false, false, false])
})

test.each([
  [['1.5', '2'], { point: 1, comma: 0, either: {} }],
  [['1,5', '1.234,5', '0,125'], { point: 0, comma: 3, either: {} }],
  [['1,234.5', '0.125', '1234.567'], { point: 3, comma: 0, either: {} }],
  [['1,234', '1.234', '2.345'], { point: 0, comma: 0, either: { ',': '1,234', '.': '1.234' } }],
  [['a, b', 'e.g.', '1.2.3'], { point: 0, comma: 0, either: {} }],
])('%j show %j', (texts, expected) => expect(decimalEvidence(texts)).toEqual(expected))
