/**
 * Programs that the compiler refuses, each with what it says: the first line of a program is part of the message that
 * its last statement gets, word for word. A test that any error would satisfy proves nothing.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('rejected/', import.meta.url))
const programs = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  return { name, says: lines[0]!.replace('// error: ', ''), last: lines.length }
})

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const options = ['--ignoreConfig', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023', '--types', 'node', '--noEmit', '--noErrorTruncation', '--skipLibCheck', '--pretty', 'false']

interface Message {
  readonly line: number
  readonly text: string
}
/** The messages about each program, from one run of the compiler over all of them. */
let messages: ReadonlyMap<string, readonly Message[]>

beforeAll(async () => {
  const refused = await promisify(execFile)(process.execPath, [tsc, ...options, ...programs.map(({ name }) => name)], { cwd: folder, maxBuffer: 2 ** 26 })
    .then(() => ({ stdout: '' }), (error: { readonly stdout: string }) => error)
  const found = new Map<string, Message[]>()
  let current: Message[] = []
  for (const line of refused.stdout.split('\n')) {
    const start = /^(\S+?)\((\d+),\d+\): (error .*)$/.exec(line)
    if (start !== null) {
      const [, name, at, text] = start as unknown as readonly [string, string, string, string]
      current = found.get(name) ?? []
      found.set(name, current)
      current.push({ line: Number(at), text })
    } else if (current.length > 0) current.push({ line: current.at(-1)!.line, text: line.trim() })
  }
  messages = found
}, 60_000)

test('there are enough of them', () => expect(programs.length).toBeGreaterThan(35))

test.each(programs)('$name: $says', ({ name, says, last }) => {
  const said = messages.get(name) ?? []
  expect(said.map(({ text }) => text).join('\n')).toContain(says)
  // Nothing else is wrong with the program.
  expect(new Set(said.map(({ line }) => line))).toEqual(new Set([last]))
})

test('nothing else is refused', () => expect([...messages.keys()].filter((file) => !programs.some(({ name }) => name === file))).toEqual([]))
