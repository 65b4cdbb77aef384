/** Data that comes in pieces: streams of tables, and what training makes of them. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import * as t from 'io-ts'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { category, number, optional, readCsv, streamCsv, string } from '../../src/dataset/csv.js'
import * as dataset from '../../src/dataset/index.js'
import { streamParquet } from '../../src/dataset/parquet.js'
import * as table from '../../src/dataset/table/index.js'
import type { TenfoldError } from '../../src/shape/error.js'
import { loss, network as n, optimizer, random, receipt, trainer } from '../../src/index.js'
import { temporaryFolder } from '../folder.js'
import { left, right } from '../either.js'

const { at, written } = temporaryFolder()

type Pieces<A> = AsyncIterable<E.Either<TenfoldError, readonly A[]>>
/** All rows, or the error that came instead of the next ones; nothing comes after it. */
const gathered = async <A>(pieces: Pieces<A>): Promise<E.Either<TenfoldError, readonly A[]>> => {
  let all: E.Either<TenfoldError, readonly A[]> = E.right([])
  for await (const piece of pieces) {
    expect(all._tag).toBe('Right')
    all = E.isLeft(piece) ? piece : pipe(all, E.map((rows) => [...rows, ...piece.right]))
  }
  return all
}
const sizes = async <A>(pieces: Pieces<A>): Promise<readonly number[]> => {
  const found: number[] = []
  for await (const piece of pieces) found.push(right(piece).length)
  return found
}
const said = (result: E.Either<TenfoldError, unknown>): unknown =>
  (E.isLeft(result) ? result.left.message.replace(/ \(at .*/, '') : result.right)

describe('a stream of CSV', () => {
  const Row = t.strict({ a: optional(number), b: string })
  const cell = fc.constantFrom('1', '', '2.5', 'x', '"y"', '"line\nbreak"', '"say ""so"""', '"a,b"', 'é', '日本', ' ')
  const lines = fc.array(fc.oneof(fc.tuple(cell, cell).map((cells) => cells.join()), fc.constantFrom('', '1', '1,2,3', '1,"open')), { maxLength: 12 })

  it('is the table, whatever the pieces, and finds the same fault', async () => {
    await fc.assert(fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.integer({ min: 1, max: 4 }), async (rest, end, header, rows) => {
      const file = await written([...(header ? ['a,b'] : []), ...rest].join(end))
      const options = header ? {} : { header: ['a', 'b'] }
      const [whole, stream] = [await readCsv(file, Row, options)(), await gathered(streamCsv(file, Row, { ...options, rows }))]
      // What is wrong far behind is not yet seen when the first piece is given: only then may the first fault differ.
      if (E.isRight(whole)) expect(stream).toEqual(whole)
      else expect(stream._tag).toBe('Left')
    }), { numRuns: 150 })
  })

  it('comes in pieces of so many rows', async () => {
    const text = `a,b\n${Array.from({ length: 25 }, (_, i) => `${i},x`).join('\n')}\n`
    const file = await written(text)
    expect(await sizes(streamCsv(file, Row, { rows: 10 }))).toEqual([10, 10, 5])
    expect(await sizes(streamCsv(file, Row, { rows: 25 }))).toEqual([25])
    expect(await sizes(streamCsv(file, Row))).toEqual([25])
    expect(await sizes(streamCsv(await written(gzipSync(`# note\n${text}`)), Row, { rows: 10, skip: 1 }))).toEqual([10, 10, 5])
  })

  it('can be asked for again, and left before its end', async () => {
    const pieces = streamCsv(await written('a,b\n1,x\n2,y\n'), Row, { rows: 1 })
    for await (const piece of pieces) {
      expect(right(piece)).toEqual([{ a: 1, b: 'x' }])
      break
    }
    expect(right(await gathered(pieces)).length).toBe(2)
  })

  it('of megabytes is whole', async () => {
    const text = `a,b\n${Array.from({ length: 200_000 }, (_, i) => `${i},"text ${i},\nof two lines"`).join('\n')}\n`
    for (const content of [text, gzipSync(text)]) {
      let [next, pieces] = [0, 0]
      for await (const piece of streamCsv(await written(content), Row, { rows: 5000 })) {
        for (const { a } of right(piece)) if (a === next) next++
        pieces++
      }
      expect([next, pieces]).toEqual([200_000, 40])
    }
  })

  const many = `a,b\n${'1,x\n'.repeat(10)}`
  it.each([
    ['a wrong cell', `${many}x,y\n`, '0, line 12, column "a": expected a number, or missing, received "x"'],
    ['a short row', `${many}1\n`, '0, line 12, column "b": expected 2 cells, as in the header, received 1 cell'],
    ['blank lines inside', `${many}\n\n\n\n\n1,x\n`, '0, line 12, column "b": expected 2 cells, as in the header, received a blank line'],
    ['an open quote', `${many}1,"x\n`, '0, line 12: expected a closing quote, received the end of the file'],
    ['a byte that is no text', Uint8Array.from([...new TextEncoder().encode(`${many}1,é\n1,`), 0xff, 10]), '0, line 13, byte 51: expected text in UTF-8, received 0xff'],
    ['nothing', '', '0: expected a header and at least 1 row, received an empty file'],
    ['only a header', 'a,b\n', '0: expected at least 1 row after the header, received none'],
    ['a stream cut off', gzipSync(`a,b\n${'1,x\n'.repeat(10_000)}`).subarray(0, 60), '0: expected a whole gzip stream'],
  ])('with %s ends in a Left that names the place', async (_, content, message) => {
    const file = await written(content)
    expect(said(await gathered(streamCsv(file, Row, { rows: 3 })))).toContain(`csv: ${file}${message.slice(1)}`)
  })

  it('of a file that is not there is a Left', async () => {
    expect(said(await gathered(streamCsv(at('none.csv'), Row)))).toContain('none.csv: expected a file that can be read, received no such file')
    expect(() => streamCsv('x', Row, { rows: 0 })).toThrow('csv: rows should be a whole number of at least 1, but is 0')
  })
})

describe('a stream of Parquet', () => {
  const columns = { a: table.number, b: table.string }
  const data = Array.from({ length: 25 }, (_, i) => i / 2)
  const bytes = (values: readonly unknown[] = data): Uint8Array => new Uint8Array(parquetWriteBuffer({
    columnData: [{ name: 'a', data: [...values] }, { name: 'b', data: values.map((_, i) => `row ${i}`) }], rowGroupSize: [7],
  }))

  it('is the table, in pieces of so many rows', async () => {
    const file = await written(bytes())
    const rows = data.map((a, i) => ({ a, b: `row ${i}` }))
    for (const size of [1, 6, 10, 25, 1000]) expect(right(await gathered(streamParquet(file, columns, { rows: size })))).toEqual(rows)
    expect(await sizes(streamParquet(file, columns, { rows: 10 }))).toEqual([10, 10, 5])
  })

  it('ends in a Left that names the place', async () => {
    const odd = await written(bytes(data.map((a, i) => (i === 13 ? null : a))))
    expect(said(await gathered(streamParquet(odd, columns, { rows: 10 })))).toContain(`${odd}, row 13, column "a": expected a number, received null`)
    const whole = bytes()
    const cut = await written(whole.subarray(0, whole.length - 1))
    expect(said(await gathered(streamParquet(cut, columns)))).toContain('expected "PAR1" at the end')
    expect(said(await gathered(streamParquet(await written(whole), { a: table.number })))).toContain('column "b": expected only "a", received another column')
    expect(said(await gathered(streamParquet(at('none'), columns)))).toContain('none: expected a file that can be read, received no such file')
  })
})

describe('pieces of a table', () => {
  const columns = { x: number, y: number, kind: category(['a', 'b']) }
  const text = `x,y,kind\n${Array.from({ length: 50 }, (_, i) => `${i % 7},${(i * 3) % 5},${i % 2 === 0 ? 'a' : 'b'}`).join('\n')}\n`
  const toExamples = table.examples({ columns, inputs: ['x', 'y'], target: 'kind' })
  const { init, fold, foldAsync } = trainer(pipe(n.input([2]), n.dense(2)))({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.01 }),
  })

  it('train as the whole table does, to the bit', async () => {
    const file = await written(text)
    const stream = pipe(streamCsv(file, t.strict(columns), { rows: 9 }), dataset.chunksOf(toExamples), dataset.rebatchAsync({ size: 8 }))
    const state = init(random.key(0))
    const whole = fold(state, pipe(toExamples(right(await readCsv(file, t.strict(columns))())), dataset.batches({ size: 8 })))
    expect(receipt.digest(await foldAsync(state, stream))).toBe(receipt.digest(whole))
  })

  it('that end in a Left reject what trains on them', async () => {
    const stream = pipe(streamCsv(await written(`${text}x,y,z\n`), t.strict(columns), { rows: 9 }), dataset.chunksOf(toExamples))
    await expect(foldAsync(init(random.key(0)), stream)).rejects.toThrow('line 52, column "x": expected a number, received "x"')
    expect(left(await gathered(streamCsv(at('none'), t.strict(columns)))).argument).toContain('none')
  })
})
