/** Valid calls of what puts elements in order and accumulates them. */
import { tensor as t } from '../../src/index.js'
import { also, optional, options } from './walk.js'

const x = t.of([2], [0.5, 2])
const m = t.of([2, 2], [1, 2, 3, 4])
const along = [[optional(0), options({ reverse: true })], [m]]
const sorting = [[optional(0), options({ descending: true })], [m]]

export const ordering = {
  sort: sorting, argsort: sorting,
  topK: [[1, options({ axis: 0, largest: false })], [m]],
  argmin: [[optional(0)], [m]],
  median: [[optional([0]), options({ keepDims: true })], [m]],
  quantile: [[0.25, optional([0]), options({ keepDims: true })], [m]],
  searchsorted: [[x, options({ side: 'right' })], [also(m, 'tensor')]],
  unique: [[options({ inverse: true, counts: true })], [m]],
  cumsum: along, cumprod: along, cummax: along, cummin: along, logCumsumExp: along,
}
