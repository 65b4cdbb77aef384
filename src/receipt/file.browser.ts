/** In place of `file.ts` in browsers, by `browser` in package.json: there are no files, which is an error that says so. */

/** Why a file could not be written. */
export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Rejects. */
export const writeWhole = (_path: string, _bytes: Uint8Array): Promise<void> =>
  Promise.reject(new Error('no file system: this is a browser'))
