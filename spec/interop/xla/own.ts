/** The runner's own tests, in Python: a process for each class of them. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../hosts/room.js'
import type { Check } from '../check.js'
import { environment, type Room } from './room.js'

/** The classes in test_tenfold_xla.py, and the cores that they keep busy. */
const classes = { Trains: 1, Processes: 2, Refuses: 1, InFlight: 1, Seals: 1 }

/** The output of a process. */
interface Said {
  readonly stderr?: string
}

/** `Ran 7 tests`, of what unittest says in the end. */
const countOf = ({ stderr = '' }: Said): string => /^Ran \d+ tests?/m.exec(stderr)?.[0] ?? 'Ran none'

export const own = (room: Room): readonly Check[] => Object.entries(classes).map(([name, cores]): Check => ({
  name: `runner: ${name}`,
  run: () => room.cores.use(cores, async () => {
    try {
      const options = { cwd: join(root, 'spec/interop/xla'), env: environment, timeout: 300_000 }
      return countOf(await promisify(execFile)(room.python, ['-m', 'unittest', `test_tenfold_xla.${name}`], options))
    } catch (error) {
      throw new Error((error as Said).stderr?.slice(-3000) ?? String(error))
    }
  }),
}))
