/** A reader that survives anything: whatever the bytes are, soon an error that says what is wrong, or a value that is written as it was read. */
import * as E from 'fp-ts/lib/Either.js'
import { assemble } from '../../src/checkpoint/form.js'
import { decode, encode, type Safetensors } from '../../src/checkpoint/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import { elements } from '../../src/tensor/tensor.js'
import { mutants } from './mutants.js'
import { codec, seeds } from './seeds.js'

/** What a file holds, as one text: the same for the same meaning, whatever the order, and with one NaN. */
const meaning = ({ tensors, metadata }: Safetensors): string => JSON.stringify([
  [...tensors].map(([name, x]) => [name, x.dtype, x.shape, Array.from(elements(x), (e) => (Object.is(e, -0) ? '-0' : String(e)))]).sort(),
  [...metadata].sort(),
])

type Outcome = 'refused' | 'read' | 'state'

/** Bytes of buffers in use. */
const buffers = (): number => process.memoryUsage().arrayBuffers

/** How a file fares; throws what may not be. Measuring memory takes longer than reading: not every time. */
const outcome = (bytes: Uint8Array, measured: boolean): Outcome => {
  const wrong = (what: string): never => { throw new Error(what) }
  const memory = measured ? buffers() : 0
  const begin = performance.now()
  const result = decode(bytes)
  const [took, taken] = [performance.now() - begin, measured ? buffers() - memory : 0]
  if (took > 2000) wrong(`took ${took} ms`)
  // The elements are copied; the rest is the engine's own.
  if (taken > bytes.length + 65536) wrong(`took ${taken} bytes`)
  if (E.isLeft(result)) {
    const { left: error } = result
    if (!(error instanceof TenfoldError) || error.message.length > 1000) wrong(`no error of the package, or a long one: ${String(error)}`)
    return 'refused'
  }
  const [read, again] = [result.right, encode(result.right)]
  const reread = decode(again)
  if (E.isLeft(reread)) return wrong(`refused what it wrote: ${reread.left.message}`)
  if (meaning(reread.right) !== meaning(read)) wrong('another meaning')
  if (Buffer.compare(encode(reread.right), again) !== 0) wrong('other bytes for the same meaning')
  // What a checkpoint goes through after that; neither may throw.
  const value = assemble({ tree: read.metadata.get('tree') ?? '', tensors: read.tensors })
  return E.isRight(value) && E.isRight(codec.decode(value.right)) ? 'state' : 'read'
}

/** How many of so many mutants fare how; throws at the first one that does what it may not, with its bytes. */
export const fuzz = (count: number, seed: number): Readonly<Record<Outcome, number>> => {
  const fared = { refused: 0, read: 0, state: 0 }
  let i = 0
  for (const bytes of mutants(seeds, count, seed)) {
    try {
      fared[outcome(bytes, i++ % 8 === 0)]++
    } catch (error) {
      throw new Error(`${String(error)}: ${Buffer.from(bytes).toString('hex')}`, { cause: error })
    }
  }
  return fared
}
