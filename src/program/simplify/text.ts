/** Primitives as text, for comparing: equal texts compute equal bits from equal operands. */
import type { Expression } from '../expression.js'
import type { Grouped } from '../grouped.js'
import { memo } from '../memo.js'
import { literal } from '../numeral.js'
import type { Primitive, TensorType, Windows } from '../primitive.js'
import type { Program } from '../program.js'
import { expressionText } from '../text.js'

/** Numbers for texts, by which long ones are told apart once: the same number for the same text. */
const numbered = () => {
  const numbers = new Map<string, number>()
  return (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
}

/** A type, shorter than people read it. */
export const typeText = ({ dtype, shape }: TensorType): string => `${dtype} ${shape.join()}`

const windowsText = ({ window, stride, dilation }: Windows): string => `${window.join()} ${stride.join()} ${dilation.join()}`

/** What says all there is in a line. */
export const plainText = (primitive: Exclude<Primitive, { readonly kind: 'map' | 'constant' | 'scan' }>): string => {
  const { kind } = primitive
  switch (kind) {
    case 'reduce': return `reduce ${primitive.by} ${primitive.axes.join()}`
    case 'contract': return `contract ${primitive.transposeA} ${primitive.transposeB}`
    case 'unfold': return `unfold ${windowsText(primitive)}`
    case 'fold': return `fold ${windowsText(primitive)} ${primitive.sizes.join()}`
    case 'reshape': return `reshape ${primitive.shape.join()}`
    case 'permute': return `permute ${primitive.order.join()}`
    case 'broadcast': return `broadcast ${primitive.shape.join()}`
    case 'slice': return `slice ${primitive.start.join()} ${primitive.stop.join()} ${primitive.step.join()}`
    case 'pad': {
      const { low, high, interior, value } = primitive
      return `pad ${low.join()} ${high.join()} ${interior.join()} ${literal(value)}`
    }
    case 'concatenate': return `concatenate ${primitive.axis}`
    case 'gather': return 'gather'
    case 'scatterAdd': return `scatterAdd ${primitive.rows}`
    case 'iota': return `iota ${primitive.axis} ${primitive.shape.join()}`
    case 'bits': return `bits ${primitive.form} ${primitive.shape.join()}`
  }
}

/** Text of a primitive: the same for primitives that compute equal bits from equal operands, as far as is known. */
export type TextOf = (primitive: Grouped) => string

const textsOf = (content: (text: string) => number) => {
  // An expression that is there again is mostly the very same one.
  const expressions = new Map<Expression, number>()
  const expressionNumber = (expression: Expression): number => {
    const known = expressions.get(expression)
    if (known !== undefined) return known
    const number = content(expressionText(expression))
    expressions.set(expression, number)
    return number
  }
  const programText = ({ inputs, instructions, results }: Program): string => {
    let lines = ''
    instructions.forEach(({ primitive, operands }) => { lines += `${text(primitive)} of ${operands.join()}\n` })
    return `${inputs.map(typeText).join('; ')}\n${lines}-> ${results.join()}`
  }
  const text = (primitive: Grouped): string => {
    switch (primitive.kind) {
      case 'map': return `map ${expressionNumber(primitive.expression)}`
      case 'constant': return `constant ${typeText(primitive.type)} ${content(primitive.elements)}`
      case 'scan': {
        const { body, constants, carried, steps, reverse } = primitive
        return `scan ${constants} ${carried} ${steps} ${reverse} {${programText(body)}}`
      }
      case 'group': return `group {${programText(primitive.body)}}`
      default: return plainText(primitive)
    }
  }
  return { text, programText }
}

/** The texts of the primitives of one program, loops, groups and constants included. */
export const primitiveTexts = (): TextOf => textsOf(numbered()).text

/**
 * The text of a whole program: programs of the same text compute the same bits. Names and layers, which no bit depends on, are
 * not in it.
 */
export const contentOf = (program: Program): string => {
  const contents: string[] = []
  const number = numbered()
  const { programText } = textsOf((text) => {
    const at = number(text)
    if (at === contents.length) contents.push(text)
    return at
  })
  const lines = programText(program)
  return `${lines}\n${contents.map((text) => `${text.length} ${text}`).join('\n')}`
}

/** Short names for the primitives of one program: the same for those of the same text. */
export const primitiveNames = (): TextOf => {
  const [texts, number] = [primitiveTexts(), numbered()]
  return memo((primitive) => `${number(texts(primitive))}`)
}
