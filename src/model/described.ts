/** Definitions made of the plain data in a model's file. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import type { Problem } from '../checkpoint/safetensors.js'
import { boolean, category, integer, number, optional, type Cell } from '../dataset/table/cell.js'
import { codec, type Vocabulary } from '../dataset/text/vocabulary.js'
import { fail, TenfoldError, valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import type { Architecture } from './architecture.js'
import { convolutional } from './convolutional.js'
import { define, type Definition } from './define.js'
import type { About } from './form.js'
import { image } from './image.js'
import type { Input } from './input.js'
import { classes, quantity, truth, type Output } from './output.js'
import { perceptron } from './perceptron.js'
import { row } from './row.js'
import { sound, type SoundOptions } from './sound.js'
import { text } from './text.js'

type Fields = Readonly<Record<string, any>>

const recordOf = (argument: string, json: unknown): Fields =>
  (isRecord(json) ? json : fail('model.load', { argument, expected: 'a record', received: json }))

const kindIn = <A>(argument: string, json: unknown, kinds: Readonly<Record<string, (options: Fields) => A>>): A => {
  const { kind, ...options } = recordOf(argument, json)
  const names = Object.keys(kinds)
  const make = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  return make === undefined
    ? fail('model.load', { argument: `${argument}.kind`, expected: `one of ${names.join(', ')}`, received: kind })
    : make(options)
}

const cellOf = (name: string, json: unknown): Cell<any, any, any, any> => {
  const { missing, ...described } = recordOf(`input.columns.${name}`, json)
  const cell: Cell<any, any, any, any> = kindIn<Cell<any, any, any, any>>(`input.columns.${name}`, described, {
    number: () => number, integer: () => integer, boolean: () => boolean, category: ({ names }) => category(names),
  })
  return missing === undefined ? cell : optional(cell, missing)
}

const columnsOf = (json: unknown): Record<string, Cell<any, any, any, any>> => {
  const isPairs = Array.isArray(json) && json.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
  if (!isPairs) return fail('model.load', { argument: 'input.columns', expected: 'a list of names with cells', received: json })
  return Object.fromEntries((json as readonly (readonly [string, unknown])[]).map(([name, cell]) => [name, cellOf(name, cell)]))
}

const vocabularyOf = (json: unknown): Vocabulary => {
  const decoded = codec.decode(json)
  return E.isRight(decoded) ? decoded.right : fail('model.load', { argument: 'input.vocabulary', expected: 'a vocabulary', received: json })
}

const inputOf = (json: Json): Input => kindIn<Input>('input', json, {
  row: ({ columns, ...options }) => row(columnsOf(columns), options),
  image: ({ size }) => image(size),
  sound: (options) => sound(options as SoundOptions),
  text: ({ vocabulary, length }) => text({ vocabulary: vocabularyOf(vocabulary), length }),
})

const outputOf = (json: Json): Output => kindIn<Output>('output', json, {
  classes: ({ name, names }) => classes(name, names),
  quantity: ({ name, ...options }) => quantity(name, options),
  truth: ({ name, ...options }) => truth(name, options),
})

const architectureOf = (json: Json): Architecture => kindIn<Architecture>('architecture', json, { perceptron, convolutional })

/** What is made of the definition that a model's text describes, or what is wrong with it: its tensors may not even fit the memory. */
export const described = <A>(
  { input, output, architecture }: About, made: (definition: Definition) => E.Either<Problem, A>,
): E.Either<Problem, A> => {
  try {
    return made(define({ input: inputOf(input), output: outputOf(output), network: architectureOf(architecture) }) as Definition)
  } catch (error) {
    if (!(error instanceof TenfoldError)) throw error
    return E.left({ place: `__metadata__.model: ${error.argument}`, expected: error.expected, received: valueText(error.received) })
  }
}
