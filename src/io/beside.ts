/**
 * Temporary files beside those that are written, `FILE.MACHINE-PROCESS-START-NUMBER.tmp`. A process that is killed leaves one
 * behind, which the next one to write there removes if nobody can be writing it any more: the process was one of this machine
 * and is gone, or nothing was written for a day.
 */
import { toUtf8 } from '../shape/utf8.js'
import { attempt, result, type Effect } from './effect.js'
import { codeOf } from './reason.js'
import type { Handle, System } from './system.js'

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
const told = (text: () => string | Promise<string>): Effect<string> => attempt(() => result(text()), () => '')

/** When a process has started: the 22nd word, of which the 2nd, in brackets, can have blanks in it. */
function* startOf({ readText }: System, process: number): Effect<string> {
  const text = yield* told(() => readText(`/proc/${process}/stat`))
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** A machine that says nothing of itself. */
const unknown = '-'

let own: Writer | undefined

/** This process. */
export function* writer(system: System): Effect<Writer> {
  if (own !== undefined) return own
  const { readText, readlink, process: { pid } } = system
  const boot = (yield* told(() => readText('/proc/sys/kernel/random/boot_id'))).replace(/[^0-9a-f]/g, '').slice(0, 12)
  const container = (yield* told(() => readlink('/proc/self/ns/pid'))).replace(/\D/g, '')
  const machine = boot === '' || container === '' ? unknown : `${boot}-${container}`
  return own = { machine, process: pid, start: yield* startOf(system, pid) }
}

/** The begin of the names of a file's temporary ones. A name has at most 255 bytes, of which some are left for the rest. */
const stem = (name: string): string =>
  `${toUtf8(name).length > 180 ? Array.from(name).slice(0, 45).join('') : name}.`

/** The name of a writer's temporary file beside one of that name. */
export const temporaryName = (name: string, { machine, process, start }: Writer, number: number): string =>
  `${stem(name)}${machine}-${process}-${start}-${number}.tmp`

/** Whether a process of this machine is still there. */
function* isAlive(system: System, process: number, start: string): Effect<boolean> {
  try {
    // Signal 0 asks whether there is such a process, and does nothing to it.
    system.process.kill(process, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  const since = yield* startOf(system, process)
  return since === '' || since === start
}

/** Removes what was left beside `file`; `now` is the time by the file system's own clock. */
export function* clear(system: System, file: string, now: number): Effect<void> {
  const { lstat, path: { basename, dirname, join }, readdir, remove } = system
  const [folder, start, me] = [dirname(file), stem(basename(file)), yield* writer(system)]
  for (const entry of yield* result(readdir(folder))) {
    const parts = entry.startsWith(start) ? /^([0-9a-f]*-\d*)-(\d{1,10})-(\d*)-\d+\.tmp$/.exec(entry.slice(start.length)) : null
    if (parts === null) continue
    const [, machine, process, since = ''] = parts
    const name = join(folder, entry)
    const isGone = machine === me.machine && machine !== unknown && !(yield* isAlive(system, Number(process), since))
    const written = yield* attempt(function* () { return (yield* result(lstat(name))).mtimeMs }, () => now)
    if (isGone || now - written > day) yield* result(remove(name))
  }
}

let files = 0

/** A number that no other temporary name of this process has. */
export const nextNumber = (): number => files++

/** A new file beside `file`, which nobody else has, once what was left there is removed. */
export function* beside(system: System, file: string, mode: number): Effect<{ readonly name: string; readonly handle: Handle }> {
  const { open, path: { basename, dirname, join } } = system
  const me = yield* writer(system)
  for (;;) {
    const name = join(dirname(file), temporaryName(basename(file), me, nextNumber()))
    try {
      // Neither a file that is there nor a link is opened.
      const handle = yield* result(open(name, 'wx', mode))
      // A folder that cannot be listed can still be written to.
      yield* attempt(function* () { yield* clear(system, file, (yield* result(handle.stat())).mtimeMs) }, () => undefined)
      return { name, handle }
    } catch (error) {
      // Another thread's, or another copy's of this module.
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}
