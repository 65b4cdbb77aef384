/** The way to a worker, which is let go when nobody waits for an answer. */
import { TenfoldError } from '../../shape/error.js'
import type { Begin, Thread } from '../wasm/threads/thread.js'
import { source } from './source.js'

/** What the worker says when it begins. */
interface Hello {
  /** The name of the lock that it holds for as long as it lives; empty where there are none, or where the host tells of its end. */
  readonly lock: string
}

/** What it says when it was asked. */
export interface Answer {
  readonly results?: readonly ArrayBuffer[]
  readonly failed?: unknown
}

export interface Channel {
  /** Sends what needs no answer. */
  readonly tell: (message: object, transfer?: readonly ArrayBuffer[]) => void
  /** Sends what is answered. Answers come in the order of the questions. */
  readonly ask: (message: object, transfer?: readonly ArrayBuffer[]) => Promise<Answer>
  /** Ends the worker; whatever is still on its way fails. */
  readonly close: () => Promise<void>
}

interface Question {
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

interface Locks {
  readonly request: (name: string, held: () => void) => Promise<unknown>
}

const wrong = (message: string): TenfoldError =>
  new TenfoldError('backend.worker', { argument: 'worker', expected: 'a worker that answers', received: 'none', message })

/** A channel to a worker that `begin` starts, when that has begun. */
export const channel = async (begin: Begin): Promise<Channel> => {
  let isBegun = false
  /** Why nothing is answered any more. */
  let over: string | undefined
  let asked: Question[] = []
  const end = (reason: string): void => {
    over ??= reason
    const left = asked
    asked = []
    for (const { reject } of left) reject(wrong(over))
  }
  const lost = (reason: unknown): void => {
    const text = reason instanceof Error ? reason.message : String(reason)
    end(`${isBegun ? 'the worker has ended' : 'a worker could not be started'}: ${text}`)
  }
  /** In a page the lock is given to this side when the worker is gone; nothing else would tell. */
  const watch = (lock: string): void => {
    const { navigator: { locks } } = globalThis as unknown as { readonly navigator: { readonly locks: Locks } }
    locks.request(lock, () => lost('it was ended')).catch(lost)
  }
  const started = (): Thread => {
    try {
      return begin(source, { message, lost })
    } catch (reason) {
      lost(reason)
      throw wrong(over as string)
    }
  }
  const message = (data: unknown): void => {
    const { lock, ...answer } = data as Partial<Hello> & Answer
    if (lock !== undefined && lock !== '') watch(lock)
    asked.shift()?.resolve(answer)
    if (asked.length === 0) thread.release()
  }
  const thread = started()
  const asking = (send: () => void): Promise<Answer> => new Promise((resolve, reject) => {
    if (over !== undefined) {
      reject(wrong(over))
      return
    }
    send()
    if (asked.length === 0) thread.hold()
    asked.push({ resolve, reject })
  })
  // What it says when it begins is its first answer.
  await asking(() => {}).catch(async (error: unknown) => {
    await thread.end()
    throw error
  })
  isBegun = true
  return {
    tell: (sent, transfer) => { if (over === undefined) thread.post(sent, transfer) },
    ask: (sent, transfer) => asking(() => thread.post(sent, transfer)),
    close: async () => {
      end('the backend is closed')
      await thread.end()
    },
  }
}
