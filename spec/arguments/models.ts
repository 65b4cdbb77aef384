/** Valid calls of the functions of namespace model. */
import * as E from 'fp-ts/lib/Either.js'
import { backend, model, observe, pipe, table, text } from '../../src/index.js'
import { also, data, optional, options, type Rows } from './walk.js'

const columns = { area: table.number, street: table.optional(table.category(['quiet', 'loud'])) }
const input = model.row(columns)
const output = model.quantity('price', { unit: 'dollars' })
export const flats = model.define({ input, output, network: model.perceptron({ hidden: [2] }) })
const flat = (i: number) => ({ area: 30 + i, street: i % 2 === 0 ? 'quiet' as const : null, price: 100 + 3 * i })
export const rows = Array.from({ length: 12 }, (_, i) => flat(i))
const trained = await pipe(rows, model.train(flats, { epochs: 1, backend: backend.pure }))()
if (E.isLeft(trained)) throw trained.left
const { model: made } = trained.right

const file = 'argument-model.safetensors'
const task = (made: any): unknown => made()
const deciding = {
  seed: 1, epochs: 1, batchSize: 4, learningRate: 0.1, weightDecay: 0, test: 0, validation: 0, patience: 1, backend: backend.pure,
}
const training = {
  ...deciding, observer: observe.history(), yieldEvery: 5, signal: new AbortController().signal, measures: [observe.learningRate],
  record: () => undefined,
  checkpoint: { file: 'argument-training.safetensors', every: 1, resume: false },
}

export const models: Rows<typeof model> = {
  row: [[data(columns), options({ unknown: 'warn' })]],
  image: [[[8, 8, 1]]],
  sound: [[options({ rate: 8000, seconds: 0.1, bands: 8 }, 'rate', 'seconds')]],
  text: [[options({ vocabulary: also(text.fitCharacters({ padding: true, unknown: 'token' })('abba')), length: 4 }, 'vocabulary', 'length')]],
  convolutional: [[options({ embedding: { tokens: 4, width: 2 }, filters: [4], kernel: 3, hidden: [4], dropout: 0.1, activation: 'gelu' })]],
  classes: [['species', ['Adelie', 'Gentoo']]],
  quantity: [['price', options({ unit: 'dollars' })]],
  truth: [['alive', options({ threshold: 0.5 })]],
  perceptron: [[options({ hidden: [4], dropout: 0.1, activation: 'gelu' })]],
  define: [[options({ input, output, network: also(model.perceptron({ hidden: [2] })) }, 'input', 'output', 'network')]],
  example: [[flats]],
  train: { calls: [[flats, options(training)], [rows]], use: task },
  evaluate: { calls: [[made, options({ part: 'held back', nameOf: String })], [rows]] },
  save: { calls: [[file], [made]], use: task },
  encode: [[made]],
  load: { calls: [[file, optional(flats)]], use: task, missing: true },
  decode: { calls: [[model.encode(made), optional(flats)]], use: task },
}
