/** Small networks and data, and what it means that two states are the same. */
import { pipe } from 'fp-ts/lib/function.js'
import type { Backend } from '../../src/backend/index.js'
import { mutable, pure, wasm } from '../../src/backend/index.js'
import * as dataset from '../../src/dataset/index.js'
import type { Batch, Dataset } from '../../src/dataset/index.js'
import * as n from '../../src/network/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'

/** Numerical tests run on each of these. */
export const backends: readonly Backend[] = [pure, mutable, wasm]

/** Path, type and bytes of every tensor, and every number besides: equal for states that are the same to the bit. */
export const bits = (state: object): readonly string[] => [
  ...tree.leaves(state).map(({ path, tensor: x }) => `${path} ${String(x)} ${hex(elements(x))}`),
  ...Object.entries(state).flatMap(([key, value]) =>
    (typeof value === 'number' ? [`${key} ${hex(new Float64Array([value]))}`] : [])),
]
const hex = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex')

/** `count` examples of three features in three classes, by a key. */
export const examples = (count: number, seed = 1): Dataset<readonly [3], readonly [], 'i32'> => {
  const [a, b] = random.split(random.key(seed), 2)
  return dataset.of({
    inputs: random.normal(a, [count, 3] as readonly [number, 3]),
    targets: random.integers(b, [count] as readonly [number], { low: 0, high: 3 }),
  })
}

export type Example = Batch<number, readonly [3], readonly [], 'i32'>

/** Batches of these sizes, one after the other, from one data set. */
export const batchesOf = (...sizes: readonly number[]): readonly Example[] => {
  if (sizes.length === 0) return []
  const data = examples(sizes.reduce((a, b) => a + b, 0))
  return sizes.map((size, i) => {
    const start = sizes.slice(0, i).reduce((a, b) => a + b, 0)
    const { inputs, targets } = pipe(data, dataset.slice(start, start + size))
    return { inputs, targets }
  })
}

/** 3-4-3. */
export const mlp = pipe(n.input([3]), n.dense(4), n.tanh, n.dense(3))

export const later = async function* <A>(items: Iterable<A>): AsyncIterable<A> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

/** Every object in it is frozen; the elements of tensors are out of reach anyway. */
export const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
  || (Object.isFrozen(value) && Object.values(value).every(isFrozen))

export const numbers = tensor.toArray
