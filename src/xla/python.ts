/** Finding a Python with JAX. */
import { execFile } from 'node:child_process'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { codeOf, reason } from '../io/reason.js'
import { TenfoldError } from '../shape/error.js'
import { aString, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'

/** The version of JAX that is tested. */
export const testedJax = '0.10.2'

/** The default program. */
export const defaultPython = process.platform === 'win32' ? 'python' : 'python3'

const commands = `python3 -m venv .venv && .venv/bin/python -m pip install jax==${testedJax}`

/** The exit code without JAX. */
const absent = 3

/** Modules are looked up but not imported, which is quick. */
const question = `import importlib.util as u, sys; sys.exit(0 if u.find_spec("jax") and u.find_spec("numpy") else ${absent})`

/** Checks that this is a Python with JAX; the error says the commands that install it. */
export const expectJax = (operation: string, python: string, at: string | undefined): TE.TaskEither<TenfoldError, void> => () =>
  new Promise((resolve) => {
    const wrong = (received: string): void => {
      const expected = 'a Python with JAX'
      const message = `${python}: expected ${expected}, received ${received}; two commands make one, .venv/bin/python: ${commands}`
      resolve(E.left(new TenfoldError(operation, { argument: 'python', expected, received, message }, at)))
    }
    try {
      execFile(python, ['-c', question], { windowsHide: true }, (error, _, said) => {
        if (error === null) resolve(E.right(undefined))
        else if (codeOf(error) === 'ENOENT') wrong('no such program')
        else if (error.code === absent) wrong('one without JAX')
        else wrong(said.trim().split('\n').at(-1) || reason('read', error))
      })
    } catch (error) {
      // Node refuses an empty name, and one with a null byte.
      wrong(reason('read', error))
    }
  })

/** The Python that is checked. */
export interface ReadyOptions {
  /** A path, or a name on the path; `python3` by default. */
  readonly python?: string
}

/**
 * Whether jobs can be run on this machine: whether there is a Python with JAX. A `Left` says the two commands that install it.
 *
 * @example
 * await ready({ python: 'no/python' })() // Left
 */
export const ready = (options: ReadyOptions = {}): TE.TaskEither<TenfoldError, void> => {
  const { python = defaultPython } = checkOptions<ReadyOptions>('xla.ready', options, { python: aString })
  return expectJax('xla.ready', python, callSite())
}
