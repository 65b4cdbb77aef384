/** The folder of a run: which files are in it, and whether a new run may have it. */
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reason, writeWhole } from '../src/io/file.js'
import { toUtf8 } from '../src/shape/utf8.js'
import { temporaryPrefix } from '../src/xla/temporary.js'
import { wrongData, wrongOptions } from './failure.js'

/** What a run makes. The last is there while it is trained. */
export const files = {
  model: 'model.safetensors',
  report: 'report.html',
  events: 'run.jsonl',
  receipt: 'receipt.json',
  program: 'predict.ts',
  held: 'held-back.csv',
  checkpoint: 'checkpoint.safetensors',
} as const

/** What a folder is to a new run. */
export type Found = 'free' | 'interrupted' | 'ended'

/** By default: the name of the data without its end, and `-run`. */
export const defaultFolder = (data: string): string =>
  data === '-' ? 'tenfold-run' : `${basename(data.replace(/[/\\]+$/, '')).replace(/(.)\.(csv|tsv|txt|parquet)(\.gz)?$/i, '$1')}-run`

/** Why the system refuses, as the end of a sentence. */
export const because = (what: 'read' | 'write', error: unknown): string => reason(what, error)

/** Whether a file begins as the events of a run do. */
const isEvents = async (file: string): Promise<boolean> => {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return false
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0).catch(() => ({ buffer: Buffer.alloc(0), bytesRead: 0 }))
  await handle.close()
  return bytesRead === 0 || buffer.subarray(0, bytesRead).toString() === '{"event":"start"'
}

/** What is in the folder. A file of such a name that no run made is never touched. */
export const look = async (folder: string): Promise<Found> => {
  const stats = await lstat(folder).catch((error: NodeJS.ErrnoException) =>
    (error.code === 'ENOENT' ? undefined : wrongData(`${folder}: expected a folder, received ${because('read', error)}`)))
  if (stats === undefined) return 'free'
  const names = await readdir(folder).catch((error: unknown) => wrongData(`${folder}: expected a folder, received ${because('read', error)}`))
  const taken = Object.values(files).filter((name) => names.includes(name))
  if (taken.length === 0) return 'free'
  if (!taken.includes(files.events) || !await isEvents(join(folder, files.events)))
    return wrongData(`${folder}: ${taken[0]} is there, and no run made it; --out names another folder`)
  return taken.includes(files.receipt) ? 'ended' : 'interrupted'
}

/** Whether a run may begin in the folder, or go on. */
export const expectFree = (folder: string, found: Found, { resume = false, force = false }: { readonly resume?: boolean; readonly force?: boolean }): void => {
  if (resume && force) wrongOptions('--resume and --force do not go together')
  if (resume && found === 'free') wrongOptions(`--resume: there is no run in ${folder}`)
  if (found !== 'free' && !resume && !force) {
    wrongOptions(`there is a run in ${folder}, which ${found === 'ended' ? 'has ended' : 'was interrupted; --resume goes on'}`
      + `; --force replaces it, --out names another folder`)
  }
}

/** Removes what a run made, and nothing else. */
export const clear = async (folder: string): Promise<void> => {
  for (const name of Object.values(files)) await rm(join(folder, name), { force: true })
}

/** Removes the jobs that killed runs have left. */
export const clearJobs = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) if (name.startsWith(temporaryPrefix)) await rm(join(folder, name), { recursive: true, force: true })
}

/** Makes the folder, and those around it, where they are not there. */
export const make = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true }).catch((error: unknown) =>
    wrongData(`${folder}: expected a folder that can be made, received ${because('write', error)}`))
}

/** Writes a text: the old one is there, or the new one. */
export const writeText = (file: string, text: string): Promise<void> =>
  writeWhole(file, [toUtf8(text)]).catch((error: unknown) => wrongData(`${file}: expected a file that can be written, received ${because('write', error)}`))
