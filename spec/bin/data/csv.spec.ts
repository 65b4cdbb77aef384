/** Tables of any make, read back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { separatorOf, tableOfCsv } from '../../../bin/data/csv.js'
import { right } from '../../either.js'
import { lines, refusal } from './said.js'

const cellsOf = (text: string, reading = {}) => {
  const { columns, rows } = right(tableOfCsv('a.csv', text, reading))
  return [columns, ...rows.map(({ cells }) => cells)]
}

/** As a program writes it that quotes what has to be quoted, or everything. */
const written = (rows: readonly (readonly string[])[], separator: string, end: string, always: boolean): string =>
  rows.map((cells) => cells.map((cell) => (always || cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator)).join(end)

const cell = fc.oneof(
  fc.constantFrom('', 'a', 'b c', '1', '-2.5', 'x,y', 'x;y', 'a|b', 'say "so"', 'two\nlines', 'tab\there', 'NA'),
  fc.string({ maxLength: 6 }).map((text) => text.replace(/[\r\0]/g, '').trim()),
)

test('a table written with any separator, quotes and line ends is read back when they are named', () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
    fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.constantFrom('', '\uFEFF'),
    (rows, separator, end, always, mark) => {
      const all = [['first', 'second', 'third'], ...rows]
      const text = `${mark}${written(all, separator, end, always)}${end}`
      expect(cellsOf(text, { separator, header: true })).toEqual(all)
    },
  ))
})

test('the separator of a table of numbers and words is found out, decimal commas or not', () => {
  const word = fc.constantFrom('red', 'green', 'blue', 'NA', '', 'a, b', 'a; b')
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }), word), { minLength: 3, maxLength: 20 }),
    fc.constantFrom(',', ';', '\t', '|'), fc.boolean(), fc.constantFrom('.', ','),
    (rows, separator, always, mark) => {
      const all = [['size', 'weight', 'color'], ...rows.map(([a, b, color]) => [String(a), `${a}${mark}${b}`, color])]
      const text = written(all, separator, '\n', always)
      expect(separatorOf(text)).toBe(separator)
      expect(cellsOf(text)).toEqual(all)
    },
  ))
})

describe('what is found out', () => {
  test.each([
    ['semicolons', 'a;b\n1,5;2\n', ['cells are separated by semicolons']],
    ['spaces, where nothing else separates', 'a b\n1 2\n', ['cells are separated by spaces']],
    ['no separator in one column', 'a\n1\n2\n', []],
    ['what a spreadsheet writes first', 'sep=;\na;b\n1;2\n', ['cells are separated by semicolons']],
    ['data alone', '1,2\n3,NA\n', ['no header: all cells of line 1 are data, so the columns are called column 1 to column 2']],
    ['one column of data', '1\n2\n', ['no header: all cells of line 1 are data, so the columns are called column 1']],
    ['numbers in a header', '150,4,setosa\n1,2,0\n',
      ['line 1 is taken for the header, although "150", "4" are numbers (--skip 1 or --no-header if it is none)']],
    ['columns without a name', ',x,\n1,2,3\n', ['the header has no name for column 1, column 3: called by place']],
    ['blank lines', 'a,b\n\n1,2\n\n\n3,4\n\n', ['3 blank lines were left out']],
  ])('%s', (_, text, notes) => expect(right(tableOfCsv('a.csv', text)).notes).toEqual(notes))

  test('lines count those between quotes', () => {
    const { rows } = right(tableOfCsv('a.csv', 'a,b\r\n"two\r\nlines",1\r\n\r\n3,4'))
    expect(rows).toEqual([{ at: 2, cells: ['two\r\nlines', '1'] }, { at: 5, cells: ['3', '4'] }])
  })
})

test.each([
  ['nothing', '', 'data: a.csv: expected a header and at least 1 row, received an empty file'],
  ['blank lines', '\n\r\n', 'data: a.csv: expected a header and at least 1 row, received an empty file'],
  ['a header alone', 'a,b\n', 'data: a.csv: expected a header and at least 1 row, received a header alone: "a", "b"'],
  ['a short row', 'a,b,c\n1,2,x\n3,4\n5,6,y', 'data: a.csv, line 3, column "c": expected 3 cells, as in the header, received 2'],
  ['a long row', 'a,b,c\n1,2,x\n3,4,y,z\n5,6,y', 'data: a.csv, line 3: expected 3 cells, as in the header, received 4'],
  ['a title before the table', lines('A title, and more', 5, (i) => `${i},2,3`),
    'data: a.csv, line 1: expected 3 cells, as in the lines after it, received 2; --skip 1 leaves out what stands before the table'],
  ['an open quote', 'a,b\n1,"2\n3,4', 'csv: a.csv, line 3: expected a closing quote, received the end of the file'],
  ['a quote inside a cell', 'a,b\n1,2"\n', 'csv: a.csv, line 2: expected a cell in quotes as a whole, received a quote inside a cell without quotes'],
  ['a name twice', 'a,b, a\n1,2,3', 'data: a.csv, line 1, column "a": expected each column\'s name once, received it at places 1 and 3'],
])('%s', (_, text, expected) => expect(refusal(tableOfCsv('a.csv', text))).toBe(expected))

test('separators may be spelled, and are no quotes', () => {
  expect(cellsOf('a\tb\n1\t2', { separator: 'tab' })).toEqual([['a', 'b'], ['1', '2']])
  expect(cellsOf('a\tb\n1\t2', { separator: '\\t' })).toEqual([['a', 'b'], ['1', '2']])
  expect(cellsOf('a::b\n1::2', { separator: '::' })).toEqual([['a', 'b'], ['1', '2']])
  expect(refusal(tableOfCsv('a.csv', 'a,b\n1,2', { separator: '"' })))
    .toBe('data: a.csv: expected a separator of cells that is neither a quote nor a line end, received "\\""')
})

test('lines before the table are left out where that is asked for', () => {
  expect(cellsOf('A title, and more\na,b,c\n1,2,3\n', { skip: 1 })).toEqual([['a', 'b', 'c'], ['1', '2', '3']])
  expect(cellsOf('x,y\n1,2\n', { header: false })).toEqual([['column 1', 'column 2'], ['x', 'y'], ['1', '2']])
  expect(cellsOf('1,2\n3,4\n', { header: true })).toEqual([['1', '2'], ['3', '4']])
})
