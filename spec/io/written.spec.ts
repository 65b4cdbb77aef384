/** Everything that writes files, at every kind of place: written where a file may be, else refused, and what is there stays as it was. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, lchownSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { afterAll, describe, expect, it } from 'vitest'
import { checkpoint, dataset, receipt, TenfoldError, tensor } from '../../src/index.js'
import { memory } from './memory.js'

const zeros = '0'.repeat(64)
const made = receipt.of({ configuration: {}, data: zeros, initial: zeros, program: zeros, steps: 0, final: zeros })
const contents = { tensors: new Map([['w', tensor.of([2], [1, 2])]]), metadata: new Map<string, string>() }

type Write = (file: string) => Promise<E.Either<TenfoldError, void>>

/** All that writes. */
const writers: readonly (readonly [string, Write])[] = [
  ['checkpoint.save', (file) => checkpoint.save(file, t.type({ a: t.number }))({ a: 1 })()],
  ['checkpoint.write', (file) => checkpoint.write(file)(contents)()],
  ['receipt.save', (file) => receipt.save(file)(made)()],
  ['png', (file) => dataset.writePng(file)(tensor.zeros([2, 2, 1]))()],
]

const room = mkdtempSync(join(memory, 'tenfold-written-'))
const closing: (() => unknown)[] = []
afterAll(() => { closing.forEach((close) => close()); rmSync(room, { recursive: true }) })
let rooms = 0
const fresh = (): string => { const folder = join(room, String(rooms++)); mkdirSync(folder); return folder }

/** What lies in a folder, by kind, and where links lead. */
const shown = (folder: string, name = ''): readonly string[] => readdirSync(join(folder, name)).toSorted().flatMap((entry) => {
  const path = join(name, entry)
  const it = lstatSync(join(folder, path))
  return it.isDirectory() ? [`${path}/`, ...shown(folder, path)]
    : `${path}: ${it.isSymbolicLink() ? `to ${readlinkSync(join(folder, path))}` : it.isFile() ? readFileSync(join(folder, path), 'hex') : it.mode & 0o170000}`
})

const isRoot = process.getuid?.() === 0
const [mine, bob, carol] = [process.getuid?.() ?? 0, 12345, 23456]

/** A folder of somebody's with a mode, and a link in it of somebody's to `precious` outside of it. */
const linkIn = (folder: string, mode: number, ofFolder: number, ofLink: number): string => {
  writeFileSync(join(folder, 'precious'), 'old')
  mkdirSync(join(folder, 'in'))
  symlinkSync('../precious', join(folder, 'in/state'))
  lchownSync(join(folder, 'in/state'), ofLink, ofLink)
  chownSync(join(folder, 'in'), ofFolder, ofFolder)
  chmodSync(join(folder, 'in'), mode)
  return 'in/state'
}
const foreign = 'a link of another user in a folder that others may write to'

/** Makes a place in a folder, and tells its path in there. */
type Make = (folder: string) => string
interface Place { readonly make: Make; readonly at?: string; readonly refused?: string; readonly asRoot?: boolean }

const link = (to: string, name = 'state') => (folder: string): string => { symlinkSync(to, join(folder, name)); return name }
const also = (...steps: readonly Make[]): Make => (folder) => steps.map((step) => step(folder)).at(-1) ?? ''
const file = (name: string, mode = 0o644): Make => (folder) => { writeFileSync(join(folder, name), 'old'); chmodSync(join(folder, name), mode); return name }
const inside = (name: string): Make => (folder) => { mkdirSync(join(folder, name), { recursive: true }); return name }
const pipeAt: Make = (folder) => { execFileSync('mkfifo', [join(folder, 'fifo')]); return 'fifo' }
const socketAt: Make = (folder) => { const server = createServer().listen(join(folder, 'socket')); closing.push(() => server.close()); return 'socket' }
const device: Make = (folder) => { execFileSync('mknod', [join(folder, 'null'), 'c', '1', '3']); return 'null' }
const disk: Make = (folder) => { execFileSync('mknod', [join(folder, 'loop'), 'b', '7', '250']); return 'loop' }
const gone: Make = (folder) => {
  const name = join(folder, 'gone')
  const open = openSync(name, 'w')
  closing.push(() => closeSync(open))
  unlinkSync(name)
  return `/proc/self/fd/${open}`
}
const long = 'é'.repeat(127)

const places: Readonly<Record<string, Place>> = {
  'nothing': { make: () => 'state', at: 'state' },
  'a file': { make: file('state'), at: 'state' },
  'a name as long as names can be': { make: () => long, at: long },
  'a path with . and ..': { make: also(inside('deep'), () => './deep/../state'), at: 'state' },
  'a link to a file': { make: also(file('there'), link('there')), at: 'there' },
  'a link to nothing': { make: link('there'), at: 'there' },
  'a link to nothing in another folder': { make: also(inside('deep'), link('deep/there')), at: 'deep/there' },
  'a link by an absolute path': { make: (folder) => link(join(folder, 'there'))(folder), at: 'there' },
  'links in a row': { make: also(inside('deep'), link('../there', 'deep/second'), link('deep/second')), at: 'there' },
  'links in a row to a file': { make: also(file('there'), inside('deep'), link('../there', 'deep/second'), link('deep/second')), at: 'there' },
  'a link among the folders': { make: also(inside('deep'), link('deep', 'way'), () => 'way/state'), at: 'deep/state' },
  'behind a link and back': { make: also(inside('deep/er'), link('deep/er', 'way'), () => 'way/../state'), at: 'deep/state' },
  'a link to nothing in no folder': { make: link('none/there'), refused: 'no such folder' },
  'a link to itself': { make: link('state'), refused: 'links that lead in a circle' },
  'links in a circle': { make: also(link('state', 'second'), link('second')), refused: 'links that lead in a circle' },
  'a folder': { make: inside('state'), refused: 'a folder' },
  'a link to a folder': { make: also(inside('there'), link('there')), refused: 'a folder' },
  'no folder': { make: () => 'none/state', refused: 'no such folder' },
  'a file for a folder': { make: also(file('none'), () => 'none/state'), refused: 'a file where a folder should be' },
  'a pipe': { make: pipeAt, refused: 'a FIFO' },
  'a link to a pipe': { make: also(pipeAt, link('fifo')), refused: 'a FIFO' },
  'a socket': { make: socketAt, refused: 'a socket' },
  'a read-only file': { make: file('state', 0o444), refused: 'a read-only file' },
  'a link to a read-only file': { make: also(file('there', 0o400), link('there')), refused: 'a read-only file' },
  'a path with a zero in it': { make: () => 'sta\0te', refused: 'no path' },
  'a file that is open and has no name': { make: gone, refused: 'a link to a file that has no name' },
  'a device': { make: device, refused: 'a device', asRoot: true },
  'a link to a device': { make: also(device, link('null')), refused: 'a device', asRoot: true },
  'a disk': { make: disk, refused: 'a device', asRoot: true },
  'a foreign link where anyone may write': { make: (folder) => linkIn(folder, 0o777, mine, carol), refused: foreign, asRoot: true },
  'a foreign link where anyone may write, as in /tmp': { make: (folder) => linkIn(folder, 0o1777, mine, carol), refused: foreign, asRoot: true },
  'a foreign link where a group may write': { make: (folder) => linkIn(folder, 0o775, mine, carol), refused: foreign, asRoot: true },
  'a third one\'s link where anyone may write': { make: (folder) => linkIn(folder, 0o1777, bob, carol), refused: foreign, asRoot: true },
  'a foreign link among the folders': { make: (folder) => { linkIn(folder, 0o1777, mine, mine); symlinkSync('..', join(folder, 'in/way')); lchownSync(join(folder, 'in/way'), carol, carol); return 'in/way/new' }, refused: foreign, asRoot: true },
  'the owner\'s link where anyone may write': { make: (folder) => linkIn(folder, 0o1777, bob, bob), at: 'precious', asRoot: true },
  'one\'s own link where anyone may write': { make: (folder) => linkIn(folder, 0o1777, bob, mine), at: 'precious', asRoot: true },
  'a foreign link where nobody else may write': { make: (folder) => linkIn(folder, 0o755, mine, carol), at: 'precious', asRoot: true },
  'a foreign file as in /tmp': { make: (folder) => { mkdirSync(join(folder, 'in')); chmodSync(join(folder, 'in'), 0o1777); file('in/state')(folder); chownSync(join(folder, 'in/state'), carol, carol); return 'in/state' }, refused: 'a file of another user in a folder that anyone may write to', asRoot: true },
}

const isHere = (asRoot: boolean | undefined, name: string): boolean =>
  process.platform === 'linux' || (asRoot !== true && !/socket|no name/.test(name)) ? asRoot !== true || isRoot : false

describe.each(writers)('%s', (operation, write) => {
  it.each(Object.entries(places).filter(([name, { asRoot }]) => isHere(asRoot, name)))('to %s', async (_, { make, at, refused }) => {
    const folder = fresh()
    const given = make(folder)
    const path = given.startsWith('/') ? given : `${folder}/${given}`
    const before = shown(folder)
    const [asked, result] = [await checkpoint.writable(path)(), await write(path)]
    if (refused === undefined) {
      expect([asked, result]).toEqual([E.right(undefined), E.right(undefined)])
      expect(lstatSync(join(folder, at ?? '')).size).toBeGreaterThan(20)
      const others = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith(`${at}: `))
      expect(others(shown(folder))).toEqual(others(before))
    } else {
      const said = E.match(({ message }: TenfoldError) => message, () => 'written')
      expect(said(result)).toMatch(`${operation}: ${path}: expected a file that can be written, received `)
      expect(said(result)).toContain(refused)
      expect(said(asked)).toContain(refused)
      expect(shown(folder)).toEqual(before)
    }
  })

  it.each([0o664, 0o666, 0o600, 0o640, 0o755, 0o202].map((mode) => [mode.toString(8), mode] as const))('over a file of mode %s keeps it', async (_, mode) => {
    const path = join(fresh(), 'state')
    writeFileSync(path, 'old')
    chmodSync(path, mode)
    if (isRoot) chownSync(path, bob, carol)
    expect(await write(path)).toEqual(E.right(undefined))
    const { mode: after, uid, gid } = statSync(path)
    expect(after & 0o7777).toBe(mode)
    if (isRoot) expect([uid, gid]).toEqual([bob, carol])
  })
})
