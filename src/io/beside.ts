/**
 * Temporary files beside those that are written, `FILE.MACHINE-PROCESS-START-NUMBER.tmp`. A process that is killed leaves one
 * behind, which the next one to write there removes if nobody can be writing it any more: the process was one of this machine
 * and is gone, or nothing was written for a day.
 */
import type { FileHandle } from 'node:fs/promises'
import { codeOf } from './reason.js'
import { toUtf8 } from '../shape/utf8.js'

/** Who writes, as far as the system tells. */
export interface Writer {
  /** The machine since it was switched on, and the container: numbers of processes mean something in one of them only. */
  readonly machine: string
  readonly process: number
  /** When the process has started, in the system's own units: numbers of processes come again. */
  readonly start: string
}

const day = 86_400_000

/** What is told in /proc, where there is one. */
const told = (text: Promise<string>): Promise<string> => text.catch(() => '')

/** When a process has started: the 22nd word, of which the 2nd, in brackets, can have blanks in it. */
const startOf = async (process: number): Promise<string> => {
  const { readFile } = await import('node:fs/promises')
  const text = await told(readFile(`/proc/${process}/stat`, 'utf8'))
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** A machine that says nothing of itself. */
const unknown = '-'

const lookedUp = async (): Promise<Writer> => {
  const { readFile, readlink } = await import('node:fs/promises')
  const { pid } = await import('node:process')
  const boot = (await told(readFile('/proc/sys/kernel/random/boot_id', 'utf8'))).replace(/[^0-9a-f]/g, '').slice(0, 12)
  const container = (await told(readlink('/proc/self/ns/pid'))).replace(/\D/g, '')
  return { machine: boot === '' || container === '' ? unknown : `${boot}-${container}`, process: pid, start: await startOf(pid) }
}

let own: Promise<Writer> | undefined

/** This process. */
export const writer = (): Promise<Writer> => (own ??= lookedUp())

/** The begin of the names of a file's temporary ones. A name has at most 255 bytes, of which some are left for the rest. */
const stem = (name: string): string =>
  `${toUtf8(name).length > 180 ? Array.from(name).slice(0, 45).join('') : name}.`

/** The name of a writer's temporary file beside one of that name. */
export const temporaryName = (name: string, { machine, process, start }: Writer, number: number): string =>
  `${stem(name)}${machine}-${process}-${start}-${number}.tmp`

/** Whether a process of this machine is still there. */
const isAlive = async (process: number, start: string): Promise<boolean> => {
  const { kill } = await import('node:process')
  try {
    // Signal 0 asks whether there is such a process, and does nothing to it.
    kill(process, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  const since = await startOf(process)
  return since === '' || since === start
}

/** Removes what was left beside `file`; `now` is the time by the file system's own clock. */
const clear = async (file: string, now: number): Promise<void> => {
  const { lstat, readdir, rm } = await import('node:fs/promises')
  const { basename, dirname, join } = await import('node:path')
  const [folder, start, me] = [dirname(file), stem(basename(file)), await writer()]
  for (const entry of await readdir(folder)) {
    const parts = entry.startsWith(start) ? /^([0-9a-f]*-\d*)-(\d{1,10})-(\d*)-\d+\.tmp$/.exec(entry.slice(start.length)) : null
    if (parts === null) continue
    const [, machine, process, since = ''] = parts
    const name = join(folder, entry)
    const isGone = machine === me.machine && machine !== unknown && !await isAlive(Number(process), since)
    const written = await lstat(name).then(({ mtimeMs }) => mtimeMs, () => now)
    if (isGone || now - written > day) await rm(name, { force: true })
  }
}

let files = 0

/** A new file beside `file`, which nobody else has, once what was left there is removed. */
export const beside = async (file: string, mode: number): Promise<{ readonly name: string; readonly handle: FileHandle }> => {
  const { open } = await import('node:fs/promises')
  const { basename, dirname, join } = await import('node:path')
  const me = await writer()
  for (;;) {
    const name = join(dirname(file), temporaryName(basename(file), me, files++))
    try {
      // Neither a file that is there nor a link is opened.
      const handle = await open(name, 'wx', mode)
      // A folder that cannot be listed can still be written to.
      await handle.stat().then(({ mtimeMs }) => clear(file, mtimeMs)).catch(() => undefined)
      return { name, handle }
    } catch (error) {
      // Another thread's, or another copy's of this module.
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}
