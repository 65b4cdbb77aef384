/**
 * A pure function over trees of tensors as a program that a backend runs: traced, simplified, compiled. All that is compiled
 * comes through here: steps of trainers, predictions, calibration, functions of rows, and what users give to `jit`.
 */
import type { Loop } from '../backend/backend.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import type { Evaluate } from '../program/simplify/constants.js'
import { simplify } from '../program/simplify/simplify.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import { replay, trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/** What a function became. */
export interface Traced<B> {
  /** Its inputs are the leaves of the argument, its results those of the result, both named by their paths. */
  readonly program: Program
  /** The tree that the function gave, with tensors of the types of its own. */
  readonly form: B
  /** Symbols of traces around it that it closes over; with any, the program has more inputs than the argument. */
  readonly captured: readonly AnyTensor[]
}

const pathsOf = (values: unknown): readonly string[] => tree.leaves(values).map(({ path }) => path)

/** The function traced for an argument like this one. What is no tensor in that is part of the function; `by` is for messages. */
export const traced = <A, B>(f: (a: A) => B, like: A, by?: string): Traced<B> => {
  // Derivatives inside are taken by then: a program has no rules left, whatever is traced around it.
  const { program, captured, result } = trace(f, like, false, by)
  const names = { inputs: [...pathsOf(like), ...captured.map((_, i) => `captured.${i}`)], results: pathsOf(result) }
  // The symbols themselves would keep all that was recorded.
  return { program: { ...program, names }, form: tree.map(result, raw.zerosLike), captured }
}

/** What is known before a program runs is computed as tensors are. */
const evaluate: Evaluate = (program) => (inputs) => {
  const values = replay(program, inputs.map((x, i) => concrete(program.inputs[i]!, x)))
  return program.results.map((id) => elements(values[id]!))
}

/** The program as it is run. */
export const simplified = ({ names, ...program }: Program): Program => ({ ...simplify(program, evaluate), names })

/** A backend as far as its loops go: those of `Backend` answer at once, those of `AsyncBackend` later. */
export interface Looping<L> {
  readonly loop: (program: Program, carried: number) => (from: readonly Elements[] | L) => L
}

/** A program ready to run in any memory. */
export interface Prepared<B, L = Loop> {
  readonly form: B
  readonly start: (from: readonly Elements[] | L) => L
  /** About as many bytes as it takes, its memory left aside. */
  readonly bytes: number
}

/** Code, some kilobytes for each instruction, and constants. */
const bytesOf = ({ instructions }: Program): number => instructions.reduce((sum, { primitive }) =>
  sum + (primitive.kind === 'constant' ? primitive.elements.length : 2048), 0)

/** A function made ready for a backend, whose first `carried` results are its first inputs of the next run. */
export const prepare = <B, L>({ program, form }: Traced<B>, backend: Looping<L>, carried = 0): Prepared<B, L> => {
  const made = simplified(program)
  return { form, start: backend.loop(made, carried), bytes: bytesOf(made) }
}
