import type { Optimizer } from './optimizer.js'

/** A part that remembers nothing: its state is null. */
export const stateless = <P>(f: (updates: P, params: P) => P): Optimizer<P, null> => ({
  init: () => null,
  update: (updates, state, params) => [f(updates, params), state],
})
