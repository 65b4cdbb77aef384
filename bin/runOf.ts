/** The run in a folder. */
import { join } from 'node:path'
import { run } from 'tenfold'
import { given } from './failure.js'
import { files } from './folder.js'

export const runOf = async (folder: string): Promise<run.Run> => given(await run.read(join(folder, files.events))())

/** The result on the part that was held back. */
export const resultOf = ({ results }: run.Run): run.Tested | undefined => results.at(-1)
