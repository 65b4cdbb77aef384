/** Operations of a StableHLO text, written one after the other. */
import type { TensorType } from '../program/primitive.js'
import { typeText, type Value } from './value.js'

/** A region of an operation: the reducer of a reduction, the body of a loop. */
export interface Region {
  readonly parameters: readonly TensorType[]
  /** Writes the operations, and returns the results of the region. */
  readonly body: (to: Writer, parameters: readonly Value[]) => readonly Value[]
}

/** Attributes of an operation, as MLIR writes them, and its regions. */
export interface Details {
  readonly attributes?: Readonly<Record<string, string>>
  readonly regions?: readonly Region[]
}

/** Writes operations of one function or region. */
export interface Writer {
  /** An operation of any dialect, `stablehlo.add`, and its results. */
  readonly operations:
    (operation: string, operands: readonly Value[], results: readonly TensorType[], details?: Details) => readonly Value[]
  /** The same with one result. */
  readonly operation: (operation: string, operands: readonly Value[], result: TensorType, details?: Details) => Value
  /** The lines so far. */
  readonly lines: readonly string[]
}

const tuple = (types: readonly TensorType[]): string => `(${types.map(typeText).join(', ')})`

const namesOf = (values: readonly Value[]): string => values.map(({ name }) => name).join(', ')

/** The types of operands and results: `(tensor<f32>) -> tensor<f32>`. */
export const signature = (operands: readonly TensorType[], results: readonly TensorType[]): string =>
  `${tuple(operands)} -> ${results.length === 1 ? typeText(results[0]!) : tuple(results)}`

/** A writer of lines with this indentation; `fresh` returns names that no other value has. */
export const writerOf = (fresh: () => string, indentation: string): Writer => {
  const lines: string[] = []
  const regionText = ({ parameters, body }: Region): string => {
    const inner = writerOf(fresh, `${indentation}  `)
    const given = parameters.map((type): Value => ({ name: fresh(), type }))
    const results = body(inner, given)
    const typed = given.map(({ name, type }) => `${name}: ${typeText(type)}`).join(', ')
    const head = given.length === 0 ? '' : `${indentation}^bb0(${typed}):\n`
    const end = `${indentation}  "stablehlo.return"(${namesOf(results)}) : ${tuple(results.map(({ type }) => type))} -> ()`
    return `{\n${head}${[...inner.lines, end].join('\n')}\n${indentation}}`
  }
  const operations: Writer['operations'] = (operation, operands, results, { attributes = {}, regions = [] } = {}) => {
    const made = results.map((type): Value => ({ name: fresh(), type }))
    const told = Object.entries(attributes).map(([name, value]) => `${name} = ${value}`)
    lines.push([
      indentation, made.length === 0 ? '' : `${namesOf(made)} = `, `"${operation}"(${namesOf(operands)})`,
      regions.length === 0 ? '' : ` (${regions.map(regionText).join(', ')})`,
      told.length === 0 ? '' : ` {${told.join(', ')}}`,
      ` : ${signature(operands.map(({ type }) => type), results)}`,
    ].join(''))
    return made
  }
  const operation: Writer['operation'] = (name, operands, result, details) => operations(name, operands, [result], details)[0]!
  return { operations, operation, lines }
}
