import { axisIndex } from '../shape/axes.js'
import { expectShape } from '../shape/error.js'
import { anInteger, check, optional } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { size } from '../shape/size.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Given, Parts } from './transform.js'

/** An axis, by default the last. */
export const axisOf = (operation: string, axis: number | undefined): number => {
  check(operation, { axis }, { axis: optional(anInteger) })
  return axis ?? -1
}

/** What `f` makes of rows of numbers, along an axis of tensors of any shape; it may change how many there are. */
export const along = (
  operation: string, result: Shape | string, axis: number, { real, imaginary }: Given, f: (rows: Given) => Parts,
): Parts => {
  const to = expectShape(operation, 'axis', result, real.shape)
  const index = axisIndex(to, axis) as number
  const lead = [...to.keys()].filter((i) => i !== index)
  const [order, back] = [[...lead, index], [...to.keys()].map((i) => (i === index ? lead.length : lead.indexOf(i)))]
  const rows = size(lead.map((i) => to[i] as number))
  const laid = (x: AnyTensor): AnyTensor => raw.reshape(raw.permute(x, order), [rows, x.shape[index] as number])
  const made = f({ real: laid(real), imaginary: imaginary && laid(imaginary) })
  const put = (x: AnyTensor): AnyTensor => raw.permute(raw.reshape(x, order.map((i) => to[i] as number)), back)
  return { real: put(made.real), imaginary: put(made.imaginary) }
}
