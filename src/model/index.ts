/** Models that travel: from a raw case to an answer, in one value and one file. */
export { define, type Definition, type LabeledBy, type LabeledOf, type NetworkOf, type Parts } from './define.js'
export { row, type RawRow, type RowInput, type RowOptions, type RowWidth } from './row.js'
export { image, type ImageInput, type ImageSize, type RawImage } from './image.js'
export { sound, type SoundInput, type SoundOptions } from './sound.js'
export { text, type TextInput, type TextOptions } from './text.js'
export type { ExampleOf, Input, InputType, RawOf, Reading, Values } from './input.js'
export {
  classes, quantity, truth,
  type AnswerOf, type ClassAnswer, type Output, type QuantityOptions, type TargetField, type TargetOf, type TruthOptions,
} from './output.js'
export type { ActivationName, Architecture } from './architecture.js'
export { perceptron, type PerceptronOptions } from './perceptron.js'
export { convolutional, type ConvolutionalOptions } from './convolutional.js'
export type { Answered, Fitted, Model } from './model.js'
export type { Preparation, Scaling } from './preparation.js'
export { example } from './example.js'
export { train, type Trained } from './train.js'
export type { TrainCheckpoint, TrainOptions } from './options.js'
export type { ModelParts } from './parts.js'
export { evaluate, type EvaluateOptions } from './evaluate.js'
export { decode, encode, load, save, type Decode, type Load, type OpenModel } from './stored.js'
export type { Wrong } from './wrong.js'
