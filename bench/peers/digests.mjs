/**
 * Whether a training is the same when it is done again, and elsewhere: the SHA-256 of the parameters after 200 steps of
 * `mlp-small`, twice in each engine, for this project and for others. `node digests.mjs [--json] [--only NAME]`
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { start } from './child.mjs'
import { checkedSteps } from './serve.mjs'
import { folder, writeAll } from './workloads.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const [workload, steps] = ['mlp-small', 200]
/** Longer takes nothing here. */
const patience = 120_000

/** Those that `npm run conformance` installs. Without fused multiply-add Node runs as on a processor that has none. */
const installed = (...path) => at(join('../../spec/conformance/node_modules', ...path))
const engines = [
  { name: 'Node 20', command: installed('node20/bin/node') },
  { name: 'Node 24', command: installed('node24/bin/node') },
  { name: 'Node 24, no FMA', command: installed('node24/bin/node'), args: ['--no-enable-fma3'] },
  { name: 'Bun', command: installed('@oven/bun-linux-x64/bin/bun') },
]

const ours = at('peers/tenfold.mjs')
const libraries = [
  { name: 'tenfold', program: ours, options: { backend: 'wasm' } },
  { name: 'tenfold, 2 threads', program: ours, options: { threads: 2 } },
  { name: 'tenfold, relaxed', program: ours, options: { numerics: 'relaxed' } },
  { name: 'TensorFlow.js, wasm', program: at('peers/tfjs.mjs'), options: { backend: 'wasm' } },
  { name: 'TensorFlow.js, cpu', program: at('peers/tfjs.mjs'), options: { backend: 'cpu' } },
  { name: 'jax-js, wasm', program: at('peers/jaxjs.mjs'), options: {} },
]

/** One training in one engine: its digest, or why there is none. */
const train = async (library, engine) => {
  const variant = { ...library, command: engine.command, args: engine.args }
  let peer
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ cannot: `not done in ${patience / 1000} s` }), patience)
  })
  const trained = (async () => {
    peer = await start(variant, join(folder, `${workload}.safetensors`), 'step')
    return peer.cannot === undefined ? peer.digest(steps - checkedSteps - 1) : { cannot: peer.cannot }
  })()
  const { digest, cannot } = await Promise.race([trained, late])
  clearTimeout(timer)
  peer?.stop()
  return digest === undefined ? { cannot } : { digest }
}

/** Two trainings; what cannot be done once is not tried again. */
const twice = async (library, engine) => {
  if (!existsSync(engine.command)) return [{ cannot: 'not installed: npm run conformance does it' }]
  const first = await train(library, engine)
  return first.digest === undefined ? [first] : [first, await train(library, engine)]
}

const { values: { json = false, only } } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
if (!existsSync(join(folder, `${workload}.safetensors`))) writeAll()
const chosen = libraries.filter(({ name }) => only === undefined || name === only)
if (chosen.length === 0) throw new Error(`no ${only}: there are ${libraries.map(({ name }) => name).join('; ')}`)
const rows = []
for (const library of chosen) {
  for (const engine of engines) {
    const runs = await twice(library, engine)
    process.stderr.write(`${library.name} in ${engine.name}: ${JSON.stringify(runs)}\n`)
    const digests = runs.flatMap(({ digest }) => digest ?? [])
    rows.push({ library: library.name, engine: engine.name, digests, cannot: runs[0].cannot })
  }
}

/** Eight digits of a digest; both, where the second time it is another one. */
const text = ({ digests, cannot }) =>
  (cannot === undefined ? [...new Set(digests)].map((digest) => digest.slice(0, 8)).join(' then ') : 'cannot')
if (json) console.log(JSON.stringify(rows))
else {
  const body = chosen.map(({ name }) => [name, ...rows.filter(({ library }) => library === name).map(text)])
  const table = [['', ...engines.map(({ name }) => name)], ...body]
  const width = (i) => Math.max(...table.map((row) => row[i].length))
  for (const row of table) console.log(row.map((value, i) => value.padEnd(width(i))).join('  ').trimEnd())
  for (const { library, engine, cannot } of rows) if (cannot !== undefined) console.log(`${library} in ${engine}: ${cannot}`)
}
