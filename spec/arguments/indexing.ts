/** Valid calls of what takes elements by position, and puts them elsewhere. */
import { tensor as t } from '../../src/index.js'
import { also, optional, options, type Rows } from './walk.js'

const x = t.of([2], [0.5, 2])
const m = t.of([2, 2], [1, 2, 3, 4])
const i = t.of([2], [0, 1], 'i32')
const truth = t.of([2], [1, 0], 'bool')
const pairs = t.of([2, 2], [0, 1, 1, 0], 'i32')

const scatter = [[i, also(x, 'number', 'nan'), options({ axis: 0 })], [x]]
const segment = [[2], [i], [x]]

export const indexing = {
  at: [[also(0, 'undefined', 'null', 'list')], [x]],
  gather: [[i, options({ axis: 0 })], [m]],
  takeAlong: [[0], [pairs], [m]],
  scatterAdd: scatter, scatterSet: scatter, scatterMax: scatter, scatterMin: scatter,
  segmentSum: segment, segmentMax: segment, segmentMin: segment, segmentMean: segment,
  bincount: [[2], [i]],
  dynamicSlice: [[[t.scalar(1, 'i32')], [1]], [x]],
  dynamicUpdate: [[[t.scalar(1, 'i32')], t.of([1], [3])], [x]],
  where: [[also(x, 'number', 'nan'), also(x, 'number', 'nan')], [truth]],
  nonzero: [[also(x, 'tensor')]],
  booleanMask: [[truth], [m]],
  compress: [[truth, options({ axis: 0 })], [m]],
  split: [[also(2, 'list'), optional(0)], [m]],
  unstack: [[optional(0)], [m]],
  roll: [[also(1, 'list'), optional(0, 'list')], [m]],
  flip: [[also(0, 'list')], [m]],
  tile: [[[2]], [x]],
  moveAxis: [[also(0, 'list'), also(1, 'list')], [m]],
  swapAxes: [[0, 1], [m]],
  tril: [[optional(0)], [m]], triu: [[optional(0)], [m]], diagonal: [[optional(0)], [m]],
  diag: [[optional(0)], [x]],
  trace: [[also(m, 'tensor')]],
  eye: [[2, options({ columns: 2, k: 0, dtype: 'f32' })]],
  linspace: [[0, 1, 3, options({ endpoint: true, dtype: 'f32' })]],
  arange: [[0, also(1, 'undefined'), optional(1), optional('i32')]],
  meshgrid: [[options({ indexing: 'xy' })], [[x, x]]],
  pad: [[[[1, 1]], optional(0, 'nan')], [x]],
  fullLike: [[also(1, 'nan')], [x]], zerosLike: [[x]], onesLike: [[x]],
  squeeze: [[optional([0], 'number')], [t.ones([1, 2])]],
} satisfies Partial<Rows<typeof t>>
