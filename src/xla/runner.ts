/** The program in Python that trains from jobs, as it lies in the package. */
import { fileURLToPath } from 'node:url'

/** The folder of the Python files, seen from this module's source or from its build. */
const folder = import.meta.url.includes('/dist/src/xla/') ? '../../../src/xla/' : './'

/**
 * The path of `tenfold_xla.py`: `python tenfold_xla.py --help` lists its options.
 *
 * @example
 * import { basename } from 'node:path'
 * basename(runner) // 'tenfold_xla.py'
 */
export const runner: string = fileURLToPath(new URL(`${folder}tenfold_xla.py`, import.meta.url))

/**
 * The path of its `requirements.txt`: `python -m pip install -r` installs what it needs.
 *
 * @example
 * import { basename } from 'node:path'
 * basename(requirements) // 'requirements.txt'
 */
export const requirements: string = fileURLToPath(new URL(`${folder}requirements.txt`, import.meta.url))
