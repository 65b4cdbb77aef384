/** Where trials are evaluated: in this thread, or in one that is begun for it. */
import { begin } from '../backend/wasm/threads/thread.js'
import { TenfoldError } from '../shape/error.js'
import { textOf, type Objective, type Reply, type Request } from './objective.js'

/** Evaluates one trial after another. */
export interface Evaluator {
  /** Rejects when it is of no use any more. */
  readonly ask: (request: Request) => Promise<Reply>
  readonly end: () => Promise<void>
}

/** This thread. Trials and figures are copied here, too, so that nothing else comes through than between threads. */
export const here = ({ answer }: Pick<Objective<any, any>, 'answer'>): Evaluator => ({
  ask: async (request) => structuredClone(await answer(structuredClone(request))),
  end: async () => {},
})

/** A module as a text, since no bundler has to find a file for it. Its messages are told from those of trials by their form. */
const sourceOf = (module: string): string => `
import { objective } from ${JSON.stringify(module)}
const { parentPort: port = globalThis } = globalThis.process?.getBuiltinModule?.('worker_threads') ?? {}
if (typeof objective?.answer !== 'function') throw new TypeError('its objective is none, as search.objective makes it')
port.onmessage = async ({ data }) => port.postMessage({ searched: await objective.answer(data) })
port.postMessage({ searched: 'ready' })
`

/** A worker that has imported the module of an objective; one that cannot is a `TenfoldError`. */
export const worker = async (module: string, memory: number | undefined, at: string | undefined): Promise<Evaluator> => {
  let lost: { readonly reason: unknown } | undefined
  let hear: (data: unknown) => void = () => {}
  let fear: (reason: unknown) => void = () => {}
  const next = (): Promise<unknown> => new Promise((resolve, reject) => {
    [hear, fear] = [resolve, reject]
    if (lost !== undefined) reject(lost.reason)
  })
  const ready = next()
  try {
    const thread = begin(sourceOf(module), {
      message: (data) => { if (typeof data === 'object' && data !== null && 'searched' in data) hear(data.searched) },
      lost: (reason) => fear((lost ??= { reason }).reason),
    }, { module: true, memory })
    await ready.catch(async (reason: unknown) => { await thread.end(); throw reason })
    return {
      ask: async (request) => {
        const reply = next()
        // What cannot be posted is thrown, and nobody waits for a reply any more.
        reply.catch(() => {})
        thread.post(request)
        return await reply as Reply
      },
      end: thread.end,
    }
  } catch (error) {
    // The URL of the text above says nothing.
    const reason = textOf(error).replace(/ imported from data:\S*/, '')
    const expected = 'a module that exports an objective'
    const message = `${module}: expected ${expected}, but no worker could import it: ${reason}`
    throw new TenfoldError('search.run', { argument: 'module', expected, received: reason, message }, at)
  }
}
