/** What data there is, as a number that anyone can compare. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Folder } from './folder.js'
import type { RawTable } from './table.js'

/** Texts one after another, each after its length, so that no two lists are one. */
const add = (hash: Hash, texts: readonly string[]): void => {
  let whole = ''
  for (const text of texts) whole += `${text.length}:${text}`
  hash.update(`${texts.length}\n${whole}`)
}

/** SHA-256 of a table's names and cells: the same however they are separated, quoted or compressed. */
export const tableDigest = ({ columns, rows }: RawTable): string => {
  const hash = createHash('sha256')
  add(hash, columns)
  for (const { cells } of rows) add(hash, cells)
  return hash.digest('hex')
}

/** SHA-256 of the files' names, classes and bytes. */
export const folderDigest = async ({ files }: Folder): Promise<string> => {
  const hash = createHash('sha256')
  for (const { path, name } of files) {
    const one = createHash('sha256')
    await pipeline(createReadStream(path), one)
    add(hash, [name, one.digest('hex')])
  }
  return hash.digest('hex')
}
