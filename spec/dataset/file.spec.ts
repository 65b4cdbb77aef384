/** What is at a path need not be a file that can be read: every reader says what it is, and waits for nothing. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { execFileSync } from 'node:child_process'
import { mkdtemp, open, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { number, readCsv, streamCsv } from '../../src/dataset/csv.js'
import { openParts, readBytes, readPieces } from '../../src/dataset/file.js'
import { checkpoint, dataset, receipt, text } from '../../src/index.js'
import { readRecordings, readShakespeare, readTitanic } from '../../src/dataset/known/index.js'
import { readParquet, streamParquet } from '../../src/dataset/parquet.js'
import { left, right } from '../either.js'

const first = async (pieces: AsyncIterable<E.Either<Error, unknown>>): Promise<E.Either<Error, unknown>> => {
  for await (const piece of pieces) return piece
  return E.right(undefined)
}
const One = t.strict({ a: number })

/** Every function that reads a file. */
const readers: Readonly<Record<string, (file: string) => Promise<E.Either<Error, unknown>>>> = {
  readCsv: (file) => readCsv(file, One)(),
  streamCsv: (file) => first(streamCsv(file, One)),
  readParquet: (file) => readParquet(file, { a: number })(),
  streamParquet: (file) => first(streamParquet(file, { a: number })),
  readPng: (file) => dataset.readPng(file)(),
  readTar: (file) => dataset.readTar(file)(),
  readWav: (file) => dataset.readWav(file)(),
  readIdx: (file) => dataset.readIdx(file)(),
  readImages: (file) => dataset.readImages({ images: file, labels: file })(),
  'text.read': (file) => text.read(file)(),
  'checkpoint.read': (file) => checkpoint.read(file)(),
  'receipt.load': (file) => receipt.load(file)(),
  readRecordings: (file) => readRecordings(file)(),
  readShakespeare: (file) => readShakespeare(file)(),
  readTitanic: (file) => readTitanic(file)(),
}

let folder = ''
let server: Server
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenfold-files-'))
  execFileSync('mkfifo', [join(folder, 'fifo')])
  await symlink('fifo', join(folder, 'link'))
  await symlink('nowhere', join(folder, 'dangling'))
  await writeFile(join(folder, 'empty'), '')
  server = createServer().listen(join(folder, 'socket'))
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

describe.each(Object.entries(readers))('%s', (_, read) => {
  it.each([
    ['a FIFO', 'fifo', 'expected a file that can be read, received a FIFO'],
    ['a link to a FIFO', 'link', 'received a FIFO'],
    ['a folder', '.', 'received a folder'],
    ['a socket', 'socket', 'received a socket'],
    ['a device', '/dev/zero', 'received a device'],
    ['a link to nothing', 'dangling', 'received no such file'],
    ['a file below a file', 'empty/a', 'received a file where a folder should be'],
  ])('of %s is a Left that says so', async (_, name, message) => {
    expect(left(await read(name.startsWith('/') ? name : join(folder, name))).message).toContain(message)
  })

  it('of an empty file is a Left in a sentence, or the empty text', async () => {
    const result = await read(join(folder, 'empty'))
    if (E.isLeft(result)) expect(result.left.message).toMatch(/expected|should be|no JSON/)
    else expect(result.right).toBe('')
  })
})

describe('a file', () => {
  it('that shrinks while it is read is a Left that says so', async () => {
    const file = join(folder, 'shrinking')
    await writeFile(file, new Uint8Array(3_000_000))
    const pieces = readPieces('read', file)
    await pieces.next()
    await truncate(file, 1_000_000)
    await expect((async () => { for await (const _ of pieces); })()).rejects.toThrow(
      'expected a file that can be read, received one that changed while it was read: 3000000 bytes at first, then')
    await writeFile(file, new Uint8Array(1000))
    const parts = right(await openParts('read', file)())
    expect(new Uint8Array(await parts.slice(990)).length).toBe(10)
    await truncate(file, 995)
    await expect(parts.slice(990, 1000)).rejects.toThrow('received one that changed while it was read: 1000 bytes at first, then 995')
  })

  it('of more bytes than the caller allows is not read', async () => {
    const file = join(folder, 'long')
    const handle = await open(file, 'w')
    await handle.truncate(100_000_000_000)
    await handle.close()
    for (const name of ['readPng', 'readTar', 'readWav', 'readIdx', 'text.read', 'readRecordings']) {
      expect(left(await readers[name]!(file)).message, name).toContain('expected at most 1073741824 bytes (maxBytes), received 100000000000')
    }
    expect(left(await readers['receipt.load']!(file)).message).toContain('at most 134217728 bytes (maxBytes), received 100000000000')
    expect(left(await readBytes('read', file)()).message).toContain('expected a file that can be read, received more than there is memory for')
  })

  it('that says that it is empty, as those of the system do, is read to its end', async () => {
    expect(right(await readBytes('read', '/proc/self/cmdline')()).length).toBeGreaterThan(3)
  })
})
