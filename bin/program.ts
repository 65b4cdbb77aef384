/** The program `predict.ts`: typed for the columns that were learned from. */
import type { InputColumn } from './data/index.js'
import { classesOf, isImages, isTable, targetOf, type Understanding } from './understanding.js'

/** More names than these are any text. */
const most = 20

const literal = (text: string): string => JSON.stringify(text)
const union = (names: readonly string[]): string => (names.length === 0 || names.length > most ? 'string' : names.map(literal).join(' | '))

/** A name as a property. */
const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name))

const typeOf = (column: InputColumn): string =>
  column.kind === 'boolean' ? 'boolean'
  : column.kind === 'category' ? union(column.others === undefined ? column.categories : [...column.categories, column.others])
  : 'number'

const lineOf = (pairs: readonly string[]): string => (pairs.length === 0 ? '{}' : `{ ${pairs.join('; ')} }`)

/** The type of a case. */
const caseType = (plan: Understanding): string => (isTable(plan)
  ? lineOf(plan.inputs.map((column) => `${property(column.name)}?: ${typeOf(column)} | null`))
  : isImages(plan) ? `Tensor<readonly [${plan.height}, ${plan.width}, ${plan.channels}]>` : '{ rate: number; waveform: Tensor<readonly [number, number]> }')

const answerType = (plan: Understanding): string => {
  const names = classesOf(plan)
  return lineOf([
    `${property(targetOf(plan))}: ${names.length === 0 ? 'number' : union(names)}`,
    ...(names.length === 0 ? [] : [`probabilities: Record<${union(names)}, number>`]),
    'unknown?: Record<string, string>',
  ])
}

/** A case of the data, as a literal. */
const caseText = (plan: Understanding, values: Readonly<Record<string, unknown>>): string => (isTable(plan)
  ? `{ ${plan.inputs.map(({ name }) => `${property(name)}: ${JSON.stringify(values[name] ?? null)}`).join(', ')} }`
  : isImages(plan) ? `tensor.zeros([${plan.height}, ${plan.width}, ${plan.channels}])` : `{ rate: ${plan.rate}, waveform: tensor.zeros([${plan.samples} as number, 1 as number]) }`)

/** The text of the program, with a case to begin with. */
export const programText = (plan: Understanding, example: Readonly<Record<string, unknown>>): string => {
  const dates = isTable(plan) ? plan.inputs.flatMap((column) => (column.kind === 'date'
    ? [`${column.name} in days since ${new Date(column.origin * 86_400_000).toISOString().slice(0, 10)}`] : [])) : []
  return `// Predicts ${JSON.stringify(targetOf(plan)).slice(1, -1)}: npx tsx predict.ts, or node predict.ts from Node 24 on.
import { model${isTable(plan) ? '' : ', tensor, type Tensor'} } from 'tenfold'

/** ${isTable(plan) ? 'What is missing is left out or null' : isImages(plan) ? 'As dataset.readPng gives it' : 'As dataset.readWav gives it'}${dates.length === 0 ? '' : `; ${dates.join(', ').replaceAll('*/', '*\\/')}`}. */
export type Case = ${caseType(plan)}
export type Answer = ${answerType(plan)}

const loaded = await model.load(decodeURIComponent(new URL('model.safetensors', import.meta.url).pathname))()
if (loaded._tag === 'Left') throw loaded.left
const trained = loaded.right

/** The answer for a case; one that does not fit is an error that names the column. */
export const predict = (given: Case): Answer => {
  const answer = trained.predict(given${isTable(plan) ? '' : ' as never'})
  if (answer._tag === 'Left') throw answer.left
  return answer.right as Answer
}

console.log(predict(${caseText(plan, example)}))
`
}
