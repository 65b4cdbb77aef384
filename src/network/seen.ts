/**
 * What is expected of parameters that inference reads: an error wherever parameters have values. Inside a trace they have none; so
 * whoever compiles asks which of them were read, and looks at them when the parameters come. Layers bring what they expect.
 */
import { traced, type Traced } from '../jit/prepare.js'
import type { TenfoldError } from '../shape/error.js'
import { recordingOf, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'

/** Looks at a parameter that has a value: an error where it is not what it has to be. */
export type Expectation = (parameter: AnyTensor, path?: string) => void

/** What is expected of parameters, by their places. */
export type Expectations = ReadonlyMap<number, Expectation>

/** Errors of parameters that are not what is expected. */
const ofUnseen = new WeakSet<object>()

/** Fails because of a parameter that is not what is expected: of statistics that no batch has moved. */
export const failUnseen = (error: TenfoldError): never => {
  ofUnseen.add(error)
  throw error
}

/** Whether an error is of a parameter that is not what is expected. */
export const isUnseen = (error: unknown): boolean => ofUnseen.has(error as object)

/** The parameters that are read while somebody asks. */
let read: Map<AnyTensor, Expectation> | undefined

/** What inference expects of a parameter that it reads. */
export const expectOf = (parameter: AnyTensor, expectation: Expectation): void => {
  if (recordingOf(parameter) === undefined) expectation(parameter)
  else read?.set(parameter, expectation)
}

/** What `f` gives, and what is expected of the parameters that it read. */
export const reading = <A>(params: unknown, f: () => A): readonly [result: A, expected: Expectations] => {
  const before = read
  const found = read = new Map<AnyTensor, Expectation>()
  try {
    const result = f()
    return [result, new Map(tree.tensors(params).flatMap((tensor, i) => {
      const expectation = found.get(tensor)
      return expectation === undefined ? [] : [[i, expectation] as const]
    }))]
  } finally {
    read = before
  }
}

/** A function traced for what is like this and has such parameters, which are what it expects. */
export const checked = <A, B>(f: (a: A) => B, like: A, paramsOf: (a: A) => unknown): Traced<B> => expecting(f, like, paramsOf)[0]

/** The same, and what it expects. */
export const expecting = <A, B>(
  f: (a: A) => B, like: A, paramsOf: (a: A) => unknown,
): readonly [traced: Traced<B>, expected: Expectations] => {
  let expected: Expectations = new Map()
  const made = traced((a: A) => {
    const [result, found] = reading(paramsOf(a), () => f(a))
    expected = found
    return result
  }, like)
  expectAll(paramsOf(like), expected)
  return [made, expected]
}

/** Checks those of the parameters of which something is expected. */
export const expectAll = (params: unknown, expected: Expectations): void => {
  if (expected.size === 0) return
  const leaves = tree.leaves(params)
  expected.forEach((expectation, i) => {
    const { path, tensor } = leaves[i]!
    expectation(tensor, path)
  })
}
