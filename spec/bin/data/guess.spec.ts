/** What columns are taken for, in the sentences that a user reads. */
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guess, Plan, tableOfCsv, type ColumnKind } from '../../../bin/data/index.js'
import { right } from '../../either.js'
import { abc, lines, said } from './said.js'

/** One column beside a number and a class. */
const column = (name: string, count: number, cell: (i: number) => string, wishes = {}) =>
  said(lines(`${name}\tx\tc`, count, (i) => `${cell(i)}\t${(i * 7) % 11}.5\t${abc(i)}`), wishes).slice(1, -2)

const words = ['red', 'green', 'blue', 'grey', 'pink']

describe('a column', () => {
  test.each<readonly [string, number, (i: number) => string, readonly string[]]>([
    ['n', 30, (i) => String((i * 7) % 13), ['n: number, from 0 to 12']],
    ['n', 30, (i) => String(i % 2), ['n: number, 0, 1']],
    ['n', 30, (i) => (i % 10 === 0 ? 'NA' : String((i * 7) % 13)), ['counted as missing: "NA" (3 cells)', 'n: number, from 0 to 12, 3 missing']],
    ['n', 30, (i) => ['n/a', '?', '-', ''][i] ?? String((i * 7) % 13),
      ['counted as missing: "n/a" (1 cell), "?" (1 cell), "-" (1 cell)', 'n: number, from 0 to 12, 4 missing']],
    ['n', 30, (i) => `${(i * 7) % 13},5`, ['n: number, from 0.5 to 12.5']],
    ['n', 30, (i) => `1,${200 + (i * 7) % 13}`, ['n: number, from 1200 to 1212 ("1,200" is read without a fraction; --decimal , if that is wrong)']],
    ['id', 30, (i) => String(i + 1), ['id: left out, it counts the rows']],
    ['count', 30, (i) => String((i * 7) % 30), ['count: left out, each row has its own number']],
    ['user_id', 30, (i) => String((i * 7919) % 104729), ['user_id: left out, each row has its own number']],
    ['take', 60, (i) => String(i % 30), ['take: left out, it counts the rows']],
    ['hour', 200, (i) => String(i % 24), ['hour: number, from 0 to 23']],
    ['area', 30, (i) => String((i * 7919) % 104729), ['area: number, from 0 to 102947']],
    ['k', 30, () => '7', ['k: left out, "7" in every row']],
    ['k', 30, (i) => (i % 2 ? 'x' : ''), ['k: left out, "x" in every row that has a value']],
    ['k', 30, () => '', ['k: left out, no row has a value']],
    ['k', 30, (i) => (i < 10 ? String(i / 2) : ''), ['k: left out, 20 of 30 rows have no value']],
    ['w', 40, (i) => words[i % 5] as string, ['w: 5 categories: blue (8), green (8), grey (8), pink (8), red (8)']],
    ['w', 40, (i) => (i < 30 ? 'often' : i < 39 ? 'rare' : ''), ['w: 2 categories: often (30), rare (9), 1 missing']],
    ['w', 40, (i) => `name ${i}`, ['w: left out, each row has its own text']],
    ['w', 40, (i) => `name ${i % 25}`, ['w: left out, 25 different texts in 40 rows']],
    ['w', 400, (i) => `this is what somebody wrote in a field for remarks ${(i * 17) % 90}`,
      ['w: left out, free text: 90 different texts, 53 letters in the mean']],
    ['w', 400, (i) => `town ${Math.floor(Math.sqrt(i * 4))}`,
      ['w: 39 categories: town 38 (20), town 36 (19), town 39 (19), town 34 (18), town 37 (18), town 32 (17), town 35 (17), town 30 (16) '
        + 'and 31 more; all but the 29 commonest, 30 rows, count as one']],
    ['zip', 40, (i) => `0${1000 + i % 4}`, ['zip: 4 categories: 01000 (10), 01001 (10), 01002 (10), 01003 (10)']],
    ['b', 40, (i) => (i % 4 ? 'Yes' : 'no'), ['b: no or yes']],
    ['b', 40, (i) => (i % 4 ? 'TRUE' : i === 0 ? '' : 'False'), ['b: false or true, 1 missing']],
    ['d', 40, (i) => `2024-${1 + i % 9}-${1 + i % 28}`, ['d: date (year, month, day), as days from 2024-01-01 on, to 2024-09-27']],
    ['d', 40, (i) => `${1 + i % 28}.${1 + i % 9}.2024`, ['d: date (day, month, year), as days from 2024-01-01 on, to 2024-09-27']],
    ['d', 40, (i) => `${1 + i % 9}/${1 + i % 28}/2024`, ['d: date (month, day, year), as days from 2024-01-01 on, to 2024-09-27']],
    ['d', 40, (i) => `${1 + i % 9}/${1 + i % 7}/2024`,
      ['d: date (month, day, year; it could be day, month, year as well), as days from 2024-01-01 on, to 2024-09-06']],
    ['code', 40, (i) => `K${i % 3}`, ['code: left out, the target in disguise: each c has one code of its own']],
    ['breed', 60, (i) => `B${i % 6}`,
      ['breed: 6 categories: B0 (10), B1 (10), B2 (10), B3 (10), B4 (10), B5 (10); it tells c in every row: leave it out by --ignore if it is only known afterwards']],
    ['e\u001b[31m', 40, (i) => (i % 2 ? '\u001b[2J' : 'a\u202eb'), ['"e\\u001b[31m": 2 categories: "\\u001b[2J" (20), "a\\u202eb" (20)']],
  ])('%s of %d', (name, count, cell, expected) => expect(column(name, count, cell)).toEqual(expected))

  test.each<readonly [ColumnKind, (i: number) => string, readonly string[]]>([
    ['category', (i) => String(i % 3 + (i % 2)), ['k: 4 categories: 2 (14), 1 (13), 0 (7), 3 (6)']],
    ['number', (i) => String(i + 1), ['k: number, from 1 to 40']],
    ['text', (i) => words[i % 5] as string, ['k: left out, text, as asked for']],
    ['date', (i) => `1.${1 + i % 9}.24`, ['k: date (day, month, year), as days from 2024-01-01 on, to 2024-09-01']],
  ])('is %s where that is asked for', (kind, cell, expected) => expect(column('k', 40, cell, { kinds: { k: kind } })).toEqual(expected))

  test('of one kind may hold none of the other', () => {
    const text = lines('k,x,c', 30, (i) => `${i === 4 ? 'soon' : i},${i % 7}.5,${abc(i)}`)
    expect(said(text, { kinds: { k: 'number' } })).toEqual(
      ['data: a.csv, line 6, column "k": expected a number, as in 29 rows of 30, received "soon" (line 6); --missing "soon" counts it as missing'])
    expect(said(text, { kinds: { k: 'date' } })).toEqual(['data: a.csv, line 2, column "k": expected a date, such as 2026-11-30, received "0"'])
  })

  test('of numbers with a few texts is an error that names them all, unless they are named as missing', () => {
    const text = lines('k,c', 100, (i) => `${i === 50 ? 'unknown' : i === 60 ? '12o' : i * 1.5},${abc(i)}`)
    expect(said(text)).toEqual(['data: a.csv, line 52, column "k": expected a number, as in 98 rows of 100, '
      + 'received "unknown" (line 52), "12o" (line 62); --missing "unknown,12o" counts them as missing'])
    expect(said(text, { missing: ['unknown', '12o'] })).toEqual([
      'counted as missing: "unknown" (1 cell), "12o" (1 cell)', 'k: number, from 0 to 148.5, 2 missing',
      'c: the target, 3 classes: a (34), b (33), c (33) (the last column, as no --target is given)',
    ])
  })
})

describe('the target', () => {
  const target = (cell: (i: number) => string, wishes = {}, count = 40) =>
    said(lines('x;y', count, (i) => `${(i * 7) % 11},5;${cell(i)}`), wishes).at(-1)

  test.each<readonly [string, (i: number) => string, string]>([
    ['classes', abc, 'y: the target, 3 classes: a (14), b (13), c (13) (the last column, as no --target is given)'],
    ['two numbers', (i) => String(i % 2), 'y: the target, 2 classes: 0 (20), 1 (20) (the last column, as no --target is given)'],
    ['a few whole numbers', (i) => String(i % 4), 'y: the target, 4 classes: 0 (10), 1 (10), 2 (10), 3 (10) (the last column, as no --target is given)'],
    ['many whole numbers', (i) => String((i * 7) % 23), 'y: the target, a number from 0 to 22 (the last column, as no --target is given)'],
    ['fractions', (i) => `${i % 4},5`, 'y: the target, a number from 0.5 to 3.5 (the last column, as no --target is given)'],
    ['words for true and false', (i) => (i % 2 ? 'yes' : 'no'), 'y: the target, 2 classes: no (20), yes (20) (the last column, as no --target is given)'],
    ['some missing', (i) => (i < 2 ? 'NA' : abc(i)), 'y: the target, 3 classes: a (13), c (13), b (12); 2 rows without it are left out (the last column, as no --target is given)'],
    ['one missing', (i) => (i < 1 ? '' : `${i},25`), 'y: the target, a number from 1.25 to 39.25; 1 row without it is left out (the last column, as no --target is given)'],
    ['a rare class', (i) => (i === 7 ? 'odd' : abc(i)), 'y: the target, 4 classes: a (14), c (13), b (12), odd (1); 1 class with a single row: odd (the last column, as no --target is given)'],
    ['one class', () => 'x', 'data: a.csv, column "y": expected a target with at least 2 different values, received "x" in every row'],
    ['nothing', () => 'NA', 'data: a.csv, column "y": expected a target in some rows, received none in any row'],
    ['few rows', (i) => (i < 3 ? 'a' : ''), 'data: a.csv: expected at least 10 rows that have a target, received 3 rows'],
    ['texts', (i) => `text ${i}`, 'data: a.csv, column "y": expected a target of numbers, or of classes that several rows have, '
      + 'received 40 different texts in 40 rows: "text 0", "text 1", "text 2" and 37 more'],
    ['dates', (i) => `2024-01-${1 + i % 9}`, 'data: a.csv, column "y": expected a target of classes or numbers, '
      + 'received dates: "2024-01-1", "2024-01-2", "2024-01-3" and 6 more; --kinds "y=category" makes them classes'],
    ['a slip among numbers', (i) => (i === 30 ? '3o' : String(i)), 'data: a.csv, line 32, column "y": expected a number, as in 39 rows of 40, '
      + 'received "3o" (line 32); --missing "3o" counts it as missing'],
  ])('of %s', (_, cell, expected) => expect(target(cell)).toBe(expected))

  test('is of the kind that is asked for', () => {
    expect(target((i) => String(i % 4), { kinds: { y: 'number' } })).toBe('y: the target, a number from 0 to 3 (the last column, as no --target is given)')
    expect(target((i) => String((i * 7) % 20), { kinds: { y: 'category' } })).toContain('y: the target, 20 classes: 0 (2), 1 (2)')
  })

  test('is any column by its name', () => {
    expect(said(lines('y,x', 12, (i) => `${abc(i)},${i % 5}`), { target: 'y' })).toEqual(['y: the target, 3 classes: a (4), b (4), c (4)', 'x: number, from 0 to 4'])
    expect(said(lines('y,x', 12, (i) => `${abc(i)},${i}`), { target: 'Y' })).toEqual(['data: a.csv: expected a column "Y", received "y", "x"; did you mean "y"?'])
    expect(said(lines('y,x', 12, (i) => `${abc(i)},${i}`), { ignore: ['x'] }))
      .toEqual(['data: a.csv, column "x": expected a target that is not ignored, received the same column in both'])
    expect(said(lines('y,x', 12, (i) => `${abc(i)},${i}`), { ignore: ['z'] })).toEqual(['data: a.csv: expected a column "z", received "y", "x"'])
  })
})

describe('a table', () => {
  test('of three rows is too short', () =>
    expect(said('a,b\n1,2\n3,4\n5,6\n')).toEqual(['data: a.csv: expected at least 10 rows that have a target, received 3 rows']))

  test('of one column has nothing to learn from', () =>
    expect(said(lines('a', 20, (i) => String(i)))).toEqual(['data: a.csv: expected a target and at least 1 column to learn it from, received 1 column: "a"']))

  test('that leaves no column says why', () =>
    expect(said(lines('a,b,c', 20, (i) => `7,,${abc(i)}`))).toEqual(
      ['data: a.csv: expected at least 1 column to learn from, received a: left out, "7" in every row, b: left out, no row has a value']))

  test('uses what it would leave out before it uses nothing, but never what is ignored', () => {
    const text = lines('x,y', 30, (i) => `${i},${i * 2 + 1}`)
    expect(said(text)[0]).toBe('x: number, from 0 to 29; used since no other column is left, although: it counts the rows')
    expect(said(text, { ignore: ['x'] })).toEqual(['data: a.csv: expected at least 1 column to learn from, received x: left out, as asked for'])
  })

  test('of many columns is told in few sentences', () => {
    const names = Array.from({ length: 40 }, (_, j) => `p${j}`)
    const text = lines([...names, 'y'].join(','), 30, (i) => [...names.map((_, j) => (j % 10 === 0 ? '0' : String((i * 7 + j) % 13))), abc(i)].join(','))
    expect(said(text)).toEqual([
      'p0, p10, p20, p30: left out, "0" in every row', '36 numbers: p1, p2, p3, p4, p5, p6, p7, p8 and 28 more',
      'y: the target, 3 classes: a (10), b (10), c (10) (the last column, as no --target is given)',
    ])
  })

  test('knows the same number in other units', () => {
    const text = lines('x,cents,price', 30, (i) => `${(i * 7) % 13},${((i * 37) % 101) * 100},${(i * 37) % 101}`)
    expect(said(text)[1]).toBe('cents: left out, the target in disguise: price is a linear function of it')
    expect(said(text, { kinds: { cents: 'number' } })[1]).toBe('cents: number, from 0 to 9700')
  })
})

test('a plan is the same after JSON', () => {
  const text = lines('n;d;b;w;t;k;y', 60, (i) => `${i % 7},5;${1 + i % 28}.3.2024;${i % 4 ? 'ja' : 'nein'};${words[i % 5]};text ${i};1;${abc(i)}`)
  const { plan } = right(guess(right(tableOfCsv('a.csv', text))))
  expect(right(Plan.decode(JSON.parse(JSON.stringify(plan))) as E.Either<never, unknown>)).toEqual(plan)
  expect(plan.inputs).toEqual([
    { name: 'n', kind: 'number', decimal: ',' }, { name: 'd', kind: 'date', order: 'dmy', origin: 19783 },
    { name: 'b', kind: 'boolean', words: ['nein', 'ja'] }, { name: 'w', kind: 'category', categories: ['blue', 'green', 'grey', 'pink', 'red'] },
  ])
  expect(plan.target).toEqual({ name: 'y', kind: 'classes', classes: ['a', 'b', 'c'] })
  expect(plan.ignored).toEqual([{ name: 't', reason: 'each row has its own text' }, { name: 'k', reason: '"1" in every row' }])
})

test('any table of texts is understood or refused in a sentence, and never throws', () => {
  const text = fc.oneof(fc.constantFrom('', '1', '2.5', 'NA', 'yes', 'no', '2024-01-01', '__proto__', 'constructor'), fc.string({ maxLength: 5 }))
  fc.assert(fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 30 }), (rows) => {
    const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
    const made = [['toString', '__proto__', 'c'], ...rows].map((cells) => cells.map(quote).join(',')).join('\n')
    expect(said(made).length).toBeGreaterThan(0)
  }))
})
