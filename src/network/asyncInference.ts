/** Outputs of networks on backends that answer later. */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import type { Elements } from '../program/elements.js'
import type { Resident } from './inference.js'

/** The outputs: pieces are asked for in advance, no more at once than the backend wants. */
export const outputsLater = async (
  { ahead }: AsyncBackend, { outputs }: Resident<AsyncLoop>, inputs: readonly Elements[],
): Promise<readonly Elements[]> => {
  const pieces: (() => Promise<void>)[] = []
  const outs = outputs(inputs, (ask, put) => pieces.push(() => ask().then(put)))
  const waiting: Promise<void>[] = []
  for (const piece of pieces) {
    if (waiting.length >= ahead) await waiting.shift()
    const answer = piece()
    // One that fails is told of when it is waited for.
    answer.catch(() => {})
    waiting.push(answer)
  }
  await Promise.all(waiting)
  return outs
}
