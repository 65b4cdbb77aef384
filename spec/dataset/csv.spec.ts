import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { category, CsvError, integer, number, optional, parseCsv, parseCsvRecords, readCsv } from '../../src/dataset/csv.js'
import { fromExamples, type Dataset } from '../../src/dataset/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import { temporaryFolder } from '../folder.js'
import { left, right } from '../either.js'

const Penguin = t.strict({ species: category(['Adelie', 'Chinstrap', 'Gentoo']), mass: optional(number), island: t.string })

describe('a table', () => {
  it('is decoded row by row into the codec\'s type', () => {
    const cells = ['Gentoo,5000.5,"Biscoe, west",2007', 'Adelie,NA,"two\nlines",2008', 'Adelie,,"say ""a""",2009']
    const rows = right(parseCsv(['species,mass,island,year', ...cells].join('\n'), Penguin))
    expectTypeOf(rows).toEqualTypeOf<readonly { species: number; mass: number | undefined; island: string }[]>()
    expect(rows).toEqual([
      { species: 2, mass: 5000.5, island: 'Biscoe, west' },
      { species: 0, mass: undefined, island: 'two\nlines' },
      { species: 0, mass: undefined, island: 'say "a"' },
    ])
  })

  it('may begin with a byte order mark, end lines as Windows does, and end in blank lines', () => {
    expect(right(parseCsv('\uFEFFa,b\r\n1,2\r\n\r\n\r\n', t.strict({ a: number, b: integer })))).toEqual([{ a: 1, b: 2 }])
    expect(right(parseCsv('a;b\n1;2', t.strict({ a: number, b: integer }), { delimiter: ';' }))).toEqual([{ a: 1, b: 2 }])
  })

  it('becomes a data set', () => {
    const rows = right(parseCsv('x,y,c\n1,2,a\n,4,b\n', t.strict({ x: optional(number), y: number, c: category(['a', 'b']) })))
    const examples = rows.map(({ x, y, c }) => ({ inputs: [x ?? NaN, y], targets: c }))
    const data = pipe(examples, fromExamples({ inputs: [2], targets: [], targetType: 'i32' }))
    expectTypeOf(data).toEqualTypeOf<Dataset<readonly [2], readonly [], 'i32'>>()
    expect(tensor.toArray(data.inputs)).toEqual([1, 2, NaN, 4])
    expect(tensor.toArray(data.targets)).toEqual([0, 1])
  })

  const Pair = t.strict({ a: number, b: category(['x', 'y']) })
  it.each([
    ['nothing', '', 'csv: expected a header and at least 1 row, received an empty file', undefined, undefined],
    ['blank lines', '\n\n', 'expected a header and at least 1 row, received an empty file', undefined, undefined],
    ['only a header', 'a,b\n', 'expected at least 1 row after the header, received none', undefined, undefined],
    ['a missing column', 'a,c\n1,2\n', 'line 1, column "b": expected this column, received a header with "a", "c"', 1, 'b'],
    ['a repeated column', 'a,b,a\n1,x,1\n', 'line 1, column "a": expected each column once, received it twice', 1, 'a'],
    ['a wrong type', 'a,b\n1,x\none,y\n', 'line 3, column "a": expected a number, received "one"', 3, 'a'],
    ['a missing cell', 'a,b\n1,x\n,y\n', 'line 3, column "a": expected a number, received an empty cell', 3, 'a'],
    ['an unknown category', 'a,b\n1,z\n', 'line 2, column "b": expected one of "x", "y", received "z"', 2, 'b'],
    ['a short row', 'a,b\n1,x\n2\n', 'line 3, column "b": expected 2 cells, as in the header, received 1 cell', 3, 'b'],
    ['a long row', 'a,b\n1,x,3\n', 'line 2: expected 2 cells, as in the header, received 3 cells', 2, undefined],
    ['a blank line inside', 'a,b\n1,x\n\n2,y\n',
      'line 3, column "b": expected 2 cells, as in the header, received a blank line', 3, 'b'],
    ['an error after a row of two lines', 'a,b\n"1\n",x\n2,z\n', 'line 4, column "b"', 4, 'b'],
    ['an open quote', 'a,b\n1,"x\n2,y\n', 'expected a closing quote, received the end of the file', 3, undefined],
    ['a quote inside a cell', 'a,b\n1,x"y\n',
      'line 2: expected a cell in quotes as a whole, received a quote inside a cell without quotes', 2, undefined],
    ['text after a quote', 'a,b\n1,"x"y\n',
      'line 2: expected the end of the cell after its closing quote, received more text', 2, undefined],
  ])('with %s is a Left that names the place', (_, text, message, line, column) => {
    const error = left(parseCsv(text, Pair)) as CsvError
    expect(error).toBeInstanceOf(CsvError)
    expect(error).toBeInstanceOf(TenfoldError)
    expect(error.message).toContain(message)
    expect({ line: error.line, column: error.column }).toEqual({ line, column })
  })

  it('names columns of codecs made of several', () => {
    const Both = t.intersection([t.strict({ a: number }), t.strict({ b: optional(integer) })])
    const { message } = left(parseCsv('a,b\n1,1.5\n', Both))
    expect(message).toContain('line 2, column "b": expected a whole number, or missing, received "1.5"')
    expect(left(parseCsv('a\n1\n', Both)).message).toContain('column "b": expected this column')
  })

  it('never throws', () => {
    const unit = fc.constantFrom('a', 'b', ',', '\n', '"', '1', ' ', '\r', '\uFEFF')
    fc.assert(fc.property(fc.string({ unit }), (text) => { parseCsv(text, Pair) }))
  })
})

describe('a cell', () => {
  it('of a number is decimal and finite', () => {
    const good = [['1', 1], [' -2.5 ', -2.5], ['+.5', 0.5], ['1.', 1], ['6.02e23', 6.02e23], ['-1E-3', -0.001]] as const
    for (const [text, value] of good) expect(number.decode(text)).toEqual(E.right(value))
    const bad = ['', ' ', 'NaN', 'Infinity', '0x10', '1e999', '1,5', '1_000', 'one', '1 2']
    for (const text of bad) expect(number.decode(text)._tag, text).toBe('Left')
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      expect(number.decode(number.encode(x))).toEqual(E.right(x === 0 ? 0 : x))
    }))
  })

  it('of a whole number is whole', () => {
    expect(integer.decode('-12')).toEqual(E.right(-12))
    for (const text of ['1.5', '9007199254740993', '']) expect(integer.decode(text)._tag).toBe('Left')
  })

  it('of a category is its place in the list', () => {
    const sex = category(['female', 'male'])
    expect(sex.decode('male')).toEqual(E.right(1))
    expect(sex.encode(1)).toBe('male')
    expect(sex.decode('Male')._tag).toBe('Left')
  })

  it('that may be missing has its own tokens', () => {
    expect(optional(number, ['?']).decode('?')).toEqual(E.right(undefined))
    expect(optional(number, ['?']).decode('')._tag).toBe('Left')
    expect(optional(number).encode(undefined)).toBe('')
  })
})

describe('a file', () => {
  const { at, written } = temporaryFolder()
  const Row = t.strict({ a: number })

  it('is read and named in errors', async () => {
    const file = await written('\uFEFFa\n1\nx\n', 'good.csv')
    expect(left(await readCsv(file, Row)()).message).toContain(`${file}, line 3, column "a": expected a number, received "x"`)
    await written('\uFEFFa\n1\n2\n', 'good.csv')
    expect(await readCsv(file, Row)()).toEqual(E.right([{ a: 1 }, { a: 2 }]))
  })

  it('that is missing or no text is a Left', async () => {
    const { message } = left(await readCsv(at('none.csv'), Row)())
    expect(message).toContain('none.csv: expected a file that can be read, received no such file')
    expect(left(await readCsv(await written(Uint8Array.from([0x61, 0x0a, 0xff, 0xfe]), 'bytes.csv'), Row)()).message).toContain(
      'bytes.csv, line 2, byte 2: expected text in UTF-8, received 0xff, which begins no character')
  })
})

describe('examples one by one', () => {
  it.each([
    ['none', [], 'inputs should be at least 1 example'],
    ['too few inputs', [{ inputs: [1], targets: 0 }], 'inputs of example 0 should be 2 values for [2], but is 1'],
    ['a target that is no integer', [{ inputs: [1, 2], targets: 0 }, { inputs: [1, 2], targets: 1.5 }],
      'targets of example 1 should be values of i32, but is 1.5'],
  ])('refuse %s', (_, examples, message) => {
    expect(() => fromExamples({ inputs: [2], targets: [], targetType: 'i32' })(examples)).toThrow(message)
  })
})

describe('records', () => {
  const text = 'a,b\r\n1,"x\ny"\n\n3,4,5\r6,7'

  it('are as they stand, of any length, each with its line', () => {
    expect(right(parseCsvRecords(`\uFEFF${text}`))).toEqual([
      { line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['1', 'x\ny'] }, { line: 4, cells: [] }, { line: 5, cells: ['3', '4', '5'] }, { line: 6, cells: ['6', '7'] },
    ])
    expect(right(parseCsvRecords(''))).toEqual([])
    expect(right(parseCsvRecords('x;y\n', { delimiter: ';' }))).toEqual([{ line: 1, cells: ['x', 'y'] }])
    expect(right(parseCsvRecords('title\nx,y', { skip: 1 }))).toEqual([{ line: 2, cells: ['x', 'y'] }])
  })

  it('are read up to a count, whatever comes later', () => {
    const long = `${text}\n${'1,2\n'.repeat(40_000)}"open`
    expect(right(parseCsvRecords(long, { records: 5 }))).toEqual(right(parseCsvRecords(text)))
    expect(right(parseCsvRecords(long, { records: 40_005 }))).toHaveLength(40_005)
    expect(left(parseCsvRecords(long, { file: 'a.csv' })).message).toMatch(/^csv: a.csv, line 40007: expected a closing quote, received the end of the file/)
  })

  it('of a table are its header and rows', () => {
    const cell = fc.string({ maxLength: 4 }).map((cell) => `"${cell.replaceAll('"', '""')}"`)
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
      const all = ['first,second', ...rows.map((cells) => cells.join(','))].join('\n')
      const table = right(parseCsv(all, t.strict({ first: t.string, second: t.string })))
      expect(right(parseCsvRecords(all)).slice(1).map(({ cells }) => cells)).toEqual(table.map(({ first, second }) => [first, second]))
    }))
  })

  it.each([
    [() => parseCsvRecords(1 as never), /^csv: text should be a text, but is 1/],
    [() => parseCsvRecords('', { delimiter: '"' }), /^csv: delimiter should be characters that are neither quotes nor line ends/],
    [() => parseCsvRecords('', { records: 0 }), /^csv: records should be a whole number of at least 1, but is 0/],
    [() => parseCsvRecords('', { header: [] } as never), /^csv: unknown option "header"/],
    [() => parseCsvRecords('', { skip: -1 }), /^csv: skip should be/],
  ])('%s is refused', (call, message) => { expect(call).toThrow(message) })

  it('are bounded in memory', () => {
    expect(left(parseCsvRecords('a,b\n'.repeat(1000), { maxBytes: 1000 })).expected).toBe('at most 1000 bytes (maxBytes)')
  })
})
