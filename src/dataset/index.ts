/** Data sets as values. */
export {
  map, mapInputs, mapTargets, of,
  type Counted, type CountedInputs, type Dataset, type Equal, type MapInputs, type MapTargets, type Rearrangement, type Weighing,
} from './dataset.js'
export type { Limits } from './limit.js'
export { FileError, type Place } from './place.js'
export { fromExamples, type Example, type Form } from './examples.js'
export { concatenate, select, shuffle, slice, take } from './arrange.js'
export { split, stratifiedSplit, type Parts, type Split } from './split.js'
export { folds, stratifiedFolds, type Fold } from './folds.js'
export type { Labelled } from './classes.js'
export { batches, type Batch, type Batches, type BatchOptions } from './batches.js'
export { rebatch, rebatchAsync, type Chunk, type Rebatched, type RebatchOptions } from './rebatch.js'
export { chunksOf } from './chunks.js'
export { drawnDigits, type DrawnDigits } from './drawn.js'
export { parsePng, readPng, type Image } from './png/decode.js'
export { encodePng, writePng, type PngOptions } from './png/encode.js'
export { rowwise, type RowwiseOptions } from './rowwise.js'
export { parseTar, readTar, type Entry, type TarOptions } from './tar.js'
export { parseWav, readWav, type Sound } from './wav.js'
export { idxTensor, parseIdx, type Idx, type IdxType } from './idx.js'
export { decodeIdx } from './idxGzip.js'
export { labelledImages, readIdx, readImages, readMnist, type Images, type ImageSource, type Mnist } from './mnist.js'
