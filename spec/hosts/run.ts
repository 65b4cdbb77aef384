/**
 * `npm run hosts [-- --only NAMES]`: the package in bundlers, on Cloudflare's platform, under compilers' settings, in Jest and in
 * pages with a Content-Security-Policy, each as `docs/hosts.md` says. Ends with 1 where something is different.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import '../../examples/kit/terminal.js'
import { installIn } from '../conformance/engines/packages.js'
import { bundlers } from './bundlers.js'
import { compilers } from './compilers.js'
import { jest } from './jest.js'
import { pages } from './pages.js'
import { folder, install } from './room.js'
import { workerd } from './workers.js'

/** What a host came to, by the name of each case: nothing where it is right, what is wrong, or why it cannot be told here. */
export type Found = Readonly<Record<string, { readonly wrong?: string; readonly lacks?: string }>>

/** A check in a folder of its own, in which the package is installed. */
export type Check = (room: string) => Promise<Found>

const checks: Readonly<Record<string, Check>> = { bundlers, workerd, compilers, jest, pages }

const main = async (names: readonly string[]): Promise<void> => {
  const missing = await installIn(folder, '--ignore-scripts')
  if (missing !== undefined) throw new Error(missing)
  for (const name of names) {
    const room = mkdtempSync(join(tmpdir(), 'tenfold-host-'))
    try {
      install(room)
      for (const [what, { wrong, lacks }] of Object.entries(await checks[name]!(room))) {
        console.log(wrong !== undefined ? `FAILED  ${name}, ${what}: ${wrong}` : lacks !== undefined ? `skipped ${name}, ${what}: ${lacks}` : `ok      ${name}, ${what}`)
        if (wrong !== undefined) process.exitCode = 1
      }
    } finally {
      rmSync(room, { recursive: true, force: true })
    }
  }
}

try {
  const { values: { only } } = parseArgs({ options: { only: { type: 'string' } } })
  const names = only?.split(',') ?? Object.keys(checks)
  const unknown = names.find((name) => checks[name] === undefined)
  if (unknown !== undefined) throw new Error(`no check ${unknown}: there are ${Object.keys(checks).join(', ')}`)
  await main(names)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
