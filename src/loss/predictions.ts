/** What predictions a loss takes, where not all will do. */
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Predictions whose shape without the batch fits, or an error that says which are expected. */
export const expectOutputs = (
  operation: string, predictions: AnyTensor, fits: (outputs: Shape) => boolean, expected: string,
): void => {
  if (!fits(predictions.shape.slice(1)))
    fail(operation, { argument: 'predictions', expected: `predictions ${expected}`, received: printType(predictions) })
}

/** The shape of targets that are one for each row of predictions. */
export const butLast = (predictions: Shape): Shape => predictions.slice(0, -1)
/** And of those that are one for each example. */
export const onlyBatch = (predictions: Shape): Shape => predictions.slice(0, 1)
