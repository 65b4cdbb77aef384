/** Threads of the engine, the same to see in Node and in browsers. */

/** A thread that runs a program of its own. */
export interface Thread {
  readonly post: (message: unknown) => void
  /** Lets the process end though the thread is there. */
  readonly release: () => void
  /** Ends it; it is gone when the promise is fulfilled. */
  readonly end: () => Promise<void>
}

/** What a thread says of itself. */
export interface Listener {
  readonly message: () => void
  /** It could not begin, or has ended. */
  readonly lost: (reason: unknown) => void
}

/** Starts a thread from the text of its program. */
export type Begin = (source: string, listener: Listener) => Thread

/** The part of the browser's `Worker` that is used here. */
interface WebWorker {
  onmessage: () => void
  onerror: (event: { readonly message?: string }) => void
  readonly postMessage: (message: unknown) => void
  readonly terminate: () => void
}

const inNode = ({ Worker }: typeof import('node:worker_threads')): Begin => (source, { message, lost }) => {
  const worker = new Worker(source, { eval: true, execArgv: [], name: 'tenfold' })
  worker.on('message', message)
  worker.on('error', lost)
  worker.on('exit', (code) => lost(`it ended with code ${code}`))
  return {
    post: (data) => worker.postMessage(data),
    release: () => worker.unref(),
    end: async () => { await worker.terminate() },
  }
}

const inBrowser: Begin = (source, { message, lost }) => {
  const { Worker } = globalThis as unknown as { readonly Worker: new (url: string, options: { readonly name: string }) => WebWorker }
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: 'tenfold' })
  worker.onmessage = () => {
    // The program has been read.
    URL.revokeObjectURL(url)
    message()
  }
  worker.onerror = (event) => lost(event.message ?? 'it did not start')
  return {
    post: (data) => worker.postMessage(data),
    release: () => {},
    end: async () => worker.terminate(),
  }
}

/** As this engine has it; Node's modules are asked for when they are needed. */
export const begin: Begin = (source, listener) => {
  const { process } = globalThis as { readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> }
  const node = process?.getBuiltinModule?.('worker_threads')
  return (node === undefined ? inBrowser : inNode(node))(source, listener)
}
