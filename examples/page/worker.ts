/**
 * The worker of the page: it trains, says how far it is, and hears in between when it has to stop, since `foldAsync` lets its event
 * loop turn. Bundled with all that it imports, by whatever bundles the rest of a page: `rolldown worker.js -d .`
 */
import { train } from './training.js'

/** What of a worker's own scope is used here. */
interface Scope {
  onmessage: (message: { readonly data: 'stop' | { readonly steps: number } }) => void
  readonly postMessage: (message: unknown) => void
}
const scope = globalThis as unknown as Scope

const stop = new AbortController()
scope.onmessage = ({ data }) => {
  if (data === 'stop') stop.abort('stopped')
  else train(data.steps, scope.postMessage, { signal: stop.signal }).then(scope.postMessage, (error: unknown) => scope.postMessage({ failed: String(error) }))
}
