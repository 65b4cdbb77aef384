/**
 * Statistics that no batch has moved are no statistics: inference with them is an error wherever parameters have values. Inside a
 * trace they have none; so whoever compiles asks which counts were read, and looks at them when the parameters come.
 */
import { traced, type Traced } from '../jit/prepare.js'
import { TenfoldError } from '../shape/error.js'
import { elements, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'

/** Errors of statistics that no batch has moved. */
const ofUnseen = new WeakSet<object>()

const expectCount = (count: AnyTensor, path = 'count'): void => {
  // Of layers that are stacked there is one for each.
  if (!elements(count).includes(0 as never)) return
  const error = new TenfoldError('batchNorm', {
    argument: path,
    expected: 'moved by a batch: train a step, or calibrate; a layer names networks that it holds, or gives them its context',
    received: 0,
  })
  ofUnseen.add(error)
  throw error
}

/** Whether an error is of statistics that no batch has moved. */
export const isUnseen = (error: unknown): boolean => error instanceof TenfoldError && ofUnseen.has(error)

/** The counts that are read while somebody asks. */
let read: AnyTensor[] | undefined

/** What inference expects of the count of statistics. */
export const expectSeen = (count: AnyTensor): void => {
  if (recordingOf(count) === undefined) expectCount(count)
  else read?.push(count)
}

/** What `f` gives, and which of the parameters are counts that it read. */
export const reading = <A>(params: unknown, f: () => A): readonly [result: A, counts: readonly number[]] => {
  const before = read
  const found: AnyTensor[] = read = []
  try {
    const result = f()
    return [result, tree.tensors(params).flatMap((tensor, i) => (found.includes(tensor) ? [i] : []))]
  } finally {
    read = before
  }
}

/** A function traced for what is like this and has such parameters, of which it has looked at no count that is 0. */
export const checked = <A, B>(f: (a: A) => B, like: A, paramsOf: (a: A) => unknown): Traced<B> => counting(f, like, paramsOf)[0]

/** The same, and which of the parameters are counts that it reads. */
export const counting = <A, B>(
  f: (a: A) => B, like: A, paramsOf: (a: A) => unknown,
): readonly [traced: Traced<B>, counts: readonly number[]] => {
  let counts: readonly number[] = []
  const made = traced((a: A) => {
    const [result, found] = reading(paramsOf(a), () => f(a))
    counts = found
    return result
  }, like)
  expectCounts(paramsOf(like), counts)
  return [made, counts]
}

/** Checks those of the parameters that are counts. */
export const expectCounts = (params: unknown, counts: readonly number[]): void => {
  if (counts.length === 0) return
  const leaves = tree.leaves(params)
  for (const i of counts) {
    const { path, tensor } = leaves[i]!
    expectCount(tensor, path)
  }
}
