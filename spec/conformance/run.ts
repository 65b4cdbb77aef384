/**
 * `npm run conformance [-- --json] [-- --only NAMES]`: the canonical trainings on every engine that is here. Ends with 1 where
 * a digest differs or a run fails; what cannot run is said with its reason.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { json as inJson } from '../../examples/kit/characters.js'
import '../../examples/kit/terminal.js'
import { bundle } from './bundle.js'
import { bun } from './engines/bun.js'
import { chromium } from './engines/chromium.js'
import type { Engine } from './engines/engine.js'
import { firefox } from './engines/firefox.js'
import { jsc } from './engines/jsc.js'
import { node } from './engines/node.js'
import { install } from './engines/packages.js'
import { qemu } from './engines/qemu.js'
import { agrees, summary, text, type Line } from './matrix.js'

/** The slowest comes first. */
const engines: readonly Engine[] = [qemu, ...[20, 22, 24, 26].map((line) => node(line)), ...[24, 26].map((line) => node(line, true)),
  chromium, firefox, jsc, bun]

/** At once: most trainings run on one thread. */
const lanes = 2

const lines = async ({ name, find }: Engine, file: string): Promise<readonly Line[]> => {
  const found = await find()
  if (typeof found === 'string') return [{ engine: name, lacks: found }]
  const { version, run } = found
  try {
    return (await run(file)).map((row) => ({ engine: name, version, ...row }))
  } catch (error) {
    return [{ engine: name, version, failed: String(error) }]
  }
}

/** Every engine's lines, in the engines' order, as many engines at once as there are lanes. */
const all = async (chosen: readonly Engine[], file: string): Promise<readonly Line[]> => {
  const done: (readonly Line[])[] = []
  const waiting = chosen.entries()
  const lane = async (): Promise<void> => {
    for (const [i, engine] of waiting) {
      done[i] = await lines(engine, file)
      process.stderr.write(`${engine.name}: ${summary(done[i])}\n`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return done.flat()
}

const asked = () => {
  const { values: { json = false, only } } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
  const names = only?.split(',') ?? engines.map(({ name }) => name)
  const unknown = names.find((name) => engines.every((engine) => engine.name !== name))
  if (unknown !== undefined) throw new Error(`no engine ${unknown}: there are ${engines.map(({ name }) => name).join(', ')}`)
  return { json, chosen: engines.filter(({ name }) => names.includes(name)) }
}

const main = async ({ json, chosen }: ReturnType<typeof asked>): Promise<void> => {
  const wrong = await install()
  if (wrong !== undefined) process.stderr.write(`${wrong}\n`)
  const room = mkdtempSync(join(tmpdir(), 'tenfold-conformance-'))
  try {
    const file = join(room, 'runner.mjs')
    await bundle(fileURLToPath(new URL('runner.js', import.meta.url)), file)
    const matrix = await all(chosen, file)
    console.log(json ? inJson(matrix.map((line) => ({ ...line, agrees: agrees(line) }))) : text(matrix))
    // A matrix of nothing agrees with everything.
    if (!matrix.every(agrees) || matrix.every(({ digests }) => digests === undefined)) process.exitCode = 1
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

try {
  await main(asked())
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
