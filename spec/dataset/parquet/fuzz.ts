/** A reader that survives anything: whatever the bytes are, soon rows or an error that says what is wrong, in bounded memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { parseParquet, streamParquet } from '../../../src/dataset/parquet.js'
import { TenfoldError } from '../../../src/shape/error.js'
import { columns, good } from './files.js'
import { mutants } from './mutants.js'

/** `same`: the rows of a good file; `other`: other rows. */
type Outcome = 'refused' | 'same' | 'other'

const maxBytes = 16777216
const options = { others: 'ignore', maxBytes } as const

const textOf = (rows: unknown): string => JSON.stringify(rows)

const wrong = (what: string): never => { throw new Error(what) }

const expectError = (error: unknown): void => {
  if (!(error instanceof TenfoldError) || error.message.length > 2000) wrong(`no error of the package, or a long one: ${String(error)}`)
}

/** As by `parseParquet`: the rows as text, or nothing. */
const whole = async (bytes: Uint8Array): Promise<string | undefined> => {
  const result = await parseParquet(bytes, columns, options)()
  if (E.isRight(result)) return textOf(result.right)
  expectError(result.left)
  return undefined
}

/** As by `streamParquet`, some rows at a time. */
const streamed = async (bytes: Uint8Array, file: string): Promise<string | undefined> => {
  writeFileSync(file, bytes)
  const all: unknown[] = []
  for await (const piece of streamParquet(file, columns, { ...options, rows: 7 })) {
    if (E.isLeft(piece)) {
      expectError(piece.left)
      return undefined
    }
    all.push(...piece.right)
  }
  return textOf(all)
}

/** How so many mutants fare, one in four of them streamed, too; throws at the first that does what it may not, with its bytes. */
export const fuzz = async (count: number, seed: number): Promise<Readonly<Record<Outcome, number>>> => {
  const fared = { refused: 0, same: 0, other: 0 }
  // What other tests of this process have left is not the reader's.
  const before = process.memoryUsage().arrayBuffers
  const known = new Set(await Promise.all(good.map(whole)))
  if (known.has(undefined)) wrong('a good file is refused')
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-parquet-'))
  let i = 0
  try {
    for (const bytes of mutants(good, count, seed)) {
      try {
        const begin = performance.now()
        const rows = await whole(bytes)
        if (i++ % 4 === 0 && await streamed(bytes, join(folder, 'a.parquet')) !== rows) wrong('other rows when streamed')
        if (performance.now() - begin > 5000) wrong(`took ${performance.now() - begin} ms`)
        const held = process.memoryUsage().arrayBuffers - before
        if (held > 4 * maxBytes) wrong(`holds ${held} bytes`)
        fared[rows === undefined ? 'refused' : known.has(rows) ? 'same' : 'other']++
      } catch (error) {
        throw new Error(`${String(error)}: ${Buffer.from(bytes).toString('hex')}`, { cause: error })
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return fared
}
