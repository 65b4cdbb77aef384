/** `npm run bench -- SUITE [--json] [--quick] [--narrow]`: runs one suite and prints its rows. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { json } from '../examples/kit/characters.js'
import '../examples/kit/terminal.js'
import { backend } from '../src/index.js'
import { compile } from './compile.js'
import { draws } from './draws.js'
import { eager } from './eager.js'
import { elementarySuite } from './elementary.js'
import { inference } from './inference.js'
import { jitSuite } from './jit.js'
import { kernels } from './kernels.js'
import { memory } from './memory.js'
import type { Row } from './row.js'
import { scale } from './scale.js'
import { scaling, type Scaling } from './scaling.js'
import type { Size } from './size.js'
import { step } from './step.js'
import { types } from './types.js'

/** Where benny's charts and tables go. */
const folder = 'bench/results'

const suites: Readonly<Record<string, (quick: boolean) => Promise<readonly (Row | Size | Scaling)[]>>> = {
  step: (quick) => step(folder, quick),
  kernels: (quick) => kernels(folder, quick),
  elementary: (quick) => elementarySuite(folder, quick),
  memory: async (quick) => memory(quick),
  compile: async (quick) => compile(quick ? 3 : 11),
  inference: (quick) => inference(folder, quick),
  jit: (quick) => jitSuite(folder, quick),
  eager: (quick) => eager(folder, quick),
  draws: async (quick) => draws(quick),
  scale,
  scaling: async (quick) => scaling(quick),
  types: async (quick) => types(quick ? 1 : 5),
  // The bundler, and the threads that it starts, come with this suite alone.
  size: async (quick) => (await import('./size.js')).size(quick),
}
const usage = `usage: npm run bench -- SUITE [--json] [--quick] [--narrow]
suites: ${Object.keys(suites).join(', ')}
  --json    the rows as JSON
  --quick   a few rounds
  --narrow  leaves V8 at vectors of 128 bits, where Node from 24 on joins them to 256; suites that begin processes of their own,
            compile and memory, do so anyway
  --help    this text`
const boolean = { type: 'boolean' } as const

const parsed = (() => {
  try {
    return parseArgs({ allowPositionals: true, options: { json: boolean, quick: boolean, narrow: boolean, help: boolean } })
  } catch (error) {
    return (error as Error).message
  }
})()
const help = typeof parsed !== 'string' && parsed.values.help === true
const suite = typeof parsed === 'string' ? undefined : suites[parsed.positionals[0] ?? '']

if (help) console.log(usage)
else if (typeof parsed === 'string' || suite === undefined || parsed.positionals.length !== 1) {
  console.error(typeof parsed === 'string' ? `${parsed}\n${usage}` : usage)
  process.exitCode = 2
} else {
  if (parsed.values.narrow !== true) await backend.wider()
  const start = Date.now()
  const rows = await suite(parsed.values.quick ?? false)
  if (parsed.values.json ?? false) console.log(json(rows))
  else console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) =>
    [key, typeof value === 'number' ? Number(value.toPrecision(4)) : value]))))
  const saved = (existsSync(folder) ? readdirSync(folder) : [])
    .map((file) => join(folder, file)).filter((file) => statSync(file).mtimeMs >= start)
  if (saved.length > 0) console.error(`saved:\n${saved.join('\n')}`)
}
