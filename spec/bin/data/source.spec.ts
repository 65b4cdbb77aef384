/** Tables from files of every kind, and from standard input. */
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { casesOf, guess, readSource, tableDigest, type RawTable } from '../../../bin/data/index.js'
import { right } from '../../either.js'
import { temporaryFolder } from '../../folder.js'
import { abc, lines, refusal } from './said.js'

const files = temporaryFolder()
async function* pieces(...all: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> { for (const one of all) yield Buffer.from(one) }
const read = async (path: string, ...input: readonly (string | Uint8Array)[]): Promise<RawTable> =>
  right(await readSource(path, pieces(...input))()) as RawTable
const refused = async (path: string, ...input: readonly (string | Uint8Array)[]): Promise<string> => refusal(await readSource(path, pieces(...input))())

const text = lines('n,w,y', 30, (i) => `${i % 7},wörd ${i % 3},${abc(i + 1)}`)
const withSemicolons = `\uFEFF${text.replaceAll(',', ';').replaceAll('\n', '\r\n')}`

describe('a table', () => {
  test('is the same from a file, compressed or not, from standard input in any pieces, and however it is written', async () => {
    const path = await files.written(text, 'a.csv')
    const bytes = Buffer.from(text)
    const tables = [
      await read(path), await read(await files.written(gzipSync(text), 'a.csv.gz')), await read(await files.written(withSemicolons, 'b.csv')),
      await read('-', text), await read('-', ...Array.from(bytes, (byte) => Uint8Array.of(byte))), await read('-', gzipSync(text)),
    ]
    for (const { columns, rows } of tables) expect([columns, rows]).toEqual([tables[0]?.columns, tables[0]?.rows])
    expect(new Set(tables.map(tableDigest)).size).toBe(1)
    expect(tableDigest(await read('-', text.replace('wörd', 'word')))).not.toBe(tableDigest(await read('-', text)))
    expect(tables.map(({ file }) => file)).toEqual([path, files.at('a.csv.gz'), files.at('b.csv'), ...Array(3).fill('standard input')])
  })

  test('has a digest that keeps cells apart', async () => {
    expect(tableDigest(await read('-', 'a,b\n12,3\n'))).not.toBe(tableDigest(await read('-', 'a,b\n1,23\n')))
  })

  test('comes from Parquet with its values', async () => {
    const count = 40
    const each = <A>(cell: (i: number) => A): A[] => Array.from({ length: count }, (_, i) => cell(i))
    const file = await files.written(new Uint8Array(parquetWriteBuffer({
      columnData: [
        { name: 'n', data: each((i) => (i === 3 ? NaN : (i * 7) % 13 + 0.25)), type: 'DOUBLE' },
        { name: 'i', data: each((i) => (i === 1 ? null : i % 5)), type: 'INT32' },
        { name: 'b', data: each((i) => i % 4 === 0), type: 'BOOLEAN' },
        { name: 'w', data: each((i) => (i === 2 ? null : ['NA', 'red'][i % 2] as string)), type: 'STRING' },
        { name: 'd', data: each((i) => new Date(Date.UTC(2024, 0, 1 + i % 30))), type: 'TIMESTAMP' },
        { name: 'y', data: each(abc), type: 'STRING' },
      ],
    })), 'a.parquet')
    const table = await read(file)
    const { plan, notes } = right(guess(table))
    expect(notes).toEqual([
      'counted as missing: "NaN" (1 cell)', 'n: number, from 0.25 to 12.25, 1 missing', 'i: number, from 0 to 4, 1 missing', 'b: false or true',
      'w: 2 categories: red (20), NA (19), 1 missing', 'd: date (year, month, day), as days from 2024-01-01 on, to 2024-01-30',
      'y: the target, 3 classes: a (14), b (13), c (13) (the last column, as no --target is given)',
    ])
    expect(right(casesOf(plan, 'needed')(table)).cases[2]).toMatchObject({
      name: 'row 2', values: { n: 1.25, i: 2, b: false, w: null, d: 2 }, target: 'c',
    })
    expect(refusal(casesOf(plan, 'needed')({ ...table, rows: [{ at: 7, cells: ['1', '2', 'perhaps', 'red', '', 'a'] }] })))
      .toBe(`data: ${file}, row 7, column "b": expected false or true, received "perhaps"`)
  })
})

describe('what is no table', () => {
  test('is refused in a sentence', async () => {
    expect(await refused(files.at('no.csv'))).toBe(`data: ${files.at('no.csv')}: expected a file that can be read, received no such file`)
    const latin = await files.written(Buffer.from('a,b\n1,\xe9\n', 'latin1'), 'latin.csv')
    expect(await refused(latin)).toBe(`data: ${latin}, line 2, byte 7: expected text in UTF-8, received 0x0a inside a character`)
    const cut = await files.written(gzipSync(text).subarray(0, 60), 'cut.csv.gz')
    expect(await refused(cut)).toMatch(/^data: .*cut.csv.gz: expected a whole gzip stream, received one that is damaged or cut off/)
    const other = await files.written('PAR2', 'other.parquet')
    expect(await refused(other)).toBe(`parquet: ${other}: expected a file of at least 12 bytes, received 4`)
  })

  test('comes from standard input, too', async () => {
    expect(await refused('-')).toBe('data: standard input: expected a header and at least 1 row, received an empty file')
    expect(await refused('-', Buffer.from('a,b\n1,\xe9\n', 'latin1'))).toBe('data: standard input: expected text in UTF-8, received other bytes')
    expect(await refused('-', gzipSync(text).subarray(0, 60))).toBe('data: standard input: expected a whole gzip stream, received one that is damaged or cut off')
    expect(await refused('-', 'PAR1....PAR1')).toBe('data: standard input: expected text in CSV; a Parquet file is read by its name, received a Parquet file')
  })
})
