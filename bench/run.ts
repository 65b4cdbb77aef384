/** `npm run bench -- SUITE [--json] [--quick]`: runs one suite and prints its rows. */
import { parseArgs } from 'node:util'
import { inference } from './inference.js'
import type { Row } from './row.js'
import type { Size } from './size.js'
import { step } from './step.js'
import { types } from './types.js'

const suites: Readonly<Record<string, (quick: boolean) => Promise<readonly (Row | Size)[]>>> = {
  types: async (quick) => types(quick ? 1 : 5),
  step: (quick) => step('bench/results', quick),
  inference: (quick) => inference('bench/results', quick),
  // The bundler, and the threads that it starts, come with this suite alone.
  size: async (quick) => (await import('./size.js')).size(quick),
}
const usage = `usage: npm run bench -- SUITE [--json] [--quick]\nsuites: ${Object.keys(suites).join(', ')}`

const parsed = (() => {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })
  } catch (error) {
    return (error as Error).message
  }
})()
const suite = typeof parsed === 'string' ? undefined : suites[parsed.positionals[0] ?? '']

if (typeof parsed === 'string' || suite === undefined || parsed.positionals.length !== 1) {
  console.error(typeof parsed === 'string' ? `${parsed}\n${usage}` : usage)
  process.exitCode = 2
} else {
  const rows = await suite(parsed.values.quick ?? false)
  if (parsed.values.json ?? false) console.log(JSON.stringify(rows))
  else console.table(rows)
}
