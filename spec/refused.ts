/** The programs of `rejected`, and what the compiler says of them. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('rejected/', import.meta.url))

/** What each has to be told, and the number of its last line, which is told it. */
export const programs = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  return { name, says: lines[0]!.replace('// error: ', ''), last: lines.length }
})

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const options = [
  '--ignoreConfig', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext',
  '--target', 'es2023', '--types', 'node', '--noEmit', '--skipLibCheck', '--pretty', 'false',
]

/** A message, all its lines, without `error TSnnnn: `. */
export interface Message {
  readonly line: number
  readonly text: string
}

/** The messages about each program, from one run of the compiler over all of them. */
export const messages = async (...more: readonly string[]): Promise<ReadonlyMap<string, readonly Message[]>> => {
  const refused = await promisify(execFile)(
    process.execPath, [tsc, ...options, ...more, ...programs.map(({ name }) => name)], { cwd: folder, maxBuffer: 2 ** 26 },
  ).then(() => ({ stdout: '' }), (error: { readonly stdout: string }) => error)
  const found = new Map<string, Message[]>()
  let current: Message[] = []
  for (const line of refused.stdout.split('\n')) {
    const start = /^(\S+?)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line)
    if (start !== null) {
      const [, name, at, text] = start as unknown as readonly [string, string, string, string]
      current = found.get(name) ?? []
      found.set(name, current)
      current.push({ line: Number(at), text })
    } else if (line !== '') {
      const { line: at, text } = current.pop()!
      current.push({ line: at, text: `${text}\n${line.trim()}` })
    }
  }
  return found
}
