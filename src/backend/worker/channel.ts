/** The way to a worker: begun when there is something to say, and let go when nobody waits for an answer. */
import { TenfoldError } from '../../shape/error.js'
import type { Begin, Thread } from '../wasm/thread.js'
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

/** A channel to a worker that `begin` starts. */
export const channel = (begin: Begin): Channel => {
  let thread: Thread | undefined
  let isBegun = false
  /** Why nothing is answered any more. */
  let over: string | undefined
  let asked: Question[] = []

  const end = (reason: string): void => {
    over ??= reason
    const left = asked
    asked = []
    thread?.release()
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
  const message = (data: unknown): void => {
    const { lock, ...answer } = data as Partial<Hello> & Answer
    if (lock !== undefined) {
      isBegun = true
      if (lock !== '') watch(lock)
      return
    }
    asked.shift()?.resolve(answer)
    if (asked.length === 0) thread?.release()
  }
  const post = (sent: object, transfer?: readonly ArrayBuffer[]): void => {
    if (over !== undefined) return
    try {
      if (thread === undefined) {
        thread = begin(source, { message, lost })
        thread.release()
      }
    } catch (reason) {
      lost(reason)
      return
    }
    thread.post(sent, transfer)
  }
  return {
    tell: post,
    ask: (sent, transfer) => new Promise((resolve, reject) => {
      post(sent, transfer)
      if (over !== undefined) {
        reject(wrong(over))
        return
      }
      if (asked.length === 0) thread?.hold()
      asked.push({ resolve, reject })
    }),
    close: async () => {
      end('the backend is closed')
      await thread?.end()
    },
  }
}
