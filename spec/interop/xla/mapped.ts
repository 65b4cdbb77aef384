/** Modules of elementwise expressions alone: many results of the same inputs. */
import type { Expression } from '../../../src/program/expression.js'
import { lowerExpression } from '../../../src/stablehlo/expression.js'
import { typeText, type Value } from '../../../src/stablehlo/value.js'
import { signature, writerOf } from '../../../src/stablehlo/writer.js'
import type { DType } from '../../../src/shape/shape.js'

/** Each expression over as many of the inputs as it has parameters, which are vectors of `count` elements. */
export const mappedText = (inputs: readonly DType[], count: number, expressions: readonly Expression[]): string => {
  let made = 0
  const to = writerOf(() => `%${made++}`, '    ')
  const shape = [count]
  const given = inputs.map((dtype, i): Value => ({ name: `%in${i}`, type: { shape, dtype } }))
  const results = expressions.map((e) => lowerExpression(e, given.slice(0, e.parameters.length), shape, to))
  const types = results.map(({ type }) => type)
  return [
    'module {',
    `  func.func public @main(${given.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')}) -> (${types.map(typeText).join(', ')}) {`,
    ...to.lines,
    `    "func.return"(${results.map(({ name }) => name).join(', ')}) : ${signature(types, []).split(' -> ')[0]} -> ()`,
    '  }',
    '}',
  ].join('\n')
}
