/** What a run has left for those who ask its model: the model, and how data was read. */
import { join, resolve } from 'node:path'
import { model, receipt } from 'tenfold'
import { given, wrongData } from './failure.js'
import { files, look } from './folder.js'
import { decodeSettings } from './settings.js'
import { decodeUnderstanding, type Understanding } from './understanding.js'

export interface FromRun {
  readonly model: model.OpenModel
  readonly plan: Understanding
  /** Where the data lay that was learned from. */
  readonly root?: string
}

/** The receipt of a file that `train` has written, and what it says of the data. */
export const receiptOf = async (file: string) => {
  const read = given(await receipt.load(file)())
  const { configuration } = read
  if (typeof configuration !== 'object' || configuration === null || Array.isArray(configuration))
    return wrongData(`${file}: expected a receipt of tenfold train, received one of something else`)
  const { settings, plan, files: places } = configuration as Readonly<Record<string, any>>
  return { receipt: read, settings: decodeSettings(file, settings), plan: decodeUnderstanding(file, plan), places: (places ?? {}) as Readonly<Record<string, string>> }
}

/** The model of a run that has ended. */
export const trainedIn = async (folder: string): Promise<FromRun> => {
  const found = await look(folder)
  if (found === 'free') return wrongData(`${folder}: expected the folder of a run, as tenfold train makes it`)
  if (found === 'interrupted') return wrongData(`${folder}: expected a run that has ended, received one that was interrupted; tenfold train --resume goes on`)
  const { plan, places: { data } } = await receiptOf(join(folder, files.receipt))
  return { model: given(await model.load(join(folder, files.model))()), plan, ...(data === undefined || data === '-' ? {} : { root: resolve(folder, data) }) }
}
