/** The mean loss over a data set, compiled: in pieces where the loss takes each example by itself, else of all at once. */
import { compiled } from '../jit/compiled.js'
import { overRows } from '../jit/rows.js'
import type { AnyLoss, Compared, Losses } from '../loss/loss.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'

/** How the mean of a loss is computed, as a tensor without axes. */
const meanOf = (loss: AnyLoss): ((compared: Compared) => AnyTensor) => {
  const { rows } = loss
  if (rows === undefined)
    return compiled(({ predictions, targets, weights }: Compared): AnyTensor => loss.of(predictions, targets, weights))
  type One = Compared & { readonly predictions: AnyTensor; readonly targets: AnyTensor }
  const columns = overRows<object, One, readonly AnyTensor[]>(
    ({ rows: { predictions, targets } }) => rows.columns(predictions, targets))
  return (compared) => {
    const { predictions, targets, weights } = compared as One
    return rows.mean(columns({}, { predictions, targets }, predictions.shape[0]), predictions.dtype, weights)
  }
}

/** `loss.of`, to the bit; and, where there are several outputs, the loss of each. */
export const meanLoss = (loss: AnyLoss): ((compared: Compared) => Losses) => {
  if (loss.parts !== undefined) return loss.parts.means(meanOf)
  const mean = meanOf(loss)
  return (compared) => ({ loss: elements(mean(compared))[0] as number, each: {} })
}
