/**
 * Child processes of one run: none outlives the run, nor this process, however it ends.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { textLines } from './textLines.js'

/** How a process has ended. */
export interface Exit {
  readonly rank: number
  /** Its exit code; absent where a signal has ended it, or it could not be started. */
  readonly code?: number
  readonly signal?: string
  /** Why it could not be started. */
  readonly error?: Error
  /** The last lines of its standard error. */
  readonly said: readonly string[]
}

/** The commands of a run, and the receivers of its output. */
export interface Commands {
  readonly file: string
  /** The arguments of each process, by its rank. */
  readonly commands: readonly (readonly string[])[]
  /** Lines of the first one's standard output, in order; the process waits when its reader is slow. */
  readonly heard: (lines: AsyncIterable<string>) => Promise<void>
  /** A line of the others, or of standard error. */
  readonly said: (line: string) => void
  /** Seconds between an interrupt and the kill. */
  readonly killAfter: number
}

export interface Processes {
  /** How all have ended, in the order in which they did; rejects with what `heard` rejects with, once all have ended. */
  readonly exits: Promise<readonly Exit[]>
  /** Interrupts all (SIGINT), as Ctrl-C does, and kills those that have not ended after `killAfter` seconds. */
  readonly stop: () => void
}

/** Lines of standard error that are kept, and the seconds in which the others may notice by themselves that one was lost. */
const [keptLines, patience] = [40, 10]

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const running = new Set<ChildProcess>()

/** A process leads a group, with all that it has started. */
const isGroup = process.platform !== 'win32'

const send = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    if (isGroup) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended.
  }
}

const killAll = (): void => { for (const child of running) send(child, 'SIGKILL') }

/** Without another listener, a signal would end this process without an `exit` event. */
const onSignal = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return
  killAll()
  process.removeListener(signal, onSignal)
  process.kill(process.pid, signal)
}

const enter = (child: ChildProcess): void => {
  if (running.size === 0) {
    process.on('exit', killAll)
    for (const signal of signals) process.on(signal, onSignal)
  }
  running.add(child)
}

const leave = (child: ChildProcess): void => {
  running.delete(child)
  if (running.size > 0) return
  process.removeListener('exit', killAll)
  for (const signal of signals) process.removeListener(signal, onSignal)
}

const isFailure = ({ code }: Exit): boolean => code !== 0

/** Starts one process for each command. */
export const start = ({ file, commands, heard, said, killAfter }: Commands): Processes => {
  const children = commands.map((args) =>
    spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: isGroup, windowsHide: true }))
  const exits: Exit[] = []
  let [stopping, lost]: (NodeJS.Timeout | undefined)[] = []
  const others = (): readonly ChildProcess[] => children.filter((child) => running.has(child))
  const stop = (): void => {
    if (stopping !== undefined) return
    for (const child of others()) send(child, 'SIGINT')
    stopping = setTimeout(() => { for (const child of others()) send(child, 'SIGKILL') }, 1000 * killAfter)
  }

  const listen = async (child: ChildProcess, rank: number, tail: string[]): Promise<void> => {
    const errors = (async () => {
      for await (const line of textLines(child.stderr as NodeJS.ReadableStream)) {
        if (line.trim() === '') continue
        tail.push(line)
        if (tail.length > keptLines) tail.shift()
        said(line)
      }
    })()
    const lines = textLines(child.stdout as NodeJS.ReadableStream)
    const output = rank === 0 ? heard(lines) : (async () => { for await (const line of lines) said(line) })()
    output.catch(stop)
    for (const settled of await Promise.allSettled([output, errors])) if (settled.status === 'rejected') throw settled.reason
  }

  const supervise = (child: ChildProcess, rank: number): Promise<void> => {
    const tail: string[] = []
    const ended = new Promise<Omit<Exit, 'rank' | 'said'>>((resolve) => {
      child.once('error', (error) => resolve({ error }))
      child.once('exit', (code, signal) => resolve(code === null ? { signal: signal as string } : { code }))
    })
    enter(child)
    const listened = listen(child, rank, tail)
    const left = ended.then((how) => {
      leave(child)
      // Processes that it has started itself and left behind would keep its output open.
      send(child, 'SIGKILL')
      const exit: Exit = { rank, ...how, said: tail }
      exits.push(exit)
      if (isFailure(exit) && others().length > 0) lost ??= setTimeout(stop, 1000 * Math.min(patience, killAfter))
    })
    return Promise.all([left, listened.finally(() => left)]).then(() => undefined)
  }

  const all = Promise.allSettled(children.map(supervise)).then((settled) => {
    clearTimeout(stopping)
    clearTimeout(lost)
    const wrong = settled.find((one) => one.status === 'rejected')
    if (wrong !== undefined) throw wrong.reason
    return exits
  })
  return { exits: all, stop }
}
