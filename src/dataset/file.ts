/** Files of the machine, read where there are any: the modules of Node load when the first file is asked for. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { TenfoldError } from '../shape/error.js'

const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such file', EACCES: 'no permission to read it', EISDIR: 'a folder', ENOTDIR: 'a file where a folder should be' }

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '')

/** All bytes of a file; one that cannot be read is a `Left` that says why. */
export const readBytes = (operation: string, file: string): TaskEither<TenfoldError, Uint8Array> =>
  TE.tryCatch(
    async () => (await import('node:fs/promises')).readFile(file),
    (error) => {
      const received = reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
      return new TenfoldError(operation, { argument: file, expected: 'a file that can be read', received, message: `${file}: expected a file that can be read, received ${received}` })
    },
  )

/** The first of these files that exists; none of them is a `Left` that names them all. */
export const firstOf = (operation: string, files: readonly [string, ...string[]]): TaskEither<TenfoldError, string> => async () => {
  const found = await TE.tryCatch(async () => {
    const { access } = await import('node:fs/promises')
    for (const file of files) {
      if (await access(file).then(() => true, () => false)) return file
    }
    return undefined
  }, () => undefined)()
  const file = found._tag === 'Right' ? found.right : undefined
  if (file !== undefined) return { _tag: 'Right', right: file }
  const names = files.join(' or ')
  return { _tag: 'Left', left: new TenfoldError(operation, { argument: files[0], expected: names, received: 'no such file', message: `expected ${names}, received no such file` }) }
}
