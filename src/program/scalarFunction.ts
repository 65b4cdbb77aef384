/**
 * Named scalar functions: one table says what a name means, so that a call is data, a name and some numbers. Who defines a
 * function enters it there; where its module is left out of a bundle, the name is unknown.
 */
import { fail } from '../shape/error.js'
import { literal } from './numeral.js'
import { arity, checkArity, isFloat, type Scalar } from './scalar.js'

/**
 * What a function means. `partials` gives ∂y/∂xᵢ from the arguments and the result `y`; `undefined` stands for zero everywhere.
 * Both may look at their arguments' dtype.
 */
export interface ScalarFunction<A extends readonly Scalar[] = readonly Scalar[]> {
  readonly body: (...args: A) => Scalar
  readonly partials: (args: A, y: Scalar) => readonly (Scalar | undefined)[]
  /** The result's dtype is that of the float argument: typing a call need not expand its body. */
  readonly keepsFloat?: true
}

/** A function by its name, and by the numbers that choose it among those of a family. */
export interface Callee {
  readonly callee: string
  readonly parameters?: readonly number[]
}

interface Definition {
  readonly parameters: number
  readonly of: (...parameters: readonly number[]) => ScalarFunction
}

const table = new Map<string, Definition>()

/** The names in the table, of all functions that are loaded. */
export const definedNames = (): readonly string[] => [...table.keys()]

/** Whether a name is in the table, with as many parameters. */
export const isDefined = (callee: string, parameters: readonly unknown[] = []): boolean =>
  table.get(callee)?.parameters === parameters.length

/** A function as text: `exp`, `leakyRelu(0.01)`. */
export const printCallee = ({ callee, parameters = [] }: Callee): string =>
  (parameters.length === 0 ? callee : `${callee}(${parameters.map(literal).join(', ')})`)

/** What a callee means. */
export const functionOf = (called: Callee): ScalarFunction => {
  const { callee, parameters = [] } = called
  const definition = table.get(callee)
  if (definition?.parameters !== parameters.length)
    return fail('program', {
      argument: 'callee', expected: 'a scalar function that is defined here', received: printCallee(called),
    })
  return definition.of(...parameters)
}

/** A call of a named function: printed by its name, differentiated by its own rule, inlined by the lowering. */
export const call = (called: Callee, args: readonly Scalar[]): Scalar => {
  const { body, keepsFloat } = functionOf(called)
  checkArity(`scalar ${printCallee(called)}`, body.length, args.length)
  const [x] = args
  const dtype = x !== undefined && keepsFloat === true && isFloat(x.dtype) ? x.dtype : body(...args).dtype
  return { op: 'call', dtype, ...called, args }
}

/** Functions that numbers tell apart: `of` names as many as there are, and what it gives depends on nothing else. */
// @__NO_SIDE_EFFECTS__
export const family = <P extends readonly number[], A extends readonly Scalar[]>(
  name: string, of: (...parameters: P) => ScalarFunction<A>,
) => {
  // Texts put functions beside instructions.
  if (table.has(name) || name in arity) throw new TypeError(`scalar function ${name}: another name expected`)
  // Who meets a call has its arguments beside it, as many as were checked when it was made.
  table.set(name, { parameters: of.length, of: of as unknown as Definition['of'] })
  return (...parameters: P) => (...args: A): Scalar =>
    call(parameters.length === 0 ? { callee: name } : { callee: name, parameters }, args)
}

/** A function whose calls keep its name and its derivative. */
// @__NO_SIDE_EFFECTS__
export const named = <A extends readonly Scalar[]>({ name, ...meaning }: ScalarFunction<A> & { readonly name: string }) =>
  family<readonly [], A>(name, () => meaning)()

/** The same value, without a derivative. */
export const held = named({ name: 'stopGradient', body: (x: Scalar) => x, partials: () => [undefined] })
