/** Measurements that need a process of their own: nothing compiled yet, nothing of others on the heap. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a script beside this one prints as JSON. */
export const fresh = <A>(script: 'phases' | 'garbage', args: readonly string[], flags: readonly string[] = []): A =>
  JSON.parse(execFileSync(process.execPath, [...flags, fileURLToPath(new URL(`${script}.js`, import.meta.url)), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })) as A
