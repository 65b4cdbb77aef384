/** Several threads that run programs together: one is the caller's, the others sleep until it calls them. */
import { TenfoldError } from '../../shape/error.js'
import { alone, instantiate, type Launch } from './backend.js'
import { looks, type Waiting } from './barrier.js'
import { words } from './layout.js'
import type { Begin, Thread } from './thread.js'
import { commands, source } from './worker.js'

/** Threads that are ready. */
export interface Pool {
  readonly launch: Launch
  readonly close: () => Promise<void>
}

/** The name of all this in errors. */
const operation = 'wasmThreads'

/** Modules that the other threads keep ready; one that was given up comes back when it is run. */
const most = 256

const wrong = (message: string): TenfoldError =>
  new TenfoldError(operation, { argument: 'threads', expected: 'threads that run', received: 'none', message })

/** How much of an error's text comes through. */
const longest = 200

/** The others of `threads`, all begun or none. */
const gather = async (threads: number, begin: Begin, control: Int32Array, lost: (reason: string) => void): Promise<readonly Thread[]> => {
  const begun: Thread[] = []
  try {
    await Promise.all(Array.from({ length: threads - 1 }, (_, i) => new Promise<void>((ready, failed) => {
      const refuse = (reason: unknown): void => {
        const text = reason instanceof Error ? reason.message : String(reason)
        lost(text)
        failed(wrong(`a thread could not be started: ${text}`))
      }
      try {
        const thread = begin(source, { message: () => ready(), lost: refuse })
        begun.push(thread)
        thread.post({ words: control, thread: i + 1, text: commands.done + threads, longest })
      } catch (reason) {
        refuse(reason)
      }
    })))
  } catch (error) {
    await Promise.all(begun.map((thread) => thread.end()))
    throw error
  }
  begun.forEach((thread) => thread.release())
  return begun
}

/** A pool of the caller's thread and `threads - 1` others. */
export const poolOf = async (threads: number, { sleeps, patience }: Waiting, begin: Begin): Promise<Pool> => {
  /** Why nothing can be run any more. */
  let over: string | undefined
  const bytes = 4 * (commands.done + threads + longest)
  const text = commands.done + threads
  const control = new Int32Array(threads === 1 ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes))
  const others = await gather(threads, begin, control, (reason) => { over ??= `a thread has ended: ${reason}` })
  const expectOpen = (): void => { if (over !== undefined) throw wrong(over) }
  const ring = (): void => {
    Atomics.add(control, commands.bell, 1)
    if (Atomics.load(control, commands.asleep) > 0) Atomics.notify(control, commands.bell)
  }
  const post = (message: unknown): void => {
    // Counted first, so that nobody waits for the bell when it arrives.
    Atomics.add(control, commands.sent, 1)
    for (const thread of others) thread.post(message)
    ring()
  }

  /** What the others have, the one unused for longest first. */
  const held = new Set<number>()
  const forget = (id: number): void => { if (held.delete(id) && over === undefined) post({ id }) }
  const unused = new FinalizationRegistry(forget)
  let made = 0

  const isDone = (turn: number): boolean => others.every((_, i) => Atomics.load(control, commands.done + i + 1) === turn)
  /** Whether all stop soon. */
  const stops = (turn: number): boolean => {
    for (let tired = 0; tired < patience; tired++) {
      for (let left = looks.many / 16; left > 0; left--) if (isDone(turn)) return true
      // Nobody wakes it: errors may take a little longer.
      if (sleeps) Atomics.wait(control, commands.turn, turn, 1)
    }
    return false
  }
  const end = async (reason: string): Promise<void> => {
    over ??= reason
    await Promise.all(others.map((thread) => thread.end()))
  }

  const launch: Launch = (module, memory, sharers) => {
    expectOpen()
    if (sharers === 1) {
      const run = alone(module, memory, 1)
      return () => { expectOpen(); run() }
    }
    const id = ++made
    const own = instantiate(module, memory)
    const state = new Int32Array(memory.buffer)
    /** When all have stopped, the pool is as it was before. Gives what failed: the caller's own share, or that of another. */
    const stop = (turn: number, own: unknown): unknown => {
      const first = Atomics.exchange(state, words.failed / 4, 1) === 0
      Atomics.notify(state, words.passed / 4)
      if (!stops(turn)) void end('a thread does not answer')
      forget(id)
      for (const word of [words.arrived, words.passed, words.failed]) Atomics.store(state, word / 4, 0)
      expectOpen()
      const said = control.slice(text, text + Atomics.load(control, commands.length))
      return first ? own : wrong(`a thread failed: ${String.fromCharCode(...said)}`)
    }
    const run = (): void => {
      expectOpen()
      if (!held.delete(id)) post({ id, module, memory })
      held.add(id)
      const [oldest] = held
      if (held.size > most) forget(oldest as number)
      Atomics.store(control, commands.length, 0)
      Atomics.store(control, commands.program, id)
      const turn = (Atomics.add(control, commands.turn, 1) + 1) | 0
      ring()
      try {
        own(0)
      } catch (error) {
        throw stop(turn, error)
      }
    }
    unused.register(run, id)
    return run
  }
  return { launch, close: () => end('the backend is closed') }
}
