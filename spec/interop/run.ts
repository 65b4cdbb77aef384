/**
 * `npm run interop -- xla [--only PATTERN] [--list] [--json]`: other engines, held against this one. A line for each check, then
 * `N passed, N failed`; ends with 1 where one failed. `TENFOLD_PYTHON` is a Python that has what src/xla/requirements.txt names;
 * without it an environment is made, and where pip reaches nothing, all is skipped.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { json as inJson } from '../../examples/kit/characters.js'
import '../../examples/kit/terminal.js'
import { runAll, type Outcome } from './check.js'
import { coresOf } from './cores.js'
import { pythonFor } from './python.js'
import { checks } from './xla/index.js'
import { requirements, roomOf } from './xla/room.js'

const engines = ['xla']

const asked = () => {
  const { values: { only = '', list = false, json = false }, positionals: [engine = ''] } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' }, list: { type: 'boolean' }, json: { type: 'boolean' } },
  })
  if (!engines.includes(engine)) throw new Error(`no engine "${engine}": there is ${engines.join(', ')}`)
  return { only: new RegExp(only), list, json }
}

const indented = (text: string): string => text.split('\n').map((line, i) => (i === 0 ? line : `        ${line}`)).join('\n')

const line = ({ name, seconds, said, wrong }: Outcome): string => wrong === undefined
  ? `ok      ${name}${said === undefined ? '' : `: ${said}`} (${seconds} s)`
  : `FAILED  ${name}: ${indented(wrong)} (${seconds} s)`

const main = async ({ only, list, json }: ReturnType<typeof asked>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-interop-'))
  const cores = coresOf(availableParallelism())
  const found = list ? { python: '' } : await pythonFor(requirements)
  if ('lacks' in found) return console.log(json ? inJson({ skipped: found.lacks }) : `skipped: ${found.lacks}`)
  const room = roomOf(found.python, cores, folder)
  const end = (): void => {
    room.single.end()
    room.fourfold.end()
    room.compilers.end()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('SIGINT', () => { end(); process.exit(130) })
  try {
    const chosen = checks(room).filter(({ name }) => only.test(name))
    if (chosen.length === 0) throw new Error(`no check is named so: ${only.source}`)
    if (list) return console.log(chosen.map(({ name }) => name).join('\n'))
    const tell = json ? process.stderr : process.stdout
    // More than there are cores: a check that waits for a process leaves its lane to others.
    const outcomes = await runAll(chosen, 2 * cores.count, (outcome) => { tell.write(`${line(outcome)}\n`) })
    const failed = outcomes.filter(({ wrong }) => wrong !== undefined).length
    if (json) console.log(inJson(outcomes))
    else console.log(`${outcomes.length - failed} passed, ${failed} failed`)
    if (failed > 0) process.exitCode = 1
  } finally {
    end()
  }
}

try {
  await main(asked())
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
