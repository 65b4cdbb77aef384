/** A safetensors file read in parts: its header, then each tensor into memory of its own, and nothing twice. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Regular } from '../io/file.js'
import type { Hash } from '../io/hash.js'
import { valueText } from '../shape/error.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { headerLength, headerOf, layoutOf, tensorOf, type Placed } from './decode.js'
import { prefix, type Problem, type Safetensors } from './safetensors.js'
import { unsealed } from './seal.js'

type Bytes = Uint8Array<ArrayBuffer>

const memoryFor = (place: string, n: number): E.Either<Problem, Bytes> => E.tryCatch(
  () => new Uint8Array(n),
  () => ({ place, expected: `no more than there is memory for`, received: `${n} bytes` }),
)

/** The next bytes of a file that may have become shorter since it was opened. */
const next = ({ fill }: Regular, place: string, n: number): TE.TaskEither<Problem, Bytes> => async () => {
  const memory = memoryFor(place, n)
  if (E.isLeft(memory)) return memory
  const filled = await fill(memory.right)
  return filled === n ? memory : E.left({ place, expected: `${n} bytes`, received: `${filled}: the file is cut off` })
}

type Tensors = ReadonlyMap<string, AnyTensor>

const tensorsIn = (file: Regular, layout: readonly Placed[]): TE.TaskEither<Problem, Tensors> => async () => {
  const tensors = new Map<string, AnyTensor>()
  for (const placed of layout) {
    const [name, { begin, end }] = placed
    const tensor = E.chain((bytes: Bytes) => tensorOf(placed, bytes))(await next(file, valueText(name), end - begin)())
    if (E.isLeft(tensor)) return tensor
    tensors.set(name, tensor.right)
  }
  return E.right(tensors)
}

/** The tensors and texts of an open file, or what is wrong with them; rejects where it cannot be read. */
export const contentsIn = (file: Regular, hash?: Hash): TE.TaskEither<Problem, Safetensors> => pipe(
  TE.Do,
  TE.bind('length', () => pipe(
    next(file, '', Math.min(prefix, file.size)),
    TE.chainEitherK((bytes) => headerLength(bytes, file.size)),
  )),
  TE.bind('header', ({ length }) => pipe(next(file, 'the header', length), TE.chainEitherK(headerOf))),
  TE.bind('layout', ({ length, header }) => TE.fromEither(layoutOf(header, file.size - prefix - length))),
  TE.bind('tensors', ({ layout }) => tensorsIn(file, layout)),
  TE.chainEitherK(({ tensors, header: { metadata } }) => unsealed({ tensors, metadata }, hash)),
)
