/** Pieces of data that arrive over time, made into what training takes. */
import * as E from 'fp-ts/lib/Either.js'
import { aFunction, anAsyncIterable, check, isRecord } from '../shape/options.js'
import type { TenfoldError } from '../shape/error.js'

/**
 * What `f` makes of each piece, as it comes: chunks for `rebatchAsync`, of the rows that `streamCsv` or `streamParquet` give. A
 * `Left` is thrown to whoever iterates: `foldAsync` rejects with it.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const columns = { rooms: table.number, price: table.number }
 * async function* pieces() {
 *   for (const rooms of [3, 4]) yield E.right([{ rooms, price: 50 * rooms }])
 * }
 * const toExamples = table.examples({ columns, inputs: ['rooms'], target: 'price' })
 * const chunks = pipe(pieces(), chunksOf(toExamples), rebatchAsync({ size: 2 }))
 * const { value } = await chunks[Symbol.asyncIterator]().next()
 * value.inputs // [[3], [4]]
 */
export const chunksOf = <A, B>(f: (piece: A) => B) =>
  (pieces: AsyncIterable<E.Either<TenfoldError, A>>): AsyncIterable<B> => ({
    async *[Symbol.asyncIterator]() {
      check('dataset.chunksOf', { f, pieces }, { f: aFunction, pieces: anAsyncIterable })
      for await (const piece of pieces) {
        check('dataset.chunksOf', { piece }, { piece: { expected: 'a Left or a Right', holds: isRecord } })
        if (E.isLeft(piece)) throw piece.left
        yield f(piece.right)
      }
    },
  })
