/** Outputs of networks on backends that answer later. */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import type { Elements } from '../program/elements.js'
import type { Resident } from './inference.js'

/** The outputs: pieces are asked for in advance, no more at once than the backend wants. */
export const outputsLater = async (
  { ahead }: AsyncBackend, { countOf, largest, ask, empty, put }: Resident<AsyncLoop>, inputs: readonly Elements[],
): Promise<readonly Elements[]> => {
  const n = countOf(inputs)
  const outs = empty(n)
  const waiting: Promise<void>[] = []
  for (let at = 0; at < n; at += largest) {
    if (waiting.length >= ahead) await waiting.shift()
    const size = Math.min(largest, n - at)
    const answer = ask(inputs, at, size).then((results) => put(outs, results, at, size))
    // One that fails is told of when it is waited for.
    answer.catch(() => {})
    waiting.push(answer)
  }
  await Promise.all(waiting)
  return outs
}
