import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { html } from '../../../src/report/page/html.js'
import { toBase64 } from '../../../src/program/base64.js'
import { sizeOf } from '../../../src/run/outcome.js'
import type { Case, Result, Run } from '../../../src/run/index.js'
import { classes, resultOf, runOf } from './outcomes.js'
import { classifier, digits, hostile, houses, markup, penguins, samples, thousand } from './samples.js'

const page = (...results: readonly Result[]): string => html(runOf({ results: results.map((result) => ({ event: 'result', ...result })) }))
const all = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map((match) => match[1] as string)
/** Pages are long: what fails says no more than that. */
const has = (text: string, part: string): boolean => text.includes(part)
const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** The texts of the cells of the confusion, row by row. */
const confusion = (text: string): readonly (readonly string[])[] => {
  const [, table = ''] = text.split('<table class="confusion">')
  return all(table.split('</table>')[0] as string, /<tr>(<th scope="row">.*?)<\/tr>/g)
    .map((row) => all(row, /<td[^>]*>(.*?)<\/td>/g).map((cell) => cell.replace(/<[^>]*>/g, '')))
}

/** Targets of links that there are not, and names that there are twice. */
const broken = (text: string) => {
  const [ids, links] = [all(text, / id="([^"]*)"/g), all(text, / href="#([^"]*)"/g)]
  return { missing: links.filter((link) => !ids.includes(link)), twice: ids.filter((id, i) => ids.indexOf(id) !== i), links: links.length }
}

describe.each(Object.entries(samples))('%s', (_, make) => {
  const text = html(make())
  it('has links that lead somewhere, and no name twice', () => expect(broken(text)).toMatchObject({ missing: [], twice: [] }))
  it('is small, and the same again', () => {
    expect(bytesOf(text)).toBeLessThanOrEqual(1_000_000)
    expect(html(make()) === text).toBe(true)
  })
})

test('the confusion adds up to the rows', () => {
  for (const run of [penguins(), digits()]) {
    const numbers = confusion(html(run)).flat().map((cell) => (cell === '·' ? 0 : Number(cell.replaceAll(',', ''))))
    expect(numbers.reduce((a, b) => a + b, 0)).toBe(run.results[0]?.rows)
  }
})

const shownRow: Case['shown'] = { kind: 'row', cells: { a: 1 } }
const everyCase = (n: number, shown: Case['shown'] = shownRow): readonly Case[] => Array.from({ length: n }, (_, index) => ({ index, shown }))

test('a cell leads to the cases that it counts, if one is shown', () => {
  const outcome = classes(['a', 'b'], [[0, 0, 3], [0, 1, 2], [1, 0, 1]])
  const text = page(resultOf(outcome, { cases: everyCase(6).filter(({ index }) => index !== 5) }))
  expect(all(text, /<td class="heat\d"><a href="([^"]*)"/g)).toEqual(['#cases-0-0-0', '#cases-0-0-1'])
  expect(has(text, '<tbody id="cases-0-0-1"><tr><th class="title" scope="rowgroup" colspan="3">a taken for b</th></tr>')).toBe(true)
  expect(has(text, '2 of 3 mistakes')).toBe(true)
})

test('cases without a prediction are told', () => {
  const outcome = classes(['a', 'b'], [[0, 0, 3], [1, 1, 2]])
  const text = page(resultOf({ ...outcome, probabilities: [[NaN, NaN], ...outcome.probabilities.slice(1)] }, { cases: everyCase(1) }))
  expect(confusion(text)).toEqual([['2', '·'], ['·', '2']])
  expect(has(text, '1 case without a prediction left out.')).toBe(true)
  expect(has(text, 'a without a prediction')).toBe(true)
  expect(broken(text)).toMatchObject({ missing: [], twice: [] })
})

test('of a thousand classes the worst are shown, and it is said what is left out', () => {
  const text = html(thousand(2000, 64))
  expect(bytesOf(text)).toBeLessThanOrEqual(1_000_000)
  expect(has(text, 'was left out, to keep the page below')).toBe(false)
  expect(has(text, '40 classes with the most mistakes are drawn; 960 others and what they are taken for are left out.')).toBe(true)
  expect(/[\d,]+ more pairs of classes left out/.test(text)).toBe(true)
  expect(has(text, '980 classes with a greater F1, or without cases, left out.')).toBe(true)
  expect(broken(text)).toMatchObject({ missing: [], twice: [] })
})

test('up to twenty classes have curves, the eight worst of them', () => {
  const curves = (n: number): number => all(page(resultOf(classifier(Array.from({ length: n }, (_, i) => `c${i}`), 400, 0.8, 5))), /(false positive rate)/g).length
  expect([2, 8, 9, 20, 21].map(curves).map((n) => n > 0)).toEqual([true, true, true, true, false])
  expect(has(page(resultOf(classifier(Array.from('abcdefghij'), 400, 0.8, 5))), '2 classes with a greater area left out.')).toBe(true)
})

test('large pictures get smaller; what cannot be drawn says why', () => {
  const picture = (side: number, bytes = side * side): Case['shown'] => ({ kind: 'image', height: side, width: side, channels: 1, pixels: toBase64(new Uint8Array(bytes)) })
  const outcome = classes(['a', 'b'], [[0, 0, 40], [0, 1, 40]])
  const text = page(resultOf(outcome, { cases: everyCase(80, picture(200)) }))
  expect(has(text, 'at 1/3 of 200 × 200 pixels')).toBe(true)
  expect(bytesOf(text)).toBeLessThan(700_000)
  expect(has(page(resultOf(outcome, { cases: everyCase(80, picture(9, 80)) })), 'Cannot be drawn: expected 81 bytes of pixels, received 80.')).toBe(true)
})

test('texts are shaded by loss and cut', () => {
  const pieces = Array.from({ length: 500 }, () => 'x<')
  const text = page(resultOf({ kind: 'sequences', losses: [1] }, { cases: [{ index: 0, shown: { kind: 'text', pieces, losses: [0, 0.4, 0.6, 9, Infinity, NaN, 0.1, ...pieces.map(() => 2)] } }] }))
  expect(has(text, '<p class="shaded">x&lt;x&lt;<span class="heat1">x&lt;</span><span class="heat8">x&lt;x&lt;x&lt;</span>x&lt;<span class="heat4">')).toBe(true)
  expect(has(text, '100 more pieces left out.')).toBe(true)
  expect(has(page(resultOf({ kind: 'sequences', losses: [1] }, { cases: [{ index: 0, shown: { kind: 'text', pieces: ['a', 'b'] } }] })), '<p class="shaded">ab</p>')).toBe(true)
})

test('rows have twelve columns, those of all of them', () => {
  const cells = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`column ${i}`, i]))
  const outcome = { kind: 'numbers', name: 'y', truths: [1, 2], predictions: [1, 3] } as const
  const text = page(resultOf(outcome, { cases: [{ index: 0, shown: { kind: 'row', cells } }, { index: 1, shown: { kind: 'row', cells: { other: null, long: 'x'.repeat(100) } } }] }))
  expect(all(text, /<th scope="col"[^>]*>(.*?)<\/th>/g)).toEqual(['case', 'prediction', 'other', 'long', ...Array.from({ length: 10 }, (_, i) => `column ${i}`)])
  expect(has(text, '4 more columns left out.')).toBe(true)
  expect(has(text, `<td>—</td><td>${'x'.repeat(39)}…</td>`)).toBe(true)
})

test('numbers that are not finite are told', () => {
  const outcome = { kind: 'numbers', name: 'y', truths: [1, 2, 3], predictions: [NaN, 2, 4] } as const
  expect(has(page(resultOf(outcome)), '1 of 3 cases, of which a number is not finite, left out.')).toBe(true)
  expect(has(page(resultOf({ ...outcome, predictions: [NaN, NaN, NaN] })), 'No case has a prediction that is a number.')).toBe(true)
})

test('names from data stay text, wherever they stand', () => {
  const text = html(hostile())
  expect(has(text, '<script')).toBe(false)
  expect(/<img src=x|<\/style>.*<\/style>/s.test(text)).toBe(false)
  expect(all(text, /(&quot;&gt;&lt;script&gt;)/g).length).toBeGreaterThan(20)
  expect(has(text, markup)).toBe(false)
})

test('what there is nothing of has no part in the page', () => {
  const ids = (run: Run): readonly string[] => all(html(run), /<section id="([^"]*)"/g)
  expect(ids(runOf())).toEqual([])
  const { steps: _, ...houseRun } = { ...houses(), validations: [] }
  expect(ids(runOf({ ...houseRun, start: undefined, end: undefined }))).toEqual(['verdict', 'numbers', 'cases'])
  expect(ids(runOf({ results: [{ event: 'result', ...resultOf(classes(['a', 'b'], [[0, 0, 1]])) }] }))).toEqual(['verdict', 'warnings', 'confusion', 'calibration'])
  expect(ids(runOf({ results: [{ event: 'result', ...resultOf({ kind: 'classes', names: [], truths: [], probabilities: [] }) }] }))).toContain('verdict')
})

/** Numbers as a damaged training gives them, too. */
const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, 0.5, NaN, Infinity, -Infinity, 1e308))
const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(markup, '', 'constructor', '__proto__', '\u202e', '😀'.slice(0, 1)))
const shown: fc.Arbitrary<Case['shown']> = fc.oneof(
  fc.record({ kind: fc.constant('row' as const), cells: fc.dictionary(text, fc.oneof(number, text, fc.boolean(), fc.constant(null))) }),
  fc.record({ kind: fc.constantFrom('image' as const, 'spectrogram' as const), height: fc.nat(3), width: fc.nat(3), channels: fc.nat(4), pixels: fc.constantFrom('', 'AAAA', 'AAA=', '!') }),
  fc.record({ kind: fc.constant('text' as const), pieces: fc.array(text), losses: fc.array(number) }),
)
const outcomes: fc.Arbitrary<Result['outcome']> = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 14 }).chain((names) => fc.array(
    fc.tuple(fc.nat(names.length - 1), fc.array(number, { minLength: names.length, maxLength: names.length })), { maxLength: 9 })
    .map((rows) => ({ kind: 'classes' as const, names, truths: rows.map(([truth]) => truth), probabilities: rows.map(([, row]) => row) }))),
  fc.tuple(text, text, fc.array(fc.tuple(number, number), { maxLength: 9 })).map(([name, unit, rows]) =>
    ({ kind: 'numbers' as const, name, unit, truths: rows.map(([truth]) => truth), predictions: rows.map(([, prediction]) => prediction) })),
  fc.record({ kind: fc.constant('sequences' as const), losses: fc.array(number, { maxLength: 9 }) }),
)
const results: fc.Arbitrary<Result> = fc.record({
  part: text, rows: fc.nat(9), score: fc.oneof(text, fc.constantFrom('accuracy', 'r2', 'loss')), figures: fc.dictionary(text, number),
  baselines: fc.array(fc.record({ name: text, value: number }), { maxLength: 3 }), outcome: outcomes,
  cases: fc.array(fc.record({ index: fc.nat(9), name: text, shown }), { maxLength: 9 }),
}).map((result) => ({ ...result, cases: result.cases.filter(({ index }) => index < sizeOf(result.outcome)) }))

test('whatever a result holds, its page is whole, and its links lead somewhere', () => {
  fc.assert(fc.property(fc.array(results, { maxLength: 3 }), (list) => {
    const made = page(...list)
    expect(made.endsWith('</html>\n')).toBe(true)
    expect(has(made, '<script')).toBe(false)
    expect(broken(made)).toMatchObject({ missing: [], twice: [] })
  }))
})
