/** Files of models that were changed: a Left, or the same model, and never an exception. */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { model, TenfoldError, tensor } from '../../src/index.js'
import { encode } from '../../src/checkpoint/encode.js'
import { decode } from '../../src/checkpoint/decode.js'
import { sealed } from '../../src/checkpoint/seal.js'
import { flats, trainedFlats } from './drawn.js'

let bytes: Uint8Array
beforeAll(async () => { bytes = model.encode((await trainedFlats()).model) })

/** Refused by an error of the package, or read as the model that it was. */
const fares = async (changed: Uint8Array): Promise<string> => {
  const read = await model.decode(changed)()
  if (E.isRight(read)) return Buffer.compare(model.encode(read.right), bytes) === 0 ? 'the same model' : 'another model'
  return read.left instanceof TenfoldError && read.left.message.length < 1000 ? 'refused' : `an error of another kind: ${String(read.left)}`
}

test('a flipped bit is found, wherever it is', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
    const changed = bytes.slice()
    changed[at] = (changed[at] as number) ^ (1 << bit)
    return ['refused', 'the same model'].includes(await fares(changed))
  }), { numRuns: 600 })
})

test('every bit of the header and the metadata is looked at', async () => {
  const length = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  const found = new Set<string>()
  for (let at = 0; at < length; at++) {
    const changed = bytes.slice()
    changed[at] = (changed[at] as number) ^ (1 << (at % 8))
    found.add(await fares(changed))
  }
  expect([...found].filter((how) => how !== 'the same model')).toEqual(['refused'])
})

test('a file that is cut off, or longer, is refused', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => await fares(bytes.slice(0, length)) === 'refused'), { numRuns: 200 })
  expect(await fares(Uint8Array.of(...bytes, 0))).toBe('refused')
})

// Whoever makes a seal for another text gets past it: then what the text says is looked at.
const written = (change: (about: any) => unknown, tensors: Readonly<Record<string, tensor.AnyTensor>> = {}): Uint8Array => {
  const read = decode(bytes)
  if (E.isLeft(read)) throw read.left
  const about = JSON.parse(read.right.metadata.get('model') as string)
  return encode(sealed({
    tensors: new Map([...read.right.tensors, ...Object.entries(tensors)]),
    metadata: new Map([['format', 'tenfold model 1'], ['model', JSON.stringify(change(about))]]),
  }))
}

test.each<readonly [name: string, change: (about: any) => unknown, says: string]>([
  ['no record', () => 3, 'schemas, architecture and what was fitted'],
  ['nothing fitted', ({ preparation: _, ...rest }) => rest, 'schemas, architecture and what was fitted'],
  ['a kind of input that there is not', (about) => ({ ...about, input: { kind: 'smell' } }), 'one of row, image, sound, text'],
  ['columns of another form', (about) => ({ ...about, input: { kind: 'row', columns: 3 } }), 'input.columns'],
  ['a column of another kind', (about) => ({ ...about, input: { ...about.input, columns: [['area', { kind: 'feeling' }]] } }), 'one of number, integer'],
  ['names that are none', (about) => ({ ...about, input: { ...about.input, columns: [['area', { kind: 'category', names: 3 }]] } }), 'names'],
  ['another width', (about) => ({ ...about, input: { ...about.input, columns: about.input.columns.slice(1) } }), 'preparation'],
  ['numbers that are missing', (about) => ({ ...about, preparation: { ...about.preparation, fill: [1] } }), 'model.preparation.fill: expected 3 numbers'],
  ['another output', (about) => ({ ...about, output: { kind: 'classes', name: 'price', names: ['a', 'b'] } }), 'numbers'],
  ['an option that there is not', (about) => ({ ...about, output: { ...about.output, color: 'red' } }), 'color: expected a record of unit, received "red"'],
  ['another architecture', (about) => ({ ...about, architecture: { ...about.architecture, hidden: [4] } }), 'params.0.weights: expected f32[3, 4]'],
  ['an architecture that there is not', (about) => ({ ...about, architecture: { kind: 'brain' } }), 'one of perceptron, convolutional'],
])('%s is a Left that says so', async (_, change, says) => {
  const read = await model.decode(written(change))()
  expect(E.isLeft(read) ? read.left.message : 'no error').toContain(says)
})

test('tensors that belong to nothing are a Left', async () => {
  const read = await model.decode(written((about) => about, { 'params.9.weights': tensor.ones([1]) }), flats)()
  expect(E.isLeft(read) ? read.left.message : 'no error').toContain('params.9.weights')
})

test('a model of a later version is a Left', async () => {
  const read = decode(bytes)
  if (E.isLeft(read)) throw read.left
  const later = encode(sealed({ ...read.right, metadata: new Map([...read.right.metadata, ['format', 'tenfold model 2']]) }))
  const found = await model.decode(later)()
  expect(E.isLeft(found) ? found.left.message : 'no error').toContain('expected "tenfold model 1", received "tenfold model 2"')
})
