/** Why the system did not let a file be read or written, in a few words. */

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: 'a file where a folder should be',
  EISDIR: 'a folder',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  ENAMETOOLONG: 'a name that is too long',
  ERR_INVALID_ARG_TYPE: 'no path',
  ERR_INVALID_ARG_VALUE: 'no path',
}
const forbidden = (what: string): Readonly<Record<string, string>> =>
  ({ EACCES: `no permission to ${what} it`, EPERM: `no permission to ${what} it`, EROFS: `no permission to ${what} it` })
const to: Readonly<Record<'read' | 'write', Readonly<Record<string, string>>>> = {
  read: { ...reasons, ...forbidden('read'), ENOENT: 'no such file', ELOOP: 'links that lead in a circle' },
  write: { ...reasons, ...forbidden('write'), ENOENT: 'no such folder' },
}

/** The code of an error of the system. */
export const codeOf = (error: unknown): string | undefined =>
  (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined)

/** Why a file could not be read, or written. */
export const reason = (what: 'read' | 'write', error: unknown): string =>
  to[what][codeOf(error) ?? '']
  ?? (error instanceof RangeError ? 'more than there is memory for' : error instanceof Error ? error.message : String(error))
