/** The mean loss over a data set, compiled: in pieces where the loss takes each example by itself, else of all at once. */
import { compiled } from '../jit/compiled.js'
import { overRows } from '../jit/rows.js'
import type { AnyLoss } from '../loss/loss.js'
import { weightedSum } from '../loss/several.js'
import { tensorAt, type Tensors } from '../tensor/form.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'

/** What a loss is asked for. */
interface Compared {
  readonly predictions: AnyTensor
  readonly targets: AnyTensor
  readonly weights?: AnyTensor
}

/** The mean of the loss of one output, as a tensor without axes. */
type Mean = (compared: Compared) => AnyTensor

const meanOf = (loss: AnyLoss): Mean => {
  const { rows } = loss
  if (rows === undefined)
    return compiled(({ predictions, targets, weights }: Compared): AnyTensor => loss.of(predictions, targets, weights))
  const columns = overRows<object, Compared, readonly AnyTensor[]>(
    ({ rows: { predictions, targets } }) => rows.columns(predictions, targets))
  return ({ predictions, targets, weights }) =>
    rows.mean(columns({}, { predictions, targets }, predictions.shape[0]), predictions.dtype, weights)
}

/** Predictions and targets of a network, of one output or of several. */
export interface ComparedForms {
  readonly predictions: Tensors
  readonly targets: Tensors
  readonly weights?: AnyTensor
}

/** `loss.of`, to the bit; and, where there are several outputs, the loss of each. */
export interface Losses {
  readonly loss: number
  readonly each: Readonly<Record<string, number>>
}

export const meanLoss = (loss: AnyLoss): ((compared: ComparedForms) => Losses) => {
  const number = (x: AnyTensor): number => elements(x)[0] as number
  const { parts } = loss
  if (parts === undefined) {
    const mean = meanOf(loss)
    return (compared) => ({ loss: number(mean(compared as Compared)), each: {} })
  }
  const means = Object.entries(parts).map(([name, part]) => [name, meanOf(part.loss)] as const)
  return ({ predictions, targets, weights }) => {
    const each = means.map(([name, mean]) => mean({
      predictions: tensorAt(predictions, name), targets: tensorAt(targets, name), ...(weights === undefined ? {} : { weights }),
    }))
    return {
      loss: number(weightedSum(parts, each)),
      each: Object.fromEntries(means.map(([name], i) => [name, number(each[i] as AnyTensor)])),
    }
  }
}
