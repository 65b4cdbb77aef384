/** Files that tests write. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/**
 * A folder that is there while the tests run beside which it is asked for, a file of them or a `describe`: paths in it (its own
 * without names), and files with a content, each of another name unless one is given.
 */
export const temporaryFolder = (room = tmpdir()) => {
  let folder = ''
  let files = 0
  beforeAll(async () => { folder = await mkdtemp(join(room, 'tenfold-')) })
  afterAll(() => rm(folder, { recursive: true }))
  const at = (...names: readonly string[]): string => join(folder, ...names)
  return {
    at,
    written: async (content: string | Uint8Array, name = `${files++}`): Promise<string> => {
      const file = at(name)
      await writeFile(file, content)
      return file
    },
  }
}
