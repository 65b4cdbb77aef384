/** Several threads that run programs together: one is the caller's, the others sleep until it calls them. */
import { TenfoldError } from '../../../shape/error.js'
import { alone, instantiate, type Launch } from '../backend.js'
import { words } from '../layout.js'
import { looks } from '../scheduling/barrier.js'
import type { Begin, Thread } from './thread.js'
import { commands, source, watch } from './worker.js'

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

/** The others of `threads`, all begun or none; where the host does not say when one is gone, a watch over them, too. */
const gather = async (threads: number, begin: Begin, control: Int32Array, lost: (reason: string) => void) => {
  const begun: Thread[] = []
  /** Begins a thread with its first message; fulfilled with what it answers. */
  const start = (program: string, first: object): Promise<string> => new Promise((ready, failed) => {
    const refuse = (reason: unknown): void => {
      const text = reason instanceof Error ? reason.message : String(reason)
      lost(text)
      failed(wrong(`a thread could not be started: ${text}`))
    }
    try {
      const thread = begin(program, { message: (said) => ready(String(said)), lost: refuse })
      begun.push(thread)
      thread.post({ words: control, ...first })
    } catch (reason) {
      refuse(reason)
    }
  })
  try {
    const text = commands.done + threads
    const said = await Promise.all(Array.from({ length: threads - 1 }, (_, i) => start(source, { thread: i + 1, text, longest })))
    const locks = said.filter((lock) => lock !== '')
    if (locks.length > 0) await start(watch, { locks })
  } catch (error) {
    await Promise.all(begun.map((thread) => thread.end()))
    throw error
  }
  begun.forEach((thread) => thread.release())
  return { others: begun.slice(0, threads - 1), end: () => Promise.all(begun.map((thread) => thread.end())) }
}

/**
 * How often a caller who waits asks before it takes the others for lost, where nothing tells it so: some minutes, since a
 * thread may have to wait for its core. Who sleeps asks every 10 ms.
 */
const patienceOf = (sleeps: boolean): number => (sleeps ? 30_000 : 5_000_000)

/** A pool of the caller's thread and `threads - 1` others. */
export const poolOf = async (threads: number, sleeps: boolean, begin: Begin, patience = patienceOf(sleeps)): Promise<Pool> => {
  /** Why nothing can be run any more. */
  let over: string | undefined
  const bytes = 4 * (commands.done + threads + longest)
  const text = commands.done + threads
  const control = new Int32Array(threads === 1 ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes))
  const { others, end: endAll } = await gather(threads, begin, control, (reason) => { over ??= `a thread has ended: ${reason}` })
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

  const end = async (reason: string): Promise<void> => {
    over ??= reason
    await endAll()
  }
  /** How often it was asked in this run. */
  let asked = 0
  /** What a caller does while it waits: it throws when that would be for ever. */
  const wait = (): void => {
    const isGone = Atomics.load(control, commands.gone) > 0 || others.some((thread) => thread.isGone?.() === true)
    if (isGone || ++asked > patience) void end(isGone ? 'a thread has ended in the middle of a run' : 'a thread does not answer')
    expectOpen()
  }

  const isDone = (turn: number): boolean => others.every((_, i) => Atomics.load(control, commands.done + i + 1) === turn)
  /** Waits until all have stopped. */
  const settle = (turn: number): void => {
    for (;;) {
      for (let left = looks.many / 16; left > 0; left--) if (isDone(turn)) return
      wait()
      // Nobody wakes it: errors may take a little longer.
      if (sleeps) Atomics.wait(control, commands.turn, turn, 1)
    }
  }

  const launch: Launch = (module, memory, sharers) => {
    expectOpen()
    if (sharers === 1) {
      const run = alone(module, memory, 1)
      return () => { expectOpen(); run() }
    }
    const id = ++made
    const own = instantiate(module, memory, wait)
    const state = new Int32Array(memory.buffer)
    /** When all have stopped, the pool is as it was before. Gives what failed: the caller's own share, or that of another. */
    const stop = (turn: number, own: unknown): unknown => {
      const first = Atomics.exchange(state, words.failed / 4, 1) === 0
      Atomics.notify(state, words.passed / 4)
      expectOpen()
      settle(turn)
      forget(id)
      for (const word of [words.arrived, words.passed, words.failed]) Atomics.store(state, word / 4, 0)
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
      asked = 0
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
