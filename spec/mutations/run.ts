/**
 * `node dist/spec/mutations/run.js [WORDS...]`: applies each mutation (those whose file has one of the words) to a copy of the
 * sources and runs its tests. A mutation that no test finds, or whose text is no longer there, is an error. Of each it says how
 * long that took and which tests failed: those are the ones to name with it, and nothing slower.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { mutations, type Mutation } from './mutations.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const words = process.argv.slice(2)
const chosen = mutations.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)))

// Inside the project, where the tests find their packages.
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const room = mkdtempSync(join(cache, 'mutations-'))
process.once('exit', () => rmSync(room, { recursive: true, force: true }))

/** A copy of the sources and the tests. */
const copied = (name: string): string => {
  const copy = join(room, name)
  for (const part of ['src', 'bin', 'dist', 'spec', 'bench', 'examples', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, part), join(copy, part), { recursive: true, filter: (file) => !file.includes('node_modules') })
  return copy
}

/** What became of a mutation: a test failed, none did, or the text isn't there. */
type Outcome = 'killed' | 'survived' | 'not there'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
/** What failing tests print; `undefined` where all pass. Modules are kept as they are transformed, by what is in them. */
const run = (copy: string, specs: readonly string[], workers = 1, timeout = 300_000): Promise<string | undefined> => new Promise((done) => {
  const kept = ['--experimental.fsModuleCache', '--experimental.fsModuleCachePath', join(copy, 'modules')]
  const options = ['--root', copy, '--bail', '1', '--reporter', 'dot', '--maxWorkers', String(workers), ...kept]
  const args = [vitest, 'run', ...options, ...specs.map((spec) => `spec/${spec}`)]
  execFile(process.execPath, args, { cwd: copy, timeout, maxBuffer: 1e8, env: { ...process.env, TENFOLD_SLOW: 'quick' } },
    (error, stdout, stderr) => done(error === null ? undefined : stripVTControlCharacters(`${error.message}\n${stdout}\n${stderr}`)))
})
/** The file of the first test that failed. */
const failing = (output: string): string => /FAIL\s.*?spec\/(\S+)/.exec(output)?.[1] ?? 'no test, but an error'

const tried = async (copy: string, { file, from, to, specs }: Mutation): Promise<readonly [Outcome, by?: string]> => {
  const path = join(copy, file.startsWith('bin/') ? file : `src/${file}`)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) return ['not there']
  writeFileSync(path, text.replace(from, () => to))
  try {
    const output = await run(copy, specs)
    return output === undefined ? ['survived'] : ['killed', failing(output)]
  } finally {
    writeFileSync(path, text)
  }
}

const queue = [...chosen]
const counts: Record<Outcome, number> = { killed: 0, survived: 0, 'not there': 0 }
const work = async (name: string): Promise<void> => {
  const copy = copied(name)
  for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
    const begun = performance.now()
    const [outcome, by] = await tried(copy, mutation)
    counts[outcome]++
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    console.log(`${outcome}: ${mutation.file}: ${mutation.from} -> ${mutation.to} (${seconds} s${by === undefined ? '' : `, ${by}`})`)
  }
}

const workers = Math.min(availableParallelism(), chosen.length)
const specs = [...new Set(chosen.flatMap((mutation) => mutation.specs))]
// Tests that fail without a mutation would kill them all.
const fault = await run(copied('plain'), specs, workers, 900_000)
if (fault !== undefined) {
  console.log(`${fault.slice(-8000)}\nthe tests fail without a mutation`)
  process.exitCode = 1
} else {
  await Promise.all(Array.from({ length: workers }, (_, i) => work(`copy-${i}`)))
  console.log(`${chosen.length} mutations: ${counts.killed} killed, ${counts.survived} survived, ${counts['not there']} not there`)
  process.exitCode = counts.killed === chosen.length && chosen.length > 0 ? 0 : 1
}
