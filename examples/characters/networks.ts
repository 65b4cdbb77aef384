/** Networks that foretell the character behind every place of a text: tokens [context] to scores [context, characters]. */
import { network as n, pipe } from 'tenfold'
import type { Source } from '../kit/task.js'

/** How large a network is. */
export interface Size {
  /** How many characters it sees at once. */
  readonly context: number
  readonly width: number
}

export type Foretelling<P> = n.Network<P, readonly [number], readonly [number, number], 'f32', 'i32'>

/** The width of a head. */
const head = 16

/**
 * Four pre-norm blocks of attention, in which a character sees only what came before it, and of two dense layers: with rotary
 * positions, and with `relu`, which costs nothing beside the products.
 */
export const transformer = (characters: number, { context, width }: Size) => {
  const start = n.input([context, width])
  const looking = pipe(start, n.rmsNorm(), n.attention({ heads: width / head, causal: true, rotary: true }))
  const thinking = pipe(start, n.rmsNorm(), n.dense(4 * width), n.relu, n.dense(width))
  return pipe(
    n.input([context], 'i32'),
    n.embedding(characters, width),
    n.residual(looking), n.residual(thinking),
    n.residual(looking), n.residual(thinking),
    n.residual(looking), n.residual(thinking),
    n.residual(looking), n.residual(thinking),
    n.rmsNorm(),
    n.dense(characters),
  )
}

/** One layer of gated recurrent units: its state is all that it knows of what came before. */
export const gru = (characters: number, { context, width }: Size) => pipe(
  n.input([context], 'i32'),
  n.embedding(characters, 64),
  n.recurrent(n.gru(width)),
  n.dense(characters),
)

/** Both, by name. */
export const networks = { transformer, gru } as const

export type Name = keyof typeof networks

/** Large enough for a long text, or for drawn sentences. */
const sizes: Readonly<Record<'data' | 'drawn', Readonly<Record<Name, Size>>>> = {
  data: { transformer: { context: 64, width: 64 }, gru: { context: 128, width: 256 } },
  drawn: { transformer: { context: 64, width: 32 }, gru: { context: 64, width: 64 } },
}

/** The size for a source. */
export const sizeOf = (source: Source, name: Name): Size => sizes['data' in source ? 'data' : 'drawn'][name]
