import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { parseCsv } from 'tenfold/csv'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { answersCsv, answersJson } from '../../bin/answers.js'
import { inColumns } from '../../bin/columns.js'
import { csvLine } from '../../bin/csvText.js'
import { clock, progress, short } from '../../bin/progress.js'
import { heights } from '../../bin/told.js'
import { written } from './world.js'

describe('CSV', () => {
  it('is read back as it was, whatever stands in a cell', () => {
    const cell = fc.string({ unit: 'grapheme' })
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const text = csvLine(['a', 'b']) + rows.map(csvLine).join('')
      expect(parseCsv(text, t.strict({ a: t.string, b: t.string }))).toEqual(E.right(rows.map(([a, b]) => ({ a, b }))))
    }))
  })

  it('of predictions has a column for each class, and one for what is unknown', () => {
    const answers = [
      { answer: { kind: 'a, b', probabilities: { 'a, b': 0.75, c: 0.25 } } },
      { answer: { kind: 'c', probabilities: { 'a, b': 0.1, c: 0.9 }, unknown: { island: 'Mars', sex: 'x' } } },
    ]
    expect(answersCsv('kind', ['a, b', 'c'], answers)).toBe('kind,"kind=a, b",kind=c,unknown\n"a, b",0.75,0.25,\nc,0.1,0.9,island=Mars; sex=x\n')
    expect(answersCsv('price', [], [{ file: 'x.png', answer: { price: 1 / 3 } }])).toBe('file,price,unknown\nx.png,0.333333333,\n')
  })

  it('has JSON in its place, an object a line', () => {
    expect(answersJson([{ file: 'a.wav', answer: { digit: '1' } }, { answer: { price: 2 } }])).toBe('{"file":"a.wav","digit":"1"}\n{"price":2}\n')
  })
})

describe('texts for the terminal', () => {
  it.each([[0, '0:00'], [59.6, '1:00'], [75, '1:15'], [3661, '1:01:01'], [-1, '0:00']])('%d seconds: %s', (seconds, expected) => {
    expect(clock(seconds)).toBe(expected)
  })

  it.each([[0, '0.0000'], [0.12345, '0.1235'], [123.45, '123.5'], [65432.1, '65432'], [1e-5, '1.00e-5'], [2.5e9, '2.50e+9'], [NaN, 'NaN'], [-Infinity, '-Infinity']])(
    '%d: %s', (value, expected) => { expect(short(value)).toBe(expected) })

  it('heights are ASCII where nothing else can be shown', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, NaN]
    expect(heights(values, { ascii: false })).toBe('▁▂▃▄▅▆▇█×')
    expect(heights(values, { ascii: true })).toBe('_.:-=+*#x')
  })

  it('columns stand below each other', () => {
    expect(inColumns([['run', 'r2'], ['a-long-one', '0.5']])).toBe('run          r2\na-long-one  0.5\n')
  })
})

describe('progress', () => {
  const train = (columns?: number) => {
    const { world, said, out } = written(columns === undefined ? {} : { columns })
    const shown = progress(world, 20)
    shown.event({ event: 'start', step: 0, steps: 100 })
    for (let step = 1; step <= 100; step++) {
      shown.event({ event: 'step', step, loss: 1 / step, examples: 16 })
      if (step % 5 === 0) shown.event({ event: 'validation', step, values: { loss: 1, accuracy: step / 100 } })
    }
    shown.end()
    return { said: said(), out: out() }
  }

  it('is a line now and then where there is no terminal', () => {
    const { said, out } = train()
    const lines = said.trimEnd().split('\n')
    expect([lines.length, out]).toEqual([10, ''])
    expect(lines[0]).toMatch(/^epoch 2 of 20 {2}loss 0\.\d{4} {2}validation accuracy 0\.1000 {2}\d+ rows\/s {2}at most 0:\d\d left$/)
    expect(said).not.toMatch(/[\r\x1b]/)
  })

  it('is one line in a terminal, which fits and is cleared', () => {
    const { said } = train(40)
    expect(said).not.toContain('\n')
    const drawn = said.split('\r').slice(1)
    expect(drawn.length).toBeGreaterThan(2)
    for (const line of drawn) expect(line.replace('\x1b[K', '').length).toBeLessThan(40)
    expect(drawn.at(-1)).toBe('\x1b[K')
  })
})
