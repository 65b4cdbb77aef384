/** Files in parts are those in one, whatever the size of the parts; and a file that changes while it is read is found out. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decode, encode, write } from '../../src/checkpoint/index.js'
import { contentsIn } from '../../src/checkpoint/parts.js'
import { temporaryName, writer } from '../../src/io/beside.js'
import { now } from '../../src/io/effect.js'
import { openRegular } from '../../src/io/read.js'
import { systemNow } from '../../src/io/system.js'
import { writeWhole, writeWholeNow } from '../../src/io/write.js'
import { tensor } from '../../src/index.js'
import { seeds } from '../checkpoint/seeds.js'
import { memory } from './memory.js'

const room = mkdtempSync(join(memory, 'tenfold-parts-'))
afterAll(() => rmSync(room, { recursive: true }))
const file = join(room, 'file')

describe('a file in parts', () => {
  it('is written as its pieces stand one after another', () => fc.assert(fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), fc.integer({ min: 1, max: 20 }), async (pieces, size) => {
      await writeWhole(file, pieces, size)
      expect(new Uint8Array(readFileSync(file))).toEqual(new Uint8Array(Buffer.concat(pieces)))
      writeWholeNow(file, [...pieces, Uint8Array.of(7)], size)
      expect(new Uint8Array(readFileSync(file))).toEqual(new Uint8Array(Buffer.concat([...pieces, Uint8Array.of(7)])))
    }), { numRuns: 60 }))

  it('is read as it stands there', () => fc.assert(fc.asyncProperty(
    fc.uint8Array({ maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }), fc.integer({ min: 1, max: 20 }), async (bytes, lengths, size) => {
      writeFileSync(file, bytes)
      const { fill, close } = await openRegular(file, size)
      let at = 0
      for (const length of lengths) {
        const read = new Uint8Array(length)
        const filled = await fill(read)
        expect(read.subarray(0, filled)).toEqual(bytes.subarray(at, at + length))
        at += filled
      }
      expect(at).toBe(Math.min(bytes.length, lengths.reduce((a, b) => a + b, 0)))
      await close()
    }), { numRuns: 60 }))

  it('holds the same tensors, whatever the size of the parts', async () => {
    for (const bytes of [...seeds, ...seeds.map((seed) => seed.subarray(0, -1)), encode({ tensors: new Map([['none', tensor.zeros([0])]]), metadata: new Map() })]) {
      writeFileSync(file, bytes)
      for (const size of [1, 3, 8, 100, 10_000]) {
        const opened = await openRegular(file, size)
        const found = await contentsIn(opened)()
        await opened.close()
        const whole = decode(bytes, 'f')
        if (E.isRight(whole)) expect(found).toEqual(whole)
        else expect(E.isLeft(found) && `checkpoint.decode: f: ${found.left.place}: expected ${found.left.expected}`).toBe(whole.left.message.replace(/, received.*/, ''))
      }
    }
  })

  it.each([0, 4, 20, 100, 250])('that is cut to %d bytes while it is read is cut off', async (length) => {
    writeFileSync(file, seeds[1] as Uint8Array)
    const opened = await openRegular(file, 1)
    truncateSync(file, length)
    const found = await contentsIn(opened)()
    await opened.close()
    expect(E.isLeft(found) && found.left.received).toMatch(/^\d+: the file is cut off$/)
  })

  it('that grows while it is read is what it was', async () => {
    writeFileSync(file, seeds[1] as Uint8Array)
    const opened = await openRegular(file, 1)
    appendFileSync(file, 'more')
    expect(E.isRight(await contentsIn(opened)())).toBe(true)
    await opened.close()
  })

  it('that fails in the middle leaves the old one, and nothing else', async () => {
    const inside = mkdtempSync(join(room, 'failed-'))
    writeFileSync(join(inside, 'file'), 'old')
    const failing = function* () { yield Uint8Array.of(1, 2, 3); throw new Error('no more') }
    await expect(writeWhole(join(inside, 'file'), failing(), 2)).rejects.toThrow('no more')
    expect(() => writeWholeNow(join(inside, 'file'), failing(), 2)).toThrow('no more')
    expect(readdirSync(inside)).toEqual(['file'])
    expect(readFileSync(join(inside, 'file'), 'utf8')).toBe('old')
  })
})

describe('what writers leave behind', () => {
  it.each([
    ['in time', async (name: string) => E.isRight(await write(name)({ tensors: new Map(), metadata: new Map() })())],
    ['at once', async (name: string) => { writeWholeNow(name, [Uint8Array.of(1)]); return true }],
  ])('is removed %s where nobody can be writing it, and nothing else', async (_, written) => {
    const inside = mkdtempSync(join(room, 'left-'))
    const me = now(writer(systemNow()))
    const { pid: dead } = spawnSync(process.execPath, ['--eval', ''])
    const other = { ...me, machine: '0123456789ab-4026531836' }
    const left = [temporaryName('state', { ...me, process: dead }, 0), temporaryName('state', { ...me, process: dead }, 17)]
    // An earlier process of the same number; the system tells when processes have started.
    if (me.start !== '') left.push(temporaryName('state', { ...me, start: '1' }, 0), temporaryName('state', { ...me, process: process.ppid, start: '1' }, 0))
    const old = [temporaryName('state', other, 0), temporaryName('state', { ...other, process: dead }, 1)]
    const kept = [
      // Of this process; of other machines, whose numbers mean nothing here; of another file; and such as nobody here wrote.
      temporaryName('state', me, 99999), temporaryName('state', other, 2), temporaryName('state', { ...other, process: dead }, 3),
      temporaryName('estate', { ...me, process: dead }, 0), 'state.tmp', `state.${dead}.tmp`, `state.${dead}-0-0.tmp`, `${left[0]}.old`,
    ]
    for (const name of [...left, ...old, ...kept]) writeFileSync(join(inside, name), 'begun')
    for (const name of old) utimesSync(join(inside, name), new Date(), new Date(Date.now() - 25 * 3_600_000))
    expect(await written(join(inside, 'state'))).toBe(true)
    expect(readdirSync(inside).toSorted()).toEqual([...kept, 'state'].toSorted())
  })

  it('has names that are no longer than names can be', () => {
    const longest = { machine: `${'0'.repeat(12)}-${'9'.repeat(10)}`, process: 4194304, start: '1'.repeat(15) }
    for (const name of ['n'.repeat(255), '😀'.repeat(63), 'é'.repeat(127)]) expect(Buffer.byteLength(temporaryName(name, longest, 999_999_999))).toBeLessThanOrEqual(255)
  })
})
