/** Statistics that no batch has moved are no statistics: inference with them is an error. */
import { TenfoldError } from '../shape/error.js'
import { elements } from '../tensor/tensor.js'
import { failUnseen, type Expectation } from './seen.js'

/** The count of statistics; of layers that are stacked there is one for each. */
export const isMoved: Expectation = (count, path = 'count') => {
  if (elements(count).includes(0 as never)) failUnseen(new TenfoldError('batchNorm', {
    argument: path,
    expected: 'moved by a batch: train a step, or calibrate; a layer names networks that it holds, or gives them its context',
    received: 0,
  }))
}
