/** Where there is ECMAScript and nothing else. */
import { createContext, runInContext, type Context } from 'node:vm'

/** What V8 puts into every context and ECMAScript does not define, or leaves to the host. */
const extras = ['WebAssembly', 'console', 'SharedArrayBuffer', 'Atomics', 'escape', 'unescape']

export const bareContext = (): Context => {
  const context = createContext()
  runInContext(`for (const name of ${JSON.stringify(extras)}) delete globalThis[name]`, context)
  return context
}
