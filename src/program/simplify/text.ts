/** Primitives as text, for comparing: equal texts compute equal bits from equal operands. */
import type { Expression } from '../expression.js'
import type { Group, Grouped } from '../grouped.js'
import { memo } from '../memo.js'
import { literal } from '../numeral.js'
import type { Of, Primitive, TensorType } from '../primitive.js'
import type { Program } from '../program.js'
import { expressionText, numbered } from '../text.js'

/** A type, shorter than people read it. */
export const typeText = ({ dtype, shape }: TensorType): string => `${dtype} ${shape.join()}`

/** Primitives whose fields say all there is in a line; of loops and groups all but their bodies. */
type Plain = Exclude<Primitive, { readonly kind: 'map' | 'constant' | 'scan' }> | Omit<Of<'scan'>, 'body'> | Omit<Group, 'body'>

/** What says all there is in a line: every field by its name. */
export const plainText = (primitive: Plain): string => {
  let text: string = primitive.kind
  for (const [name, value] of Object.entries(primitive)) if (name !== 'kind') text += ` ${name} ${literal(value)}`
  return text
}

/** Text of a primitive: the same for primitives that compute equal bits from equal operands, as far as is known. */
export type TextOf = (primitive: Grouped) => string

const textsOf = (content: (text: string) => number) => {
  // An expression that is there again is mostly the very same one.
  const expressionNumber = memo((expression: Expression) => content(expressionText(expression)))
  const programText = ({ inputs, instructions, results }: Program): string => {
    let lines = ''
    instructions.forEach(({ primitive, operands }) => { lines += `${text(primitive)} of ${operands.join()}\n` })
    return `${inputs.map(typeText).join('; ')}\n${lines}-> ${results.join()}`
  }
  const text = (primitive: Grouped): string => {
    switch (primitive.kind) {
      case 'map': return `map ${expressionNumber(primitive.expression)}`
      case 'constant': return `constant ${typeText(primitive.type)} ${content(primitive.elements)}`
      case 'scan':
      case 'group': {
        const { body, ...plainly } = primitive
        return `${plainText(plainly)} {${programText(body)}}`
      }
      default: return plainText(primitive)
    }
  }
  return { text, programText }
}

/** The texts of the primitives of one program, loops, groups and constants included. */
export const primitiveTexts = (): TextOf => textsOf(numbered().number).text

/**
 * The text of a whole program: programs of the same text compute the same bits. Names and layers, which no bit depends on, are
 * not in it.
 */
export const contentOf = (program: Program): string => {
  const { texts, number } = numbered()
  const { programText } = textsOf(number)
  const lines = programText(program)
  return `${lines}\n${texts().map((text) => `${text.length} ${text}`).join('\n')}`
}

/** Short names for the primitives of one program: the same for those of the same text. */
export const primitiveNames = (): TextOf => {
  const [textOf, { number }] = [primitiveTexts(), numbered()]
  return memo((primitive) => `${number(textOf(primitive))}`)
}
