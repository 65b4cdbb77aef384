/** A page: what it learns on `backend.mutable` and in a worker, what the default backend says, and how threads and a worker end that are killed. */
import { backend, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { complaint, train, trainLater } from './program.js'

interface Page {
  Worker: new (...given: readonly unknown[]) => { readonly terminate: () => void }
  readonly location: { readonly pathname: string }
}
const page = globalThis as unknown as Page
const begun: { readonly terminate: () => void }[] = []
const { Worker: WebWorker } = page
page.Worker = class extends WebWorker {
  constructor(...given: readonly unknown[]) {
    super(...given)
    begun.push(this)
  }
}

const threads = async (): Promise<string> => {
  let killed = 0
  try {
    const three = await backend.wasmThreads({ threads: 3 })
    const net = pipe(n.input([512]), n.dense(512), n.relu, n.dense(10))
    const { init, fold } = trainer(net, { backend: three })({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.01 }) })
    const batch = { inputs: tensor.ones([128, 512]), targets: tensor.ones([128, 10]) }
    const state = fold(init(random.key(0)), [batch, batch])
    begun[1]?.terminate()
    // The browser lets a thread run on for some seconds, and ends it only when the page comes back to its events.
    await new Promise((done) => { setTimeout(done, 4000) })
    killed = performance.now()
    fold(state, [batch, batch])
    return 'nothing was said'
  } catch (error) {
    return `${String(error)}${killed === 0 ? '' : ` after ${((performance.now() - killed) / 1000).toFixed(1)} s`}`
  }
}

/** What is learned in a worker, and what is said when it is killed; or why there is none. */
const worker = async (): Promise<string> => {
  try {
    const beside = await backend.worker()
    const digest = await trainLater(beside)
    begun.at(-1)?.terminate()
    return await trainLater(beside).then(() => 'nothing was said', (error: unknown) => `${digest === train('mutable') ? 'the same' : digest}; ${String(error)}`)
  } catch (error) {
    return String(error)
  }
}

const body = JSON.stringify({ digest: train('mutable'), complaint: complaint(), worker: await worker(), threads: await threads() })
await fetch(page.location.pathname, { method: 'POST', body })
