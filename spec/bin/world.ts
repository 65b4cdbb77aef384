/** A world of a test: what was written, and no terminal. */
import type { World } from '../../bin/world.js'

export interface Written {
  readonly world: World
  readonly out: () => string
  readonly said: () => string
}

export interface Given {
  readonly input?: string
  readonly columns?: number
  readonly signal?: AbortSignal
  /** Called with what is said. */
  readonly hears?: (text: string) => void
}

export const written = ({ input = '', columns, signal = new AbortController().signal, hears }: Given = {}): Written => {
  const [out, said]: [string[], string[]] = [[], []]
  let time = 0
  return {
    world: {
      out: (text) => void out.push(text),
      say: (text) => { said.push(text); hears?.(text) },
      ...(columns === undefined ? {} : { columns }),
      ascii: false,
      input: (async function* () { yield new TextEncoder().encode(input) })(),
      now: () => (time += 5),
      signal,
    },
    out: () => out.join(''),
    said: () => said.join(''),
  }
}
