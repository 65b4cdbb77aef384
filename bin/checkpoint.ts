/** Checkpoints of a run: the state, and what early stopping remembers, so that a run which goes on is the one that never stopped. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { checkpoint, type model, type observe } from 'tenfold'
import { given } from './failure.js'

export interface Saved {
  readonly state: model.AnyState
  readonly best: observe.Best<model.AnyState>
}

/** A number as text: the first best value is infinite, which JSON cannot say. */
const asText: t.Type<number, string, unknown> = new t.Type<number, string, unknown>(
  'a number as text', (u): u is number => typeof u === 'number',
  (u, context) => (typeof u === 'string' && String(Number(u)) === u ? t.success(Number(u)) : t.failure(u, context)), String)

const codecOf = (state: t.Type<model.AnyState, unknown, unknown>): t.Type<Saved, unknown, unknown> =>
  t.strict({ state, best: t.strict({ state, step: t.number, value: asText, waited: t.number }) })

export const saveCheckpoint = async (file: string, codec: t.Type<model.AnyState, unknown, unknown>, saved: Saved): Promise<void> =>
  given(await checkpoint.save(file, codecOf(codec))(saved)())

/** The checkpoint of a file, if it is there. */
export const loadCheckpoint = async (file: string, codec: t.Type<model.AnyState, unknown, unknown>): Promise<Saved | undefined> => {
  const read = await checkpoint.load(file, codecOf(codec))()
  return E.isLeft(read) && read.left.received === 'no such file' ? undefined : given(read)
}
