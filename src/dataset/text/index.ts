/** Text as tokens: vocabularies, encoding, and examples from long texts. */
export { fitBytePairs, type BytePairOptions } from './bytePairs.js'
export { decode, encode, type EncodeOptions, type Tokenised } from './encode.js'
export { fitCharacters, fitWords, type Frequent, type Unknown } from './fit.js'
export { read } from './read.js'
export { codec, size, type BytePairs, type Tokens, type Vocabulary } from './vocabulary.js'
export { randomWindows, windows } from './windows.js'
export type { CropBatches, Crops, CropsOptions, Windows, WindowsOptions } from './windows.js'
