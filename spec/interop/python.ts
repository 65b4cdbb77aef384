/** Python with what the runner needs: one that is given, or an environment made for it. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../conformance/engines/shell.js'
import { root } from '../hosts/room.js'

/** A Python, or why there is none. */
export type Python = { readonly python: string } | { readonly lacks: string }

/** Long enough for a slow connection. */
const patience = 600_000

const last = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/**
 * `TENFOLD_PYTHON`, or an environment with what a file of requirements names. It is kept beside other things that can be made
 * again, by what is in it: another version makes another one.
 */
export const pythonFor = async (requirements: string): Promise<Python> => {
  const given = process.env['TENFOLD_PYTHON']
  if (given !== undefined) return { python: given }
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(root, 'node_modules/.cache', `tenfold-python-${digest}`)
  const [python, ready] = [join(folder, 'bin/python'), join(folder, 'ready')]
  if (existsSync(ready)) return { python }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const made = await command('python3', ['-m', 'venv', folder], patience)
  if (made.code !== 0) return { lacks: `python3 makes no environment: ${last(made.stderr) || last(made.stdout)}` }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
  const installed = await command(python, pip, patience)
  if (installed.code !== 0) return { lacks: `pip could not install ${requirements}: ${last(installed.stderr)}` }
  writeFileSync(ready, '')
  return { python }
}
