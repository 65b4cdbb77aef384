/** Threads of the engine, the same to see in Node and in browsers. */

/** A thread that runs a program of its own. */
export interface Thread {
  readonly post: (message: unknown) => void
  /** Lets the process end though the thread is there. */
  readonly release: () => void
  /** Ends it; it is gone when the promise is fulfilled. */
  readonly end: () => Promise<void>
  /** Whether it is gone, told before `lost` can be: to a caller who does not come back to the event loop. Node alone knows. */
  readonly isGone?: () => boolean
}

/** What a thread says of itself. */
export interface Listener {
  readonly message: (data: unknown) => void
  /** It could not begin, or has ended. */
  readonly lost: (reason: unknown) => void
}

/** How the text of a program is read, and what it may use. */
export interface ThreadOptions {
  /** Whether it is an ECMAScript module, which may import others by their URLs; by default it is a script. */
  readonly module?: boolean
  /** MiB of heap, beyond which the thread ends; only Node can say so. */
  readonly memory?: number | undefined
}

/** Starts a thread from the text of its program. */
export type Begin = (source: string, listener: Listener, options?: ThreadOptions) => Thread

/** The part of the browser's `Worker` that is used here. */
interface WebWorker {
  onmessage: (event: { readonly data: unknown }) => void
  onmessageerror: () => void
  onerror: (event: { readonly message?: string }) => void
  readonly postMessage: (message: unknown) => void
  readonly terminate: () => void
}

type Threads = typeof import('node:worker_threads')

const inNode = ({ Worker }: Threads): Begin => (source, { message, lost }, { module = false, memory } = {}) => {
  const name = 'tenfold'
  const worker = module
    ? new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      name, resourceLimits: memory === undefined ? {} : { maxOldGenerationSizeMb: memory },
    })
    : new Worker(source, { eval: true, execArgv: [], name })
  // A thread that lives has been idle for 0 ms or longer. Not all that have Node's threads have this of them.
  const idle = (): number => (worker as Partial<typeof worker>).performance?.eventLoopUtilization().idle ?? 0
  // Node looks up when its loop began at the first question, and of a thread that is gone by then it says 0 for ever.
  worker.once('message', idle)
  worker.on('message', message)
  worker.on('messageerror', lost)
  worker.on('error', lost)
  worker.on('exit', (code) => lost(`it ended with code ${code}`))
  return {
    post: (data) => worker.postMessage(data),
    release: () => worker.unref(),
    end: async () => { await worker.terminate() },
    isGone: () => idle() < 0,
  }
}

const inBrowser: Begin = (source, { message, lost }, { module = false } = {}) => {
  const { Worker } = globalThis as unknown as {
    readonly Worker?: new (url: string, options: { readonly name: string; readonly type: 'module' | 'classic' }) => WebWorker
  }
  if (Worker === undefined) throw new Error('this host has no Worker')
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: 'tenfold', type: module ? 'module' : 'classic' })
  worker.onmessage = ({ data }) => {
    // The program has been read.
    URL.revokeObjectURL(url)
    message(data)
  }
  worker.onmessageerror = () => lost('it sent what cannot be read')
  worker.onerror = (event) => lost(event.message ?? 'it did not start')
  return {
    post: (data) => worker.postMessage(data),
    release: () => {},
    end: async () => worker.terminate(),
  }
}

/** As this engine has it; Node's modules are asked for when they are needed. */
export const begin: Begin = (source, listener, options) => {
  const { process } = globalThis as { readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> }
  const node = process?.getBuiltinModule?.('worker_threads')
  return (node === undefined ? inBrowser : inNode(node))(source, listener, options)
}
