/**
 * Derivatives of a function's own, in programs that are there to be differentiated. One instruction gives values back under
 * other names, and has a rule for them, which stands for all that computes the values from the inputs. Its operands are inputs,
 * values, and what the rule closes over. It is no primitive: where no derivative is taken there are only the values, and no
 * backend ever sees one.
 */
import type { Primitive } from './primitive.js'
import type { Instruction, Program } from './program.js'

export interface Custom {
  readonly kind: 'custom'
  readonly inputs: number
  readonly values: number
  /** For those who take derivatives: they know its form. */
  readonly rule: unknown
}

/** The operands that a derivative may go to: not the values that a rule stands for, and not what it closes over. */
export const argumentsOf = <T>(primitive: Primitive | Custom, operands: readonly T[]): readonly T[] =>
  primitive.kind === 'custom' ? operands.slice(0, primitive.inputs) : operands

const isCustom = ({ instructions }: Program<Primitive | Custom>): boolean =>
  instructions.some(({ primitive }) => primitive.kind === 'custom' || (primitive.kind === 'scan' && isCustom(primitive.body)))

const plain = (program: Program<Primitive | Custom>): Program => ({
  ...program,
  instructions: program.instructions.flatMap(({ primitive, ...rest }): readonly Instruction[] => {
    if (primitive.kind !== 'custom') return [{ ...rest, primitive: withoutCustom(primitive) }]
    const { operands, first, types, layer } = rest
    return types.map((type, i) => {
      const value = operands[primitive.inputs + i]!
      return { primitive: { kind: 'reshape', shape: type.shape }, operands: [value], first: first + i, types: [type], layer }
    })
  }),
})

/** A primitive whose body, if it is a loop, has no rules. */
export const withoutCustom = (primitive: Primitive): Primitive =>
  primitive.kind === 'scan' && isCustom(primitive.body) ? { ...primitive, body: plain(primitive.body) } : primitive
