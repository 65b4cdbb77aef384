/** What is expected of a program in a terminal: of every one in examples, bench and conformance. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasEscapes, inAscii, isAscii, json } from '../../examples/kit/characters.js'
import { isQuick } from '../slow.js'
import { node, root } from './program.js'

const room = mkdtempSync(join(tmpdir(), 'tenfold-terminal-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

describe('what a terminal can show', () => {
  it.each([
    [{ isTTY: true }, {}, true], [{ isTTY: true }, { TERM: 'xterm', NO_COLOR: '' }, true], [{}, { TERM: 'xterm' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false], [{ isTTY: true }, { TERM: 'xterm', NO_COLOR: '1' }, false],
  ])('escapes on %o in %o: %s', (stream, environment, expected) => { expect(hasEscapes(stream, environment)).toBe(expected) })

  it.each([
    [{}, false], [{ LC_ALL: 'C' }, true], [{ LANG: 'POSIX' }, true], [{ LANG: 'de_DE.UTF-8' }, false], [{ LANG: 'en_US.ISO-8859-1' }, true],
    [{ LC_ALL: 'C', LANG: 'C.UTF-8' }, true], [{ LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C' }, false], [{ LC_CTYPE: 'C', LANG: 'C.UTF-8' }, true],
  ])('ASCII in %o: %s', (environment, expected) => { expect(isAscii(environment)).toBe(expected) })

  const files = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(root, folder, file))

  it('has a character for each that these programs write: one for one', () => {
    // Rooms inside of report write pages, which have all characters.
    const written = ['examples', 'bench', 'spec/conformance', 'src/report'].flatMap(files).filter((file) => !/src\/report\/\w+\//.test(file))
      .map((file) => readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|^\s*(\/\/|\*).*$|\/\/ .*$/gm, '')).join('')
    const others = [...new Set(written.match(/[^\0-\x7f]/gu))]
    expect(others).toEqual(expect.arrayContaining(['█', '²', '·']))
    expect(others.filter((letter) => !/^[ -~]$/.test(inAscii(letter)))).toEqual([])
  })

  it('leaves what is not theirs, and is read back from JSON as it was', () => {
    expect(inAscii('café: █·')).toBe('café: #.')
    const value = { 'R²': ['½', '😀', 'a'] }
    expect(json(value)).toMatch(/^[ -~]*$/)
    expect(JSON.parse(json(value))).toEqual(value)
  })
})

/** What a person starts: modules without an export of their own. */
const programs = [
  ...readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.ts')).map((file) => `examples/${file}`),
  'bench/run.ts', 'bench/trainings.ts', 'bench/prove/run.ts', 'spec/conformance/run.ts', 'spec/hosts/run.ts',
]

it.each(programs)('%s takes what is common to all', (file) => {
  expect(readFileSync(join(root, file), 'utf8')).toMatch(/import '[./]*kit\/terminal\.js'|import '[./]*examples\/kit\/terminal\.js'|from '\.\/kit\/program\.js'/)
})

/** Runs a program whose reader goes after its first words. */
const left = (file: string, args: readonly string[], which: 'stdout' | 'stderr') => new Promise<readonly [unknown, string]>((done) => {
  const child = spawn(process.execPath, [join(root, 'dist', file), ...args], { cwd: room, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child[which].once('data', () => child[which].destroy())
  child[which === 'stdout' ? 'stderr' : 'stdout'].setEncoding('utf8').on('data', (text: string) => { said += text })
  child.on('close', (code) => done([code, said]))
})

describe.skipIf(isQuick)('a reader who goes', { timeout: 120_000 }, () => {
  const few = ['--count', '200', '--epochs', '1']
  it.each([
    ['examples/digits.js', few, 'stdout'], ['examples/digits.js', [...few, '--json'], 'stderr'], ['examples/03-derivatives.js', [], 'stdout'],
  ] as const)('ends %s %j quietly: %s', async (file, args, which) => {
    const [code, said] = await left(file, args, which)
    // What was all said before is a success.
    expect([0, 141]).toContain(code)
    expect(said).not.toMatch(/EPIPE|Error|^ +at /m)
  })

  it('is not a full disk, which is said', () => {
    const full = spawnSync('/bin/sh', ['-c', `"$0" "$1" > /dev/full`, process.execPath, join(root, 'dist/examples/03-derivatives.js')], { encoding: 'utf8' })
    expect([full.status, full.stderr]).toEqual([1, 'cannot write: ENOSPC: no space left on device, write\n'])
  })
})

describe.skipIf(isQuick)('digits', { timeout: 120_000 }, () => {
  const args = ['--count', '120', '--epochs', '2', '--save', join(room, 'a.safetensors')]
  const program = join(root, 'dist/examples/digits.js')

  it('in ASCII where the locale is C', async () => {
    const { code, stdout, stderr } = await node(program, args, room, { LC_ALL: 'C' })
    expect([code, stdout.includes('#')]).toEqual([0, true])
    expect(stdout + stderr).toMatch(/^[\n -~]*$/)
  })

  it('without escapes where it is no terminal, and with pictures in blocks', async () => {
    const { stdout, stderr } = await node(program, args, room, { TERM: 'xterm' })
    expect(stdout).toContain('█')
    expect(stdout + stderr).not.toContain('\x1b')
  })

  /** In a terminal, as util-linux's `script` makes one. */
  const shown = (environment: NodeJS.ProcessEnv): string =>
    spawnSync('script', ['-qec', [process.execPath, program, ...args].join(' '), '/dev/null'], { encoding: 'utf8', env: { PATH: process.env['PATH'], ...environment } }).stdout
  const none = spawnSync('script', ['--version']).status !== 0
  it.skipIf(none).each([
    [{ TERM: 'xterm' }, true], [{ TERM: 'dumb' }, false], [{ TERM: 'xterm', NO_COLOR: '1' }, false],
  ])('in a terminal of %o: escapes %s', (environment, expected) => {
    const text = shown(environment)
    expect([text.includes('\x1b'), text.includes('accuracy')]).toEqual([expected, true])
  })
})
