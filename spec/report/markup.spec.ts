/** Elements: whatever text they hold stays text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { element, escaped, written } from '../../src/report/page/markup.js'
import { parse, textOf } from './xml.js'

const anything = fc.oneof(
  fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('"><script>alert(1)</script>', "'onload='x", '</title><script>', ']]>', '<!--', '-->', '&lt;', '&#60;', '</style>', '\u202etxt.exe', '\0', '\ud800'),
)
/** As a page shows it. */
const shown = (text: string): string =>
  text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')

describe('an element', () => {
  it('holds any text as text, within itself and in its attributes', () => {
    fc.assert(fc.property(anything, anything, (a, b) => {
      const node = parse(written(element('p', { title: a, class: 'x' }, b, element('br'), a)))
      expect(node.attributes).toEqual({ title: shown(a), class: 'x' })
      expect(textOf(node)).toBe(shown(b) + shown(a))
    }), { numRuns: 500 })
  })

  it('is no element where data only looks like one', () => {
    const data = JSON.parse('{"text":"<script>","Symbol(markup)":"<script>","markup":"<script>"}')
    expect(() => written(element('p', {}, data))).toThrow()
    expect(written(element('p', {}, data.text))).toBe('<p>&lt;script&gt;</p>')
  })

  it('leaves out what is not said', () => {
    expect(written(element('a', { href: undefined, hidden: true, open: false, n: 0 }, undefined, false, [0, ['', 'b']])))
      .toBe('<a hidden="" n="0">0b</a>')
    expect(written([element('td'), element('path', { d: 'M0,0' })])).toBe('<td></td><path d="M0,0"/>')
  })
})

it('characters that hide or turn others are shown as one that is unknown', () => {
  expect(escaped('a\u0000b\u001bc\u202ed\ud800e\uffff\u2066')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffd\ufffd')
  expect(escaped('tab\tline\n😀 ü')).toBe('tab\tline\n😀 ü')
})
