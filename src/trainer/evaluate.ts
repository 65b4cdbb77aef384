/** The mean loss over a data set, compiled: in pieces where the loss takes each example by itself, else of all at once. */
import { compiled } from '../jit/compiled.js'
import { overRows } from '../jit/rows.js'
import type { AnyLoss } from '../loss/loss.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'

/** What a loss is asked for. */
interface Compared {
  readonly predictions: AnyTensor
  readonly targets: AnyTensor
  readonly weights?: AnyTensor
}

/** `loss.of`, to the bit. */
export const meanLoss = (loss: AnyLoss): ((compared: Compared) => number) => {
  const { rows } = loss
  const number = (x: AnyTensor): number => elements(x)[0] as number
  if (rows === undefined) {
    const mean = compiled(({ predictions, targets, weights }: Compared): AnyTensor => loss.of(predictions, targets, weights))
    return (compared) => number(mean(compared))
  }
  const columns = overRows<object, Compared, readonly AnyTensor[]>(
    ({ rows: { predictions, targets } }) => rows.columns(predictions, targets))
  return ({ predictions, targets, weights }) =>
    number(rows.mean(columns({}, { predictions, targets }, predictions.shape[0]), predictions.dtype, weights))
}
