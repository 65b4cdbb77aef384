import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import * as t from 'io-ts'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { parseCsv } from '../../src/dataset/csv.js'
import {
  boolean, category, describeParquet, FileError, integer, number, optional, parseParquet, readParquet, streamParquet, string,
} from '../../src/dataset/parquet.js'
import { crc32 } from '../../src/dataset/png/crc.js'
import { decimal } from '../../src/dataset/parquet/value.js'
import type { Cell } from '../../src/dataset/table/cell.js'
import type { Columns } from '../../src/dataset/table/examples.js'
import { times, types } from '../outside/parquet.js'
import { temporaryFolder } from '../folder.js'
import { left, right } from '../either.js'
import { bombs } from './parquet/bombs.js'
import { bytesOf as bytes, good, columns as longColumns } from './parquet/files.js'
import { fuzz } from './parquet/fuzz.js'
import { dictionary, file as made, int, int32s, page, strings, struct, varint } from './parquet/write.js'

const columns = {
  species: optional(category(['Adelie', 'Gentoo'])), mass: optional(number), length: optional(integer), count: integer, small: number,
  alive: optional(boolean),
}
const rows = [
  { species: 0, mass: 3750.5, length: 181, count: 1, small: 0.5, alive: true },
  { species: 1, mass: undefined, length: 186, count: 2, small: 1.5, alive: false },
  { species: undefined, mass: 5000, length: undefined, count: 3, small: -2.5, alive: true },
  { species: 0, mass: 4000.25, length: 193, count: 9007199254740991, small: 0, alive: undefined },
]

/** A file of one column. */
const file = (name: string, data: readonly unknown[]): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData: [{ name, data: [...data] }] }))

describe('a table in Parquet', () => {
  it.each(['plain', 'snappy', 'groups', 'second'])('as another library writes it (%s) is decoded into the cells\' types', async (name) => {
    const read = right(await parseParquet(bytes(name), columns)())
    expectTypeOf(read[0]!.species).toEqualTypeOf<number | undefined>()
    expectTypeOf(read[0]!.count).toEqualTypeOf<number>()
    expectTypeOf(read[0]!.alive).toEqualTypeOf<boolean | undefined>()
    expect(read).toEqual(rows)
  })

  it('has the schema and the rows of the same table in CSV', async () => {
    const csv = 'species,mass,length,count,small,alive\nAdelie,3750.5,181,1,0.5,true\nGentoo,NA,186,2,1.5,false\n'
      + 'NA,5000,,3,-2.5,true\nAdelie,4000.25,193,9007199254740991,0,\n'
    expect(right(parseCsv(csv, t.strict(columns)))).toEqual(right(await parseParquet(bytes('snappy'), columns)()))
  })

  it('may have more columns where that is said', async () => {
    expect(right(await parseParquet(bytes('snappy'), { count: integer }, { others: 'ignore' })())[2]).toEqual({ count: 3 })
    const error = left(await parseParquet(bytes('snappy'), { count: integer }, { file: 'birds.parquet' })())
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toContain('parquet: birds.parquet, column "species": expected only "count", received another column')
  })

  const whole = bytes('snappy')
  it.each([
    ['nothing', new Uint8Array(0), columns, 'x.parquet: expected a file of at least 12 bytes, received 0'],
    ['text', new TextEncoder().encode('species,mass\nAdelie,3750'), columns, 'x.parquet, byte 0: expected "PAR1", as Parquet files begin, received "spec"'],
    ['its end cut off', whole.subarray(0, whole.length - 10), columns,
      `x.parquet, byte ${whole.length - 14}: expected "PAR1" at the end, received other bytes: the file is cut off`],
    ['a missing column', file('a', [1]), { b: number }, 'x.parquet, column "b": expected this column, received a file with "a"; did you mean "a"?'],
    ['an unexpected column', whole, { species: string }, 'x.parquet, column "mass": expected only "species", received another column'],
    ['lists', bytes('nested'), { a: number }, 'x.parquet, column "a": expected a column of single values, received one of lists or records'],
    ['text for a number', file('a', ['1', 'two']), { a: number }, 'x.parquet, row 1, column "a": expected a number, received "two"'],
    ['a number for text', file('a', [1.5]), { a: string }, 'x.parquet, row 0, column "a": expected text, received 1.5'],
    ['a fraction for a whole number', file('a', [1, 1.5]), { a: integer }, 'x.parquet, row 1, column "a": expected a whole number, received 1.5'],
    ['a missing cell', file('a', [1.5, null]), { a: number }, 'x.parquet, row 1, column "a": expected a number, received null'],
    ['an unknown category', file('a', ['x', 'z']), { a: category(['x', 'y']) }, 'x.parquet, row 1, column "a": expected one of "x", "y", received "z"'],
    ['digits that would be lost', file('a', [9007199254740993n]), { a: number }, 'row 0, column "a": expected a number, received 9007199254740993'],
    ['a time', file('a', [new Date(0)]), { a: number }, 'row 0, column "a": expected a number, received "1970-01-01T00:00:00.000Z"'],
  ] as const)('with %s is a Left that names the place', async (_, given, wanted, message) => {
    expect(left(await parseParquet(given, wanted, { file: 'x.parquet' })()).message).toContain(message)
  })

  it('is read from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenfold-parquet-'))
    try {
      const path = join(folder, 'a.parquet')
      await writeFile(path, bytes('groups'))
      expect(right(await readParquet(path, columns)())).toEqual(rows)
      expect(left(await readParquet(path, { count: string }, { others: 'ignore' })()).message).toContain(`${path}, row 0, column "count": expected text, received 1`)
      expect(left(await readParquet(join(folder, 'none.parquet'), columns)()).message).toContain('none.parquet: expected a file that can be read, received no such file')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

/** A cell that takes whatever the file has. */
const any: Cell<unknown> = Object.assign(new t.Type<unknown, string, unknown>('anything', (_): _ is unknown => true, t.success, String), {
  feature: { kind: 'number' as const, width: 1, labels: [''], spread: () => [] },
})
const values = async (given: Uint8Array, name: string): Promise<readonly unknown[]> =>
  right(await parseParquet(given, { [name]: any }, { others: 'ignore' })()).map((row) => row[name])
const message = async (given: unknown, wanted: Columns = { a: integer }, options = {}): Promise<string> =>
  left(await parseParquet(given as Uint8Array, wanted, { file: 'x.parquet', ...options })()).message

describe('what a file says of its table', () => {
  const files = temporaryFolder()

  it('is the number of its rows and the columns\' names, of lists, too', async () => {
    expect(right(await describeParquet(await files.written(bytes('snappy')))())).toEqual(
      { rows: 4, columns: ['species', 'mass', 'length', 'count', 'small', 'alive'], nested: [] })
    expect(right(await describeParquet(await files.written(bytes('nested')))())).toMatchObject({ nested: ['a'] })
    const { columns, rows: count } = right(await describeParquet(await files.written(good[6] as Uint8Array))())
    expect([columns, count]).toEqual([Object.keys(longColumns), 40])
  })

  it('is refused where it is none', async () => {
    const other = await files.written('PAR1 and no more')
    expect(left(await describeParquet(other)()).message).toMatch(`parquet: ${other}, byte 12: expected "PAR1" at the end, received other bytes: the file is cut off`)
    const twice = await files.written(new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'a', data: [1] }, { name: 'a', data: [2] }] })))
    expect(left(await describeParquet(twice)()).message).toMatch(`parquet: ${twice}, column "a": expected one column of this name, received several`)
    expect(left(await describeParquet(files.at('no'))()).message).toMatch('received no such file')
    expect(() => describeParquet('x', { most: 1 } as never)).toThrow('parquet: unknown option "most"')
  })
})

describe('what values of Parquet stand for', () => {
  const written = ['types', 'types_dictionary', 'types_delta']
  it.each(written.flatMap((form) => Object.keys(types).map((name) => [name, form] as const)))('%s in %s is what pyarrow reads', async (name, form) => {
    // Object.is: -0 is not 0, and an integer that would lose digits is a bigint.
    expect(await values(bytes(form), name)).toEqual(types[name])
  })

  it('decimals in integers are those in bytes', async () => {
    for (const name of ['cents', 'rate']) expect(await values(bytes('decimals'), name)).toEqual(types[name])
    expect(await values(bytes('decimals'), 'cents')).toContain(-4.56)
  })

  it('a decimal is the number nearest to it', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(60), (unscaled, scale) => {
      const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
      const at = digits.length - scale
      const text = `${unscaled < 0n ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`
      expect(decimal(unscaled, scale)).toBe(Number(text))
      const small = Number(unscaled % 9007199254740991n)
      expect(decimal(small, scale)).toBe(decimal(BigInt(small), scale))
    }), { numRuns: 300 })
  })

  it('INT96 are times to the nanosecond', async () => {
    for (const [name, expected] of Object.entries(times)) expect(await values(bytes('int96'), name)).toEqual(expected)
  })

  it('times and dates are text for cells, and no numbers', async () => {
    const read = right(await parseParquet(bytes('types'), { date: string, us: string }, { others: 'ignore' })())
    expect(read[2]).toEqual({ date: '2024-02-29', us: '2024-02-29T12:34:56.789012Z' })
    expect(await message(bytes('types'), { ms: number }, { others: 'ignore' })).toContain('row 0, column "ms": expected a number, received "1969-12-31T23:59:59.999"')
  })

  it('bytes that are not UTF-8 are no text', async () => {
    const expected = 'x.parquet, row 1, column "a": expected text in UTF-8, received the end inside a character'
    expect(await message(bytes('latin1'), { a: string })).toContain(expected)
    const named = made(3, [dictionary(2, strings('a', [0xff])), page(3, Uint8Array.from([1, 3, 0b010]), 8)], { type: 6 })
    expect(await message(named, { a: string })).toContain('row 1, column "a": expected text in UTF-8, received 0xff, which begins no character')
  })

  it('NaN is NaN, and bytes are called bytes', async () => {
    expect(await values(bytes('nan'), 'a')).toEqual([1, NaN])
    expect(await message(bytes('nan'), { a: optional(number) })).toContain('row 1, column "a": expected a number, or missing, received NaN')
    const fixed = made(1, [page(1, Uint8Array.from([1, 2, 3]))], { type: 7, length: 3 })
    expect(await message(fixed, { a: optional(string) })).toContain('received 3 bytes')
  })

  it('an integer that its type does not have is an error', async () => {
    const logical = (bits: number, signed: boolean) => struct({ 10: struct({ 1: [3, [bits]], 2: [signed ? 1 : 2, []] }) })
    expect(await message(made(2, [page(2, int32s(127, 128))], { logical: logical(8, true) }))).toContain('row 1, column "a": expected a signed integer of 8 bits, received 128')
    expect(await message(made(1, [page(1, int32s(-1))], { logical: logical(16, false) }))).toContain('an unsigned integer of 16 bits, received -1')
  })
})

describe('a table in Parquet that contradicts itself', () => {
  const pages = [page(3, int32s(1, 2, 3)), page(3, int32s(4, 5, 6))]
  const all = int32s(1, 2, 3, 4, 5, 6)
  const sum = crc32(all) | 0
  it.each([
    ['nothing wrong', made(6, pages), undefined],
    ['a footer of 0 rows', made(6, pages, { rows: 0 }), 'expected groups of 0 rows in all, as the description says, received 6'],
    ['a footer of more rows', made(6, pages, { rows: 7 }), 'groups of 7 rows in all, as the description says, received 6'],
    ['more groups than rows', made(6, pages, { groups: 2, rows: 6 }), 'groups of 6 rows in all, as the description says, received 12'],
    ['a column of fewer values', made(6, pages, { values: 5 }), 'column "a": expected 6 values, one for each row of the group, received 5'],
    ['pages of fewer cells', made(6, pages.slice(1)), 'row 3, column "a": expected 6 cells, as many as its group has rows, received 3'],
    ['pages of more cells', made(4, pages), 'row 3, column "a": expected at most 1 more cells in its group, received 3'],
    ['a page of fewer bytes', made(6, [page(6, all.subarray(4))]), 'row 0, column "a": expected 24 bytes of 6 values, received 20'],
    ['a page of more bytes', made(5, [page(5, all)]), 'expected 20 bytes of 5 values, received 24'],
    ['zeros after the values, as fastparquet has them', made(1, [page(1, int32s(1, 0, 0))]), undefined],
    ['a checksum', made(6, [page(6, all, 0, 24, { 4: int(sum) })]), undefined],
    ['another checksum', made(6, [page(6, all, 0, 24, { 4: int(sum - 1) })]), 'row 0, column "a": expected a page that fits its checksum, received another one'],
    ['an index beyond its dictionary', made(2, [dictionary(2, int32s(7, 8)), page(2, Uint8Array.from([2, ...varint(4), 2]), 8)]), 'expected an index in a dictionary of 2 values, received 2'],
    ['indices without a dictionary', made(2, [page(2, Uint8Array.from([2, ...varint(4), 0]), 8)]), 'expected a dictionary before its indices, received none'],
    ['two dictionaries', made(1, [dictionary(1, int32s(7)), dictionary(1, int32s(8)), page(1, int32s(1))]), 'expected one dictionary, before the cells, received another one'],
    ['a run of another level', made(2, [page(2, Uint8Array.from([2, 0, 0, 0, 4, 3]))], { repetition: 1 }), 'expected values of 1 bits, received 3'],
    ['an empty run', made(2, [page(2, Uint8Array.from([2, 0, 0, 0, 0, 1]))], { repetition: 1 }), 'expected runs of values, received an empty one'],
    ['levels that are cut off', made(2, [page(2, Uint8Array.from([9, 0, 0, 0, 4, 1]))], { repetition: 1 }), 'expected more bytes, received the end'],
    ['pages beyond the file', made(6, pages, { compressed: 100000 }), 'column "a": expected pages before byte'],
    ['pages before the file', made(6, pages, { offset: 1 }), 'column "a": expected pages before byte'],
    ['pages of another column', made(6, pages, { path: ['b'] }), 'column "a": expected its own pages, received those of another column'],
    ['an unknown compression', made(6, pages, { codec: 9 }), 'expected a known compression, received 9'],
    ['an unknown encoding', made(6, [page(6, all, 77)]), 'expected an encoding of INT32, received encoding 77'],
    ['a kind of page that there is not', made(6, [page(6, all, 0, 24, { 1: int(9) })]), 'expected a page of a known kind, received 9'],
    ['text in integers', made(6, pages, { logical: struct({ 1: struct({}) }) }), 'expected BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY for its logical type, received INT32'],
    ['lists at the top', made(6, pages, { repetition: 2 }), 'column "a": expected a column of single values, received one of lists or records'],
    ['a tree that breaks off', made(6, pages, { schema: [struct({ 4: [8, [1, 115]], 5: int(2) }), struct({ 1: int(1), 4: [8, [1, 97]] })] }), 'expected a tree of columns, received one that breaks off'],
    ['another length of the page', made(6, [page(6, Uint8Array.from([24, 23 << 2, ...all]), 0, 25)], { codec: 1 }), 'expected 25 inflated bytes, received 24'],
    ['a copy of what is not there', made(1, [page(1, Uint8Array.from([4, 0b0000_0001, 9]), 0, 4)], { codec: 1 }), 'expected copies of bytes that are there, received one from 9 back of 0'],
    ['damaged gzip', made(6, [page(6, new Uint8Array(gzipSync(all)).subarray(0, 20), 0, 24)], { codec: 2 }), 'expected 24 bytes in gzip, received a damaged stream'],
    ['gzip', made(6, [page(6, new Uint8Array(gzipSync(all)), 0, 24)], { codec: 2 }), undefined],
  ] as const)('with %s', async (_, given, expected) => {
    if (expected === undefined) expect(right(await parseParquet(given, { a: integer })())[0]).toEqual({ a: 1 })
    else expect(await message(given)).toContain(expected)
  })

  it('with its footer longer than the file is a Left', async () => {
    const given = made(6, pages)
    new DataView(given.buffer).setUint32(given.length - 8, 4000000000, true)
    expect(await message(given)).toContain(`byte ${given.length - 8}: expected a description of at most ${given.length - 12} bytes, received 4000000000`)
  })

  it('of two columns of one name, or a name that is nearly another, says so', async () => {
    const twice = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'a', data: [1] }, { name: 'a', data: [2] }] }))
    expect(await message(twice, { a: number })).toContain('column "a": expected one column of this name, received several')
    expect(await message(bytes('plain'), { specie: string }, { others: 'ignore' })).toContain('; did you mean "species"?')
    const many = new Uint8Array(parquetWriteBuffer({ columnData: Array.from({ length: 300 }, (_, i) => ({ name: `column ${i}`, data: [i] })) }))
    expect((await message(many, { a: number })).length).toBeLessThan(500)
  })
})

describe('options and bytes of Parquet', () => {
  const given = made(3, [page(3, int32s(1, 2, 3))])
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }]
  const larger = Buffer.concat([Buffer.alloc(7, 80), given, Buffer.alloc(5)])
  const shared = new Uint8Array(new SharedArrayBuffer(given.length))
  shared.set(given)
  it.each([
    ['a view into a larger buffer', larger.subarray(7, 7 + given.length)],
    ['a Buffer of the pool', Buffer.from(given)],
    ['shared memory', shared],
    ['an ArrayBuffer', given.slice().buffer],
    ['bytes of another realm', runInNewContext('Uint8Array.from(given)', { given: [...given] }) as Uint8Array],
  ])('%s is read as it lies', async (_, bytes) => {
    expect(right(await parseParquet(bytes as Uint8Array, { a: integer })())).toEqual(rows)
  })

  it.each([[null, 'null'], [undefined, 'undefined'], ['PAR1', 'a text'], [[80, 65], 'a list'], [{}, 'object'], [3, 'number']])('%j is no file', async (bytes, received) => {
    expect(await message(bytes)).toContain(`x.parquet: expected bytes (a Uint8Array), received ${received}`)
  })

  const readers: readonly ((columns: never, options: never) => unknown)[] = [
    (columns, options) => parseParquet(given, columns, options), (columns, options) => readParquet('x', columns, options),
    (columns, options) => streamParquet('x', columns, options),
  ]
  it.each([
    [undefined, {}, 'columns should be a record of cells by column, but is undefined'],
    [[number], {}, 'columns should be a record of cells by column'],
    [{ a: 'number' }, {}, 'columns.a should be a cell such as `number`, but is "number"'],
    [{ a: t.number }, {}, 'columns.a should be a cell such as `number`'],
    [{ a: number }, { other: 'ignore' }, 'unknown option "other"; did you mean "others"?'],
    [{ a: number }, { others: 'skip' }, 'others should be "error" or "ignore", but is "skip"'],
    [{ a: number }, { maxBytes: NaN }, 'maxBytes should be a number of bytes, but is NaN'],
    [{ a: number }, { maxBytes: '1' }, 'maxBytes should be a number of bytes, but is "1"'],
    [{ a: number }, null, 'options should be a record'],
  ])('%j with %j are an error of the call', (columns, options, expected) => {
    for (const reader of readers) expect(() => reader(columns as never, options as never)).toThrow(expected)
  })

  it('other compressions are the caller\'s', async () => {
    const packed = made(3, [page(3, Uint8Array.from([9]), 0, 12)], { codec: 6 })
    expect(await message(packed)).toContain('(others need the option compressors), received ZSTD')
    const ZSTD = (input: Uint8Array, length: number): Uint8Array => {
      expect([[...input], length]).toEqual([[9], 12])
      return int32s(1, 2, 3)
    }
    expect(right(await parseParquet(packed, { a: integer }, { compressors: { ZSTD } })())).toEqual(rows)
    expect(await message(packed, { a: integer }, { compressors: { ZSTD: () => new Uint8Array(3) } })).toContain('expected 12 inflated bytes, received 3')
    expect(await message(packed, { a: integer }, { compressors: { ZSTD: () => { throw new Error('odd') } } })).toContain('row 0, column "a": expected whole pages of cells, received odd')
  })
})

describe('small files of Parquet that promise much', () => {
  it('are refused before they take it, with both numbers', { timeout: 60_000 }, () => {
    const script = fileURLToPath(new URL('../../dist/spec/dataset/parquet/bombs.js', import.meta.url))
    const { said, megabytes } = JSON.parse(execFileSync(process.execPath, ['--max-old-space-size=128', script], { encoding: 'utf8' })) as {
      readonly said: Readonly<Record<string, string>>
      readonly megabytes: number
    }
    for (const [name, [, , expected]] of Object.entries(bombs)) expect(said[name], name).toContain(expected === '' ? ' rows' : expected)
    expect(megabytes).toBeLessThan(400)
  })

  it('are read where the caller raises the bound', async () => {
    const run = made(5000, [dictionary(1, int32s(7)), page(5000, Uint8Array.from([1, ...varint(10000), 0]), 8)])
    expect(await message(run, { a: integer }, { maxBytes: 100000 })).toMatch(/at most 100000 bytes \(maxBytes\), received 480000/)
    expect(right(await parseParquet(run, { a: integer }, { maxBytes: 1000000 })())).toHaveLength(5000)
    expect(await message(run, { a: integer }, { maxBytes: 100 })).toContain('at most 100 bytes (maxBytes), received a description of')
    expect(right(await parseParquet(run, { a: integer }, { maxBytes: Infinity })())).toHaveLength(5000)
  })
})

describe('damaged files of Parquet', () => {
  it('are rows or a Left, soon and in bounded memory, whole and in pieces', { timeout: 120_000 }, async () => {
    const { refused, same, other } = await fuzz(Number(process.env['TENFOLD_TABLES'] ?? 200), 1)
    // All ways are gone often: else the mutations would be too wild, or too tame.
    for (const count of [refused, same, other]) expect(count).toBeGreaterThan(5)
  })

  it('without damage are the same from memory, from a file and in pieces', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenfold-parquet-'))
    try {
      for (const [i, given] of good.entries()) {
        const path = join(folder, `${i}.parquet`)
        await writeFile(path, given)
        const rows = right(await parseParquet(given, longColumns)())
        expect(right(await readParquet(path, longColumns)())).toEqual(rows)
        const all: unknown[] = []
        for await (const piece of streamParquet(path, longColumns, { rows: 9 })) all.push(...right(piece))
        expect(all).toEqual(rows)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('in a stream end in a Left, and a stream that is left early is over', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenfold-parquet-'))
    try {
      const path = join(folder, 'a.parquet')
      const bad = good[0]!.slice()
      bad.fill(255, Math.floor(bad.length / 3), Math.floor(bad.length / 3) + 40)
      await writeFile(path, bad)
      const pieces = []
      for await (const piece of streamParquet(path, longColumns, { rows: 5 })) pieces.push(piece._tag)
      expect(pieces.at(-1)).toBe('Left')
      expect(pieces.slice(0, -1).every((tag) => tag === 'Right')).toBe(true)
      await writeFile(path, good[0]!)
      for await (const piece of streamParquet(path, longColumns, { rows: 5 })) {
        expect(right(piece)).toHaveLength(5)
        break
      }
      const left = streamParquet(path, longColumns, { rows: 5 })[Symbol.asyncIterator]()
      await left.next()
      expect(await left.return?.()).toEqual({ done: true, value: undefined })
      expect(await left.next()).toEqual({ done: true, value: undefined })
      // Cut off while it is read.
      const cut = streamParquet(path, longColumns, { rows: 40 })[Symbol.asyncIterator]()
      await writeFile(path, good[0]!.subarray(0, 200))
      expect((await cut.next()).value?._tag).toBe('Left')
      expect((await streamParquet(folder, longColumns)[Symbol.asyncIterator]().next()).value?._tag).toBe('Left')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
