/** Archives as other programs write them: holes, names that lead out of the folder, sizes and sums in every form. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseTar, readTar } from '../../src/dataset/index.js'
import { left, right } from '../either.js'
import { entry, tar } from './sounds.js'

const text = (x: string): Uint8Array => new TextEncoder().encode(x)
const shown = (bytes: Uint8Array) => right(parseTar('a.tar')(bytes)).map(({ name, bytes: content }) => [name, new TextDecoder().decode(content)])
const refused = (bytes: Uint8Array, options = {}): string => left(parseTar('a.tar', options)(bytes)).message

/** A header with other bytes, and the sum of them. */
const changed = (header: Uint8Array, at: number, bytes: readonly number[], signed = false): Uint8Array => {
  const made = Uint8Array.from(header)
  made.set(bytes, at)
  made.fill(32, 148, 156)
  const sum = made.subarray(0, 512).reduce((n, byte) => n + (signed && byte > 127 ? byte - 256 : byte), 0)
  made.set(text(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return made
}
const record = (line: string): string => {
  const length = [2, 3, 4].map((digits) => digits + 2 + text(line).length).find((n, i) => String(n).length === i + 2) as number
  return `${length} ${line}\n`
}
const pax = (...lines: readonly string[]): Uint8Array => entry('pax', text(lines.map(record).join('')), 'x')

describe('an archive', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenfold-archive-'))
    const holes = await open(join(folder, 'holes.bin'), 'w')
    await holes.truncate(700_000)
    // More parts than a header has room for.
    for (let i = 0; i < 40; i++) await holes.write(new Uint8Array(500).fill(i + 1), 0, 500, 16384 * i + 100)
    await holes.close()
    await writeFile(join(folder, 'empty.bin'), '')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([['gnu'], ['pax'], ['pax', '--sparse-version=0.0'], ['pax', '--sparse-version=0.1'], ['pax', '--sparse-version=1.0']])(
    'of %s %s has files with holes byte by byte', async (form, ...options) => {
      execFileSync('tar', [`--format=${form}`, ...options, '-Scf', 'out.tar', 'holes.bin', 'empty.bin'], { cwd: folder })
      const bytes = new Uint8Array(await readFile(join(folder, 'out.tar')))
      const files = right(await readTar(join(folder, 'out.tar'))())
      expect(files.map(({ name }) => name)).toEqual(['holes.bin', 'empty.bin'])
      expect(Buffer.compare(files[0]!.bytes, await readFile(join(folder, 'holes.bin')))).toBe(0)
      expect(refused(bytes, { maxBytes: bytes.length + 699_999 })).toContain(`at most ${bytes.length + 699_999} bytes (maxBytes), received ${bytes.length + 700_000}`)
    })

  it.each([
    ['100 GB of holes', ['GNU.sparse.major=1', 'GNU.sparse.realsize=100000000000'], '0\n', 'received 100000'],
    ['holes of no size', ['GNU.sparse.major=1', 'GNU.sparse.realsize=x'], '0\n', 'a file with holes whose parts fit'],
    ['holes below 0', ['GNU.sparse.major=1', 'GNU.sparse.realsize=-5'], '0\n', 'a file with holes whose parts fit'],
    ['more parts than lines', ['GNU.sparse.major=1', 'GNU.sparse.realsize=9'], '99999999999\n', 'a file with holes whose parts fit'],
    ['parts one over another', ['GNU.sparse.map=0,2,1,2', 'GNU.sparse.size=9'], 'abcd', 'a file with holes whose parts fit'],
    ['a part beyond the end', ['GNU.sparse.map=8,2', 'GNU.sparse.size=9'], 'abcd', 'a file with holes whose parts fit'],
    ['more parts than bytes', ['GNU.sparse.map=0,7', 'GNU.sparse.size=9'], 'abcd', 'a file with holes whose parts fit'],
    ['half a part', ['GNU.sparse.map=0', 'GNU.sparse.size=9'], 'abcd', 'a file with holes whose parts fit'],
  ])('that promises %s is a Left that names the file', (_, lines, content, message) => {
    const said = refused(tar(pax(...lines), entry('f', text(content))))
    expect(said).toContain('a.tar, f, byte')
    expect(said).toContain(message)
  })

  const out = ['/etc/passwd', '../up', 'a/../../up', 'a/..', '..', '\\windows', 'C:\\windows', 'c:file', 'a\\..\\..\\up', '\\\\server\\share']
  it.each(out)('with the name %j is refused unless the caller wants it', (name) => {
    for (const bytes of [tar(entry(name, text('x'))), tar(pax(`path=${name}`), entry('f', text('x'))), tar(entry('l', text(`${name}\0`), 'L'), entry('f', text('x')))]) {
      expect(refused(bytes)).toContain(`expected a name that stays inside of the folder (unsafeNames), received ${JSON.stringify(name)}`)
      expect(right(parseTar('a.tar', { unsafeNames: true })(bytes)).map((file) => file.name)).toEqual([name])
    }
  })
  it.each(['..a', 'a..', 'a/..b/c', './a', 'ab:c', 'a\\b'])('with the name %j is read', (name) => {
    expect(shown(tar(entry(name, text('x'))))).toEqual([[name, 'x']])
  })
  it('has no name that nobody wrote', () => { expect(refused(tar(entry('', text('x'))))).toContain('a name that stays inside') })

  it('has sizes in base 256, in octal digits with blanks, or in pax', () => {
    const file = entry('f', text('abc'))
    expect(shown(tar(changed(file, 124, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3])))).toEqual([['f', 'abc']])
    expect(shown(tar(changed(file, 124, [...text('          3\0')])))).toEqual([['f', 'abc']])
    expect(shown(tar(pax('size=3'), changed(file, 124, [...text('00000000000\0')])))).toEqual([['f', 'abc']])
    expect(refused(tar(changed(file, 124, [0x80, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 0])))).toContain('f, byte 512: expected 98784247808 bytes, received')
    expect(refused(tar(changed(file, 124, Array(12).fill(0xff))))).toContain('the header of a file, with its checksum')
    for (const size of ['-3', '1.5', 'x', '1e400']) expect(refused(tar(pax(`size=${size}`), file))).toContain('f, byte')
  })

  it('knows sums of signed bytes, names in Latin-1, and links before long names', () => {
    const odd = changed(entry('f', text('x')), 0, [0xe9, 0x2e, 0x74], true)
    expect(shown(tar(odd))).toEqual([['é.t', 'x']])
    const long = 'long/'.repeat(30)
    expect(shown(tar(entry('k', text('link\0'), 'K'), entry('l', text(`${long}f\0`), 'L'), entry('s', text('x'))))).toEqual([[`${long}f`, 'x']])
    expect(shown(tar(entry('l', text(`${long}f\0`), 'L'), entry('k', text('link\0'), 'K'), entry('s', text('x')), entry('t', text('y'))))).toEqual([[`${long}f`, 'x'], ['t', 'y']])
  })

  it('has records of pax with any characters, whole or not at all', () => {
    expect(shown(tar(pax('comment=1 path=no\n9 path=x', 'path=a\nb=c'), entry('f', text('x'))))).toEqual([['a\nb=c', 'x']])
    for (const odd of ['5 a=b', 'x path=a\n', '99 path=a\n', '3 a\n', ' \n', '-1 a=b\n']) {
      expect(refused(tar(entry('p', text(odd), 'x'), entry('f', text('x'))))).toContain('records of pax, each as long as it says')
    }
  })

  it('whose checksum is wrong is a Left, whichever byte is another', () => {
    const whole = tar(entry('f', text('x')))
    fc.assert(fc.property(fc.nat(511), fc.integer({ min: 1, max: 255 }), (at, other) => {
      const bytes = Uint8Array.from(whole)
      bytes[at] = (bytes[at] as number) ^ other
      const result = parseTar('a.tar')(bytes)
      // Of the sum itself only the digits count.
      if (at < 148 || at > 155) expect(result._tag).toBe('Left')
    }))
  })

  it('of another kind in a folder that is there is left out', async () => {
    await mkdir(join(folder, 'in'))
    execFileSync('sh', ['-c', 'ln -s ../holes.bin in/link; mkfifo in/pipe; echo x > in/file; tar -cf kinds.tar in'], { cwd: folder })
    expect(right(await readTar(join(folder, 'kinds.tar'))()).map(({ name }) => name)).toEqual(['in/file'])
  })
})
