/** Rows as raw cases, by a plan that another table gave. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { casesOf, cellsOf, guess, Plan, tableOfCsv } from '../../../bin/data/index.js'
import { left, right } from '../../either.js'
import { abc, lines, refusal } from './said.js'

const learned = lines('n;when;b;w;text;y', 40, (i) => `${i % 7},5;${1 + i % 28}.3.2024;${i % 4 ? 'ja' : 'nein'};${['red', 'blue'][i % 2]};text ${i};${abc(i)}`)
const tableOf = (text: string, file = 'b.csv') => right(tableOfCsv(file, text))
// As it comes back from the file of a model.
const plan: Plan = right(Plan.decode(JSON.parse(JSON.stringify(right(guess(tableOf(learned))).plan))) as E.Either<never, Plan>)

describe('a table', () => {
  test('becomes cases that the cells of its plan decode', () => {
    const { cases, without, notes } = right(casesOf(plan, 'needed')(tableOf(learned)))
    expect(cases).toHaveLength(40)
    expect([without, notes]).toEqual([0, ['cells are separated by semicolons']])
    expect(cases[1]).toEqual({
      name: 'line 3', raw: { at: 3, cells: ['1,5', '2.3.2024', 'ja', 'blue', 'text 1', 'b'] },
      values: { n: 1.5, when: 1, b: true, w: 'blue' }, target: 'b',
    })
    const codec = t.strict(cellsOf(plan))
    expect(Object.keys(cellsOf(plan))).toEqual(['n', 'when', 'b', 'w', 'y'])
    for (const { values, target } of cases) expect(E.isRight(codec.decode({ ...values, y: target }))).toBe(true)
  })

  test('may be written in another way, have its columns in another order, and no target', () => {
    const text = 'w,b,extra,when,n\nred,JA,1,31.3.2024,"1.234,5"\n?,,2,,\n'
    const { cases, notes } = right(casesOf(plan, 'taken')(tableOf(text)))
    expect(cases.map(({ values, target }) => [values, target])).toEqual([
      [{ n: 1234.5, when: 30, b: true, w: 'red' }, undefined],
      [{ n: null, when: null, b: null, w: null }, undefined],
    ])
    expect(notes).toEqual(['extra: left out, not learned from'])
  })

  test('tells the categories that were not learned from, and keeps them', () => {
    const { cases, notes } = right(casesOf(plan, 'ignored')(tableOf('n;when;b;w\n1;1.3.2024;ja;green\n2;1.3.2024;ja;green\n3;1.3.2024;ja;pink\n')))
    expect(cases.map(({ values }) => values['w'])).toEqual(['green', 'green', 'pink'])
    expect(notes).toEqual(['cells are separated by semicolons', 'w: "green" (line 2), "pink" (line 4) were not learned from'])
  })

  test('counts rare and new names as one where there were many', () => {
    const many = tableOf(lines('town,y', 400, (i) => `t${Math.floor(Math.sqrt(i * 4))},${abc(i)}`))
    const { plan } = right(guess(many))
    const found = right(casesOf(plan, 'taken')(tableOf('town\nt38\nt1\nelsewhere\n')))
    expect(found.cases.map(({ values }) => values['town'])).toEqual(['t38', '(other)', '(other)'])
    expect(found.notes).toEqual(['town: "t1" (line 3), "elsewhere" (line 4) were not learned from; counted as "(other)", as the rare ones were'])
    expect(cellsOf(plan)['town']?.feature.width).toBe(30)
  })

  test('gives rare names one that none of them has', () => {
    const { plan } = right(guess(tableOf(lines('town,y', 400, (i) => `${i === 0 ? '(other)' : `t${Math.floor(Math.sqrt(i * 4))}`},${abc(i)}`))))
    expect(plan.inputs[0]).toMatchObject({ others: '((other))' })
  })

  test('has its targets where they are needed, and rows without one are left out', () => {
    const text = 'n;when;b;w;y\n1;1.3.2024;ja;red;a\n2;1.3.2024;ja;red;\n3;1.3.2024;ja;red;NA\n4;1.3.2024;ja;red;c\n'
    const needed = right(casesOf(plan, 'needed')(tableOf(text)))
    expect(needed.cases.map(({ name, target }) => [name, target])).toEqual([['line 2', 'a'], ['line 5', 'c']])
    expect(needed.notes).toContain('2 rows without y are left out')
    const taken = right(casesOf(plan, 'taken')(tableOf(text)))
    expect(taken.cases.map(({ target }) => target)).toEqual(['a', undefined, undefined, 'c'])
    expect(right(casesOf(plan, 'ignored')(tableOf(text))).cases.map(({ target }) => target)).toEqual([undefined, undefined, undefined, undefined])
  })

  test('of numbers gives numbers as targets', () => {
    const table = tableOf(lines('x,y', 30, (i) => `${(i * 7) % 13},"${i},5"`))
    const { plan } = right(guess(table))
    expect(right(casesOf(plan, 'needed')(table)).cases.slice(0, 2).map(({ target }) => target)).toEqual([0.5, 1.5])
  })
})

test('a column that is there, and was learned from, is not meant by one that is missing', () => {
  const { plan: bills } = right(guess(tableOf(lines('bill_length,bill_depth,y', 30, (i) => `${i % 7},${i % 5},${abc(i)}`))))
  const said = (header: string): string => left(casesOf(bills, 'ignored')(tableOf(`${header}\n1,2\n`))).message
  expect(said('bill_length,other')).not.toContain('did you mean')
  expect(said('bill_length,bill_dept')).toContain('did you mean "bill_dept"?')
})

test.each([
  ['a column that is not there', 'n;when;b;W;y\n1;1.3.2024;ja;red;a\n',
    'data: b.csv, column "w": expected this column, which was learned from, received a table with "n", "when", "b", "W", "y"; did you mean "W"?'],
  ['a target that is not there', 'n;when;b;w\n1;1.3.2024;ja;red\n',
    'data: b.csv, column "y": expected this column, which was learned from, received a table with "n", "when", "b", "w"'],
  ['a text for a number', 'n;when;b;w;y\n1;1.3.2024;ja;red;a\nmany;1.3.2024;ja;red;a\n', 'data: b.csv, line 3, column "n": expected a number, received "many"'],
  ['a point for a comma', 'n;when;b;w;y\n1.5;1.3.2024;ja;red;a\n', 'data: b.csv, line 2, column "n": expected a number, received "1.5"'],
  ['no date', 'n;when;b;w;y\n1;3/1/2024 or so;ja;red;a\n', 'data: b.csv, line 2, column "when": expected a date (day, month, year), received "3/1/2024 or so"'],
  ['no such day', 'n;when;b;w;y\n1;31.4.2024;ja;red;a\n', 'data: b.csv, line 2, column "when": expected a date (day, month, year), received "31.4.2024"'],
  ['another word', 'n;when;b;w;y\n1;1.3.2024;maybe;red;a\n', 'data: b.csv, line 2, column "b": expected nein or ja, received "maybe"'],
  ['a class that was not learned', 'n;when;b;w;y\n1;1.3.2024;ja;red;d\n', 'data: b.csv, line 2, column "y": expected one of "a", "b", "c", received "d"'],
])('%s', (_, text, expected) => expect(refusal(casesOf(plan, 'needed')(tableOf(text)))).toBe(expected))

test.each([
  ['another format', { ...plan, format: 'tenfold table 2' }], ['a kind that is none', { ...plan, inputs: [{ name: 'n', kind: 'text' }] }],
  ['no target', { ...plan, target: undefined }],
])('%s is no plan', (_, json) => expect(left(Plan.decode(json)).length).toBeGreaterThan(0))
