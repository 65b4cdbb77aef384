/** Primitives as text, for comparing: equal texts compute equal bits from equal operands. */
import type { Grouped } from '../grouped.js'
import { literal } from '../numeral.js'
import type { Program } from '../program.js'
import { expressionText } from '../text.js'

/** The texts of the primitives of one program, loops, groups and constants included. */
export const primitiveTexts = (): ((primitive: Grouped) => string) => {
  // Elements are long: equal ones are told apart from others once.
  const contents = new Map<string, number>()
  const content = (elements: string): number =>
    contents.get(elements) ?? contents.set(elements, contents.size).size - 1
  const programText = ({ inputs, instructions, results }: Program): string => {
    const lines = instructions.map(({ primitive, operands }) => `${text(primitive)} of ${operands.join()}`)
    return `${JSON.stringify(inputs)} ${lines.join('\n')} -> ${results.join()}`
  }
  const text = (primitive: Grouped): string => {
    switch (primitive.kind) {
      case 'map': return `map ${expressionText(primitive.expression)}`
      case 'constant': return `constant ${primitive.type.dtype} ${primitive.type.shape.join()} ${content(primitive.elements)}`
      // JSON knows neither -0 nor infinities.
      case 'pad': return `${JSON.stringify(primitive)} ${literal(primitive.value)}`
      case 'scan': {
        const { body, constants, carried, steps, reverse } = primitive
        return `scan ${constants} ${carried} ${steps} ${reverse} {${programText(body)}}`
      }
      case 'group': return `group {${programText(primitive.body)}}`
      default: return JSON.stringify(primitive)
    }
  }
  return text
}
