/** Trials that take their worker with them. */
import { parentPort } from 'node:worker_threads'
import * as search from '../../../src/search/index.js'

const perils = {
  none: () => {
    // Messages of its own are not results.
    parentPort?.postMessage('half done')
    parentPort?.postMessage(null)
    return { figure: 1 }
  },
  exits: () => process.exit(3),
  throwsLater: () => new Promise<{ figure: number }>(() => { setTimeout(() => { throw new Error('later') }, 1) }),
  fills: () => {
    const held: unknown[] = []
    for (;;) held.push(new Array(1_000_000).fill(0.5))
  },
  sendsFunctions: () => ({ figure: (() => 1) as never }),
  givesNothing: () => undefined as never,
  noneAgain: () => ({ figure: 2 }),
}

export const objective = search.objective({
  space: { peril: search.oneOf(['none', 'exits', 'throwsLater', 'fills', 'sendsFunctions', 'givesNothing', 'noneAgain']) },
  module: import.meta.url,
}, ({ config: { peril } }) => perils[peril]())
