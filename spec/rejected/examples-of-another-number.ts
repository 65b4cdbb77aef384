// error: 7
import { dataset, tensor as t } from '../../src/index.js'
export const data = dataset.of({ inputs: { a: t.zeros([8, 4]), b: t.zeros([7, 2]) }, targets: t.zeros([8, 1]) })
