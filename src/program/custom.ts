/**
 * Derivatives of a function's own, beside a program. While a function is traced to be differentiated, a rule stands for all
 * instructions that compute `values` from `inputs`: what reads the values reads `results` instead, which are the same numbers
 * under other names, and cotangents that arrive there go through the rule. A program that is compiled has none.
 */
import type { Id, Program } from './program.js'

/** A program whose last inputs are what it closes over. */
export interface Closure<V> {
  readonly program: Program
  readonly captured: readonly V[]
}

/** A rule over values `V`: numbers in a program, tensors in a recording. */
export interface Custom<V> {
  /** What the user called, and where. */
  readonly operation: string
  readonly at: string | undefined
  /** What cotangents are given to. */
  readonly inputs: readonly V[]
  readonly values: readonly V[]
  readonly results: readonly V[]
  /** What the values depend on besides the inputs: the rule says nothing of it. */
  readonly captured: readonly V[]
  /** From cotangents of all results to those of all inputs. */
  readonly pullback: Closure<V>
  /** From tangents of all inputs to those of all results. */
  readonly pushforward?: Closure<V>
}

/** The rule over other values. */
export const mapCustom = <V, W>({ pullback, pushforward, ...rule }: Custom<V>, f: (value: V) => W): Custom<W> => {
  const all = (values: readonly V[]): readonly W[] => values.map(f)
  const closure = ({ program, captured }: Closure<V>): Closure<W> => ({ program, captured: all(captured) })
  return {
    ...rule,
    inputs: all(rule.inputs),
    values: all(rule.values),
    results: all(rule.results),
    captured: all(rule.captured),
    pullback: closure(pullback),
    ...(pushforward === undefined ? {} : { pushforward: closure(pushforward) }),
  }
}

/** All values that a rule needs, whether it comes to be used or not. */
export const needsOf = <V>({ inputs, values, captured, pullback, pushforward }: Custom<V>): readonly V[] =>
  [...inputs, ...values, ...captured, ...pullback.captured, ...pushforward?.captured ?? []]

/** The rules of a program by their results. */
export const customOf = ({ custom = [] }: Program): ReadonlyMap<Id, Custom<Id>> =>
  new Map(custom.flatMap((rule) => rule.results.map((id) => [id, rule] as const)))

/** Whether a program has rules, or the body of a loop in it. */
export const isCustom = ({ custom, instructions }: Program): boolean =>
  custom !== undefined || instructions.some(({ primitive }) => primitive.kind === 'scan' && isCustom(primitive.body))

/** The program without rules. */
export const withoutCustom = (program: Program): Program => {
  if (!isCustom(program)) return program
  const { custom: _, ...rest } = program
  return {
    ...rest,
    instructions: rest.instructions.map((instruction) => {
      const { primitive } = instruction
      if (primitive.kind !== 'scan') return instruction
      return { ...instruction, primitive: { ...primitive, body: withoutCustom(primitive.body) } }
    }),
  }
}
