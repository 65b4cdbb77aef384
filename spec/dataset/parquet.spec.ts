import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as t from 'io-ts'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { parseCsv } from '../../src/dataset/csv.js'
import { boolean, category, FileError, integer, number, optional, parseParquet, readParquet, string } from '../../src/dataset/parquet.js'
import { files } from '../outside/parquet.js'
import { left, right } from './either.js'

const columns = {
  species: optional(category(['Adelie', 'Gentoo'])), mass: optional(number), length: optional(integer), count: integer, small: number,
  alive: optional(boolean),
}
const bytes = (name: string): Uint8Array => Uint8Array.from(Buffer.from(files[name]!.join(''), 'base64'))
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
    ['a missing column', file('a', [1]), { b: number }, 'x.parquet, column "b": expected this column, received a file with "a"'],
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

  it('with other bytes inside gives rows or a Left, and never throws', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 4, max: whole.length - 5 }), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
      const damaged = Uint8Array.from(whole)
      for (const [at, byte] of changes) damaged[at] = byte
      const result = await parseParquet(damaged, columns)()
      if (result._tag === 'Left') expect(result.left).toBeInstanceOf(FileError)
          // The same damage every time: pages have no checksums, and some that hold other lengths keep the parser busy for minutes.
    }), { numRuns: 300, seed: 5 })
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
