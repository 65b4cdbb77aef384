/** Primitives as text, for comparing: equal texts compute equal bits from equal operands. */
import type { Elements } from '../elements.js'
import type { Grouped } from '../group.js'
import { literal } from '../numeral.js'
import type { Program } from '../program.js'
import { expressionText } from '../text.js'

/** Numbers given to elements by their bits: the same number to the same elements. */
const contents = () => {
  const byText = new Map<string, Elements[]>()
  const numbers = new Map<Elements, number>()
  const bytesOf = ({ buffer, byteOffset, byteLength }: Elements): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)
  const same = (a: Elements, b: Elements): boolean => {
    const [x, y] = [bytesOf(a), bytesOf(b)]
    for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false
    return true
  }
  return (elements: Elements): number => {
    const known = numbers.get(elements)
    if (known !== undefined) return known
    // Few are compared byte by byte: those that agree in length and at some places.
    const sample = Array.from({ length: 8 }, (_, i) => elements[Math.floor(i * elements.length / 8)])
    const key = `${elements.byteLength} ${sample.join()}`
    const alike = byText.get(key) ?? []
    byText.set(key, alike)
    const twin = alike.find((other) => same(other, elements))
    if (twin === undefined) alike.push(elements)
    const number = twin === undefined ? numbers.size : numbers.get(twin)!
    numbers.set(elements, number)
    return number
  }
}

/** The texts of the primitives of one program, loops, groups and constants included. */
export const primitiveTexts = (): ((primitive: Grouped) => string) => {
  const content = contents()
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
