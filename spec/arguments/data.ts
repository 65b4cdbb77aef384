/** Valid calls of dataset, preprocess, text, augment, table and signal. */
import * as E from 'fp-ts/lib/Either.js'
import { augment, dataset, preprocess, random, signal, table, tensor as t, text } from '../../src/index.js'
import { also, any, data, optional, options, type Rows } from './walk.js'

const key = random.key(0)
const inputs = t.of([6, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
const targets = t.of([6], [0, 1, 0, 1, 0, 1], 'i32')
const columns = { inputs, targets, weights: optional(t.ones([6])) }
const six = dataset.of({ inputs, targets, weights: t.ones([6]) })
const batch = { inputs, targets }
const aDataset = data({ size: six.size, ...columns })
const each = (iterable: any): unknown => [...iterable]
const eachAsync = async (iterable: any): Promise<unknown> => {
  const all = []
  for await (const one of iterable) all.push(one)
  return all
}
const task = (made: any): unknown => made()
async function* arriving(): AsyncGenerator<unknown> { yield E.right(1) }

/** A header of IDX, and what it promises. */
const idx = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7])
const image = new Uint8Array(8)

export const datasets: Rows<typeof dataset> = {
  of: [[options(columns, 'inputs', 'targets')]],
  map: [[(all: unknown) => all], [aDataset]],
  mapInputs: [[(x: unknown) => x], [aDataset]],
  mapTargets: [[(x: unknown) => x], [aDataset]],
  fromExamples: [
    [options({ inputs: [2], targets: [], inputType: 'f32', targetType: 'i32' }, 'inputs', 'targets')],
    [[{ inputs: [1, 2], targets: 0 }]],
  ],
  concatenate: [[aDataset], [aDataset]],
  select: [[[0, 1]], [aDataset]],
  shuffle: [[key], [aDataset]],
  slice: [[0, 2], [aDataset]],
  take: [[2], [aDataset]],
  split: [[also(0.5, 'list'), optional(key)], [aDataset]],
  stratifiedSplit: [[0.5, key], [aDataset]],
  folds: [[2, optional(key)], [aDataset]],
  stratifiedFolds: [[2, key], [aDataset]],
  batches: { calls: [[options({ size: 2, epochs: 1, shuffle: key, dropLast: true }, 'size')], [aDataset]], use: each },
  rebatch: { calls: [[options({ size: 2, dropLast: true }, 'size')], [[data(batch)]]], use: each },
  rebatchAsync: { calls: [[options({ size: 2, dropLast: true }, 'size')], [[batch]]], use: eachAsync },
  chunksOf: { calls: [[(x: unknown) => x], [also(arriving(), 'list')]], use: eachAsync },
  drawnDigits: [[options({ count: 10, key }, 'count', 'key')]],
  parsePng: { calls: [[any('a.png')], [image]], use: task, missing: true },
  readPng: { calls: [['argument.png']], use: task, missing: true },
  encodePng: [[options({ depth: 8 })], [t.of([1, 1, 1], [0.5])]],
  writePng: { calls: [['argument.png', options({ depth: 8 })], [t.of([1, 1, 1], [0.5])]], use: task },
  rowwise: [[(x: typeof inputs) => x, options({ backend: undefined })], [inputs]],
  parseTar: [[any('a.tar')], [new Uint8Array(1024)]],
  readTar: { calls: [['argument.tar']], use: task, missing: true },
  parseWav: { calls: [[any('a.wav')], [new Uint8Array(44)]], missing: true },
  readWav: { calls: [['argument.wav']], use: task, missing: true },
  idxTensor: [[data({ type: 'u8', shape: [1], values: new Uint8Array([7]) })]],
  parseIdx: [[any('a.idx')], [idx]],
  decodeIdx: { calls: [[any('a.idx')], [idx]], use: task },
  labelledImages: [[options({ images: { type: 'u8', shape: [1, 1, 1], values: new Uint8Array([7]) }, labels: { type: 'u8', shape: [1], values: new Uint8Array([7]) }, classes: 10 }, 'images', 'labels')]],
  readIdx: { calls: [['argument.idx']], use: task, missing: true },
  readImages: { calls: [[options({ images: 'argument.idx', labels: 'argument.idx', classes: 10 }, 'images', 'labels')]], use: task, missing: true },
  readMnist: { calls: [['.']], use: task, missing: true },
}

const fitted = (step: any): unknown => preprocess.fit([step])(inputs)
const chosen = { columns: [0] }
export const preprocesses: Rows<typeof preprocess> = {
  clipOutliers: { calls: [[{ interquartile: 1.5 }, options(chosen)]], use: fitted },
  fit: [[[preprocess.minMax()]], [inputs]],
  impute: { calls: [[also('mean', 'record'), options(chosen)]], use: fitted },
  minMax: { calls: [[options({ ...chosen, to: [0, 1] })]], use: fitted },
  smooth: { calls: [[options({ by: 'mean', window: 3, axis: 0 }, 'window')]], use: fitted },
  standardise: { calls: [[options(chosen)]], use: fitted },
  apply: [[preprocess.fit([preprocess.minMax()])(inputs)], [inputs]],
  fitCategories: [[options({ unknown: 'zeros' })], [targets]],
  oneHot: [[options({ categories: [0, 1], unknown: 'zeros' }, 'categories', 'unknown'), optional('f32')], [targets]],
}

const vocabulary = text.fitCharacters()('abba')
const padded = text.fitCharacters({ padding: true })('abba')
const tokens = t.range(9)
export const texts: Rows<typeof text> = {
  fitBytePairs: [[options({ size: 300, padding: true, unknown: 'token' }, 'size')], ['abab']],
  decode: [[vocabulary, options({ maxBytes: 100 })], [t.of([2], [0, 1], 'i32')]],
  encode: [[padded, options({ file: 'a.txt', length: 3 })], ['ab']],
  mask: [[padded, optional(null, 'record')], [t.of([1, 2], [0, 1], 'i32')]],
  fitCharacters: [[options({ unknown: 'token', padding: true })], ['abba']],
  fitWords: [[options({ size: 4, unknown: 'token', padding: true })], ['to be or not to be']],
  read: { calls: [['argument.txt']], use: task, missing: true },
  size: [[vocabulary]],
  randomWindows: { calls: [[options({ length: 2, size: 2, steps: 2, key }, 'length', 'size', 'steps', 'key')], [tokens]], use: each },
  windows: [[options({ length: 2, step: 1 }, 'length')], [tokens]],
}

const pictures = t.ones([2, 4, 4, 1])
const sounds = t.ones([2, 4, 4])
const pictureBatches = dataset.batches({ size: 1 })(dataset.of({ inputs: pictures, targets: t.ones([2, 1]) }))
const batchesData = data({ length: also(pictureBatches.length, 'undefined', 'null', 'nan', 'string', 'boolean', 'list', 'record', 'function', 'tensor'), epochs: any(1), from: pictureBatches.from })
export const augments: Rows<typeof augment> = {
  chain: [[augment.flip(), augment.noise({ deviation: 1 })], [key], [pictures]],
  inputs: { calls: [[augment.flip(), key], [batchesData]], use: each },
  whole: { calls: [[augment.mixUp({ alpha: 1 }), key], [batchesData]], use: each },
  crop: [[options({ share: 0.5 }, 'share')], [key], [pictures]],
  flip: [[options({ share: 0.5 })], [key], [pictures]],
  rotate: [[options({ degrees: 10 }, 'degrees')], [key], [pictures]],
  shift: [[options({ pixels: 1 }, 'pixels')], [key], [pictures]],
  mixUp: [[options({ alpha: 1 }, 'alpha')], [key], [data({ inputs: pictures, targets: t.ones([2, 1]) })]],
  noise: [[options({ deviation: 1 }, 'deviation')], [key], [pictures]],
  frequencyMask: [[options({ bands: 1, count: 1, value: 0 }, 'bands')], [key], [sounds]],
  timeMask: [[options({ frames: 1, count: 1, value: 0 }, 'frames')], [key], [sounds]],
}

const cells = { age: table.number, sex: table.category(['f', 'm']) }
const rows = [{ age: 1, sex: 0 }, { age: 2, sex: 1 }]
export const cellTables: Rows<typeof table> = {
  category: [[['a', 'b']]],
  optional: [[table.number, optional(['', 'NA'])]],
  examples: [[options({ columns: cells, inputs: ['age'], target: 'sex' }, 'columns', 'inputs', 'target')], [rows]],
  features: [[cells, ['age', 'sex']]],
  numeric: [[cells, ['age', 'sex']]],
}

const wave = t.ones([1, 16])
const frame = { length: 4, step: 2, padding: 'same' }
const banded = { ...frame, window: 'hann', rate: 16, bands: 2, low: 0, high: 8, scale: 'htk', normalised: true }
export const signals: Rows<typeof signal> = {
  logMel: [[options({ ...banded, floor: 1e-6 }, 'length', 'step', 'rate', 'bands')], [wave]],
  melSpectrogram: [[options(banded, 'length', 'step', 'rate', 'bands')], [wave]],
  mfcc: [[options({ ...banded, floor: 1e-6, coefficients: 2 }, 'length', 'step', 'rate', 'bands', 'coefficients')], [wave]],
  frames: [[options(frame, 'length', 'step')], [wave]],
  melFilters: [[options({ length: 4, rate: 16, bands: 2, low: 0, high: 8, scale: 'htk', normalised: true }, 'length', 'rate', 'bands')]],
  spectrogram: [[options({ ...frame, window: 'hann' }, 'length', 'step')], [wave]],
  hamming: [[4]],
  hann: [[4]],
}
