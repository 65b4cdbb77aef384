/** CSV of other programs: every line end, read whole and in pieces as Python reads it. */
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { number, optional, parseCsv, readCsv, streamCsv, string } from '../../src/dataset/csv.js'
import { recordReader, type Row } from '../../src/dataset/csvRecords.js'
import { temporaryFolder } from '../folder.js'
import { cases } from '../outside/tables.js'
import { left, right } from '../either.js'

const options = { delimiter: ',', skip: 0, maxBytes: 1e6 }

/** Rows and fault of a text that is cut at some places. */
const read = (text: string, cuts: readonly number[] = [], more = {}): { readonly rows: readonly Row[]; readonly fault?: unknown } => {
  const { take } = recordReader({ ...options, ...more })
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  const rows: Row[] = []
  for (let i = 1; i < places.length; i++) {
    const found = take(text.slice(places[i - 1], places[i]), i === places.length - 1)
    rows.push(...found.rows)
    if (found.fault !== undefined) return { rows, fault: found.fault }
  }
  return { rows }
}
const cellsOf = (text: string) => read(text).rows.map(({ cells }) => cells)

describe('records of CSV', () => {
  it('are those that Python reads, or a fault where it would guess', () => {
    for (const { text, rows } of cases) {
      if (rows === undefined) expect(read(text).fault, JSON.stringify(text)).toBeDefined()
      else expect([text, cellsOf(text), read(text).fault]).toEqual([text, rows, undefined])
    }
  })

  const unit = fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '\r\n', '::', '""')
  const texts = fc.string({ unit, maxLength: 40 })
  it('are the same wherever the text is cut', () => {
    fc.assert(fc.property(texts, fc.array(fc.nat(60), { maxLength: 8 }), fc.constantFrom(',', '::'), fc.nat(2), (text, cuts, delimiter, skip) => {
      expect(read(text, cuts, { delimiter, skip })).toEqual(read(text, [], { delimiter, skip }))
    }), { numRuns: 2000 })
  })

  it('know the lines that they begin on, whatever ends them', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', '"b"', '"c\n"', '"\r\n\r"'), { minLength: 1 }), fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 30, maxLength: 30 }), (cells, ends) => {
      const { rows } = read(cells.map((cell, i) => `${cell}${ends[i % 30]}`).join(''))
      const breaks = { a: 1, '"b"': 1, '"c\n"': 2, '"\r\n\r"': 3 } as Readonly<Record<string, number>>
      expect(rows.map(({ line }) => line)).toEqual(cells.map((_, i) => 1 + cells.slice(0, i).reduce((sum, cell) => sum + breaks[cell]!, 0)))
    }))
  })
})

describe('a table', () => {
  const Pair = t.strict({ a: number, b: string })
  it.each([
    ['\n ends, then \r\n', 'a,b\n1,x\r\n2,y\r\n', [{ a: 1, b: 'x' }, { a: 2, b: 'y' }]],
    ['\r alone', 'a,b\r1,x\r2,y', [{ a: 1, b: 'x' }, { a: 2, b: 'y' }]],
    ['\r\n, then \n', 'a,b\r\n1,x\n2,"y\r"\n', [{ a: 1, b: 'x' }, { a: 2, b: 'y\r' }]],
  ])('whose lines end in %j is read', (_, text, rows) => { expect(right(parseCsv(text, Pair))).toEqual(rows) })

  it('of one column has its rows, empty cells in quotes among them', () => {
    const One = t.strict({ a: optional(string) })
    expect(right(parseCsv('a\r\nx\ny\nz\n', One))).toEqual([{ a: 'x' }, { a: 'y' }, { a: 'z' }])
    expect(right(parseCsv('a\nx\n""\n', One))).toEqual([{ a: 'x' }, { a: undefined }])
    expect(left(parseCsv('a\nx\n\ny\n', One)).message).toContain('line 3: expected 1 cell, as in the header, received a blank line')
    expect(left(parseCsv('\na\nx\n', One)).message).toContain('line 1: expected a header, received a blank line')
  })

  it('has a delimiter of any length, and lines before it that are nobody\'s', () => {
    expect(right(parseCsv('it\'s "so"\rb::a\r\nx::1\n', Pair, { delimiter: '::', skip: 1 }))).toEqual([{ a: 1, b: 'x' }])
    for (const delimiter of ['', '"', '\n', ',\r']) {
      expect(() => parseCsv('a', Pair, { delimiter })).toThrow('delimiter should be characters that are neither quotes nor line ends')
    }
    expect(() => parseCsv('a', Pair, { delimeter: ';' } as object)).toThrow('csv: unknown option "delimeter"; did you mean "delimiter"?')
    expect(() => parseCsv('a', Pair, { skip: -1 })).toThrow('csv: skip should be')
    expect(() => parseCsv(new Uint8Array(3) as unknown as string, Pair)).toThrow('csv: text should be a text')
  })

  const { written } = temporaryFolder()

  it('read from a file, at once or as a stream, is the parsed one or ends in its fault', async () => {
    const Row = t.strict({ a: string, ' ': string })
    const unit = fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '\r\n', 'é', 'a,\n', 'a, \r\n', '"\r",a\r')
    await fc.assert(fc.asyncProperty(fc.string({ unit, maxLength: 30 }), fc.integer({ min: 1, max: 3 }), async (rest, rows) => {
      const file = await written(`a, \n${rest}`)
      const parsed = parseCsv(`a, \n${rest}`, Row, { file })
      const all: unknown[] = []
      let fault: unknown
      for await (const piece of streamCsv(file, Row, { rows })) {
        if (piece._tag === 'Left') fault = piece.left.message.replace(/ \(at .*/, '')
        else all.push(...piece.right)
      }
      const said = await readCsv(file, Row)()
      if (parsed._tag === 'Right') expect([all, fault, said]).toEqual([parsed.right, undefined, parsed])
      else expect([fault, left(said).message.replace(/ \(at .*/, '')]).toEqual(Array(2).fill(parsed.left.message.replace(/ \(at .*/, '')))
    }), { numRuns: 150 })
  })

  it('that would fill the memory is a Left with both numbers', async () => {
    const file = await written(`a,b\n${'1,x\n'.repeat(1000)}2,"${'x'.repeat(100_000)}`)
    const [One, most] = [t.strict({ a: number, b: string }), { maxBytes: 50_000 }]
    const said = `expected at most 50000 bytes (maxBytes), received `
    expect(left(parseCsv(`a,b\n${'1,x\n'.repeat(100_000)}`, One, most)).message).toContain(said)
    expect(left(await readCsv(file, One, most)()).message).toContain(said)
    for await (const piece of streamCsv(file, One, { ...most, rows: 10 })) {
      if (piece._tag === 'Left') expect(piece.left.message).toContain(said)
      else expect(piece.right.length).toBe(10)
    }
    const { message } = left(parseCsv(`a,b\n1,"${'x'.repeat(60_000)}`, One, most))
    expect(message).toContain(`${said}50001 and more, perhaps after an open quote`)
    const bound = right(parseCsv(`a,b\n${'1,x\n'.repeat(1000)}`, One, { maxBytes: 1_000_000 }))
    expect(bound.length).toBe(1000)
  })

  it('says what is wrong with a long cell in a short sentence', () => {
    const long = '1'.repeat(1_000_000)
    for (const error of [
      left(parseCsv(`a,b\n${long}x,y\n`, Pair)), left(parseCsv(`a,${long}\n1,y\n`, Pair)), left(parseCsv(`a,${long},${long}\n1,y\n`, Pair)),
      left(parseCsv(`a,b,${long}\n1,y\n`, Pair)),
    ]) {
      expect(error.message.length).toBeLessThan(700)
      expect(JSON.stringify(error).length).toBeLessThan(1500)
    }
  })
})
