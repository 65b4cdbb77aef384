/**
 * `node reference.js PYTHON COUNT` holds this reader against pyarrow (reference.py): of so many damaged tables, none is read here
 * with other rows than there. pyarrow refuses more of what nobody asks for, such as damaged statistics: those files have the rows
 * that the good one has, or a damage that only a checksum could show, and are counted.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { parseParquet } from '../../../src/dataset/parquet.js'
import { columns, good } from './files.js'
import { mutants } from './mutants.js'

/** The rows as lists; nothing for a table that is refused. */
const ours = async (bytes: Uint8Array): Promise<string | undefined> => {
  const result = await parseParquet(bytes, columns, { others: 'ignore' })()
  if (E.isLeft(result)) return undefined
  return JSON.stringify(result.right.map((row) => Object.keys(columns).map((name) => row[name as keyof typeof columns] ?? null)))
}

const [python = 'python3', count = '2000', seed = '1'] = process.argv.slice(2)
const script = fileURLToPath(new URL('../../../../spec/dataset/parquet/reference.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tenfold-reference-'))
try {
  const damaged = [...good, ...mutants(good, Number(count), Number(seed))]
  const file = join(folder, 'tables')
  writeFileSync(file, Buffer.concat(damaged.flatMap((bytes) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return [length, bytes]
  })))
  const told = execFileSync(python, [script, file], { encoding: 'utf8', maxBuffer: 2 ** 30 }).trimEnd().split('\n')
    .map((line) => JSON.parse(line) as { readonly rows?: unknown })
  const known = new Set(await Promise.all(good.map(ours)))
  const fared = { same: 0, refused: 0, here: 0, there: 0, changed: 0 }
  for (const [i, bytes] of damaged.entries()) {
    const rows = await ours(bytes)
    const { rows: theirs } = told[i] ?? {}
    if (rows === undefined) {
      if (i < good.length) throw new Error(`a good file is refused: ${i}`)
      fared[theirs === undefined ? 'refused' : 'here']++
    } else if (theirs === undefined) fared[known.has(rows) ? 'there' : 'changed']++
    else if (JSON.stringify(theirs) === rows) fared.same++
    else throw new Error(`other rows than pyarrow reads: ${Buffer.from(bytes).toString('hex')}`)
  }
  const { same, refused, here, there, changed } = fared
  // What pyarrow refuses for a reason that has nothing to do with the cells is rare.
  if (changed * 500 > Number(count)) throw new Error(`${changed} tables are read here with changed cells and refused there`)
  console.log(`${count} damaged tables: ${same} read alike, ${refused} refused by both, ${here} here alone, ${there} there alone with the rows of`
    + ` the good file, ${changed} with changed cells`)
} finally {
  rmSync(folder, { recursive: true })
}
