/** The runner and all that it imports as one file. */
import { rolldown } from 'rolldown'

/** Writes the built runner, which is `input`, to `file`. */
export const bundle = async (input: string, file: string): Promise<void> => {
  const build = await rolldown({ input, platform: 'browser' })
  try {
    await build.write({ file, format: 'esm', codeSplitting: false })
  } finally {
    await build.close()
  }
}
