/**
 * What NumPy 2.4.6 and JAX 0.10.2 make of a tensor x, a matrix m and a vector v, by the operations' names.
 *
 * Made by indexing.py.
 */
export interface Result {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

export const given: Readonly<Record<'x' | 'm' | 'v' | 'rows' | 'updates' | 'columns', readonly number[]>> = {
  x: [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5],
  m: [3, -1, 4, 1, 5, -9, 2, 6, 5, 3, -5, 8],
  v: [2, -7, 1, 8, -2],
  rows: [1, -1, 2, -2, 3, -3],
  updates: [1, 2, 3, -4, -5, 6, 7, 8, 9, 0.5],
  columns: [1, 5, 2, 6, 3, 7],
}

export const places: readonly number[] = [2, 0, 2, 1, 0]

export const results: Readonly<Record<string, Result>> = {
  'at a row': { shape: [3, 4], values: [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5] },
  'at a column': { shape: [2, 4], values: [-3, -2.5, -2, -1.5, 3, 3.5, 4, 4.5] },
  'at the last of all': { shape: [2, 3], values: [-1.5, 0.5, 2.5, 4.5, 6.5, 8.5] },
  'at single positions': { shape: [], values: [8.5] },
  'at ranges': { shape: [1, 2, 2], values: [-1, 0, 1, 2] },
  'at negative bounds': { shape: [2, 1, 3], values: [-0.5, 0, 0.5, 5.5, 6, 6.5] },
  'at a new axis': { shape: [2, 1, 4, 1], values: [-1, -0.5, 0, 0.5, 5, 5.5, 6, 6.5] },
  'at backward': { shape: [2, 3, 2], values: [4.5, 3.5, 6.5, 5.5, 8.5, 7.5, -1.5, -2.5, 0.5, -0.5, 2.5, 1.5] },
  'at backward between': { shape: [2, 2], values: [8, 7, 6, 5] },
  'at nothing': { shape: [2, 0, 4], values: [] },
  'take': {
    shape: [2, 3, 4],
    values: [1, 1.5, 2, 2.5, -3, -2.5, -2, -1.5, -3, -2.5, -2, -1.5, 7, 7.5, 8, 8.5, 3, 3.5, 4, 4.5, 3, 3.5, 4, 4.5],
  },
  'take by a matrix': {
    shape: [2, 3, 2, 2],
    values: [-3, -1.5, -2.5, -2.5, -1, 0.5, -0.5, -0.5, 1, 2.5, 1.5, 1.5, 3, 4.5, 3.5, 3.5, 5, 6.5, 5.5, 5.5, 7, 8.5, 7.5, 7.5],
  },
  'takeAlong': { shape: [2, 4], values: [5, -9, 4, 8, 3, -1, 4, 6] },
  'takeAlong the last': { shape: [3, 4], values: [-1, 1, 3, 4, -9, 2, 5, 6, -5, 3, 5, 8] },
  'scatterAdd': { shape: [3, 2], values: [13, -4.5, 9, 6, -1, 5] },
  'scatterSet': { shape: [3, 2], values: [3, -4, 2, -2, 1, 2] },
  'scatterMax': { shape: [3, 2], values: [9, 0.5, 7, 8, 3, 6] },
  'scatterMin': { shape: [3, 2], values: [1, -4, 2, -2, -5, -3] },
  'scatterAdd of columns': { shape: [3, 4], values: [0, 0, 0, 6, 0, 0, 0, 8, 0, 0, 0, 10] },
  'scatterSet of columns': { shape: [3, 4], values: [0, 5, 0, 1, 0, 6, 0, 2, 0, 7, 0, 3] },
  'segmentSum': { shape: [4, 2], values: [12, -3.5, 7, 8, -4, 8, 0, 0] },
  'segmentMax': { shape: [4, 2], values: [9, 0.5, 7, 8, 1, 6, -Infinity, -Infinity] },
  'segmentMin': { shape: [4, 2], values: [3, -4, 7, 8, -5, 2, Infinity, Infinity] },
  'segmentMean': { shape: [4, 2], values: [6, -1.75, 7, 8, -2, 4, 0, 0] },
  'bincount': { shape: [5], values: [2, 1, 2, 0, 0] },
  'dynamicSlice': { shape: [1, 2, 2], values: [4, 4.5, 6, 6.5] },
  'dynamicUpdate': {
    shape: [2, 3, 4],
    values: [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 9, 9, 7, 7.5, 9, 9],
  },
  'where': { shape: [3, 4], values: [3, 3, 4, 3, 5, 5, 5, 6, 5, 3, 5, 8] },
  'where of a number': { shape: [3, 4], values: [0, -1, 0, 1, 0, -9, 2, 0, 0, 0, -5, 0] },
  'nonzero 0': { shape: [7], values: [0, 0, 1, 1, 2, 2, 2] },
  'nonzero 1': { shape: [7], values: [0, 2, 0, 3, 0, 1, 3] },
  'booleanMask': { shape: [7], values: [3, 4, 5, 6, 5, 3, 8] },
  'booleanMask of rows': { shape: [2, 4], values: [3, -1, 4, 1, 5, 3, -5, 8] },
  'compress': { shape: [3, 2], values: [3, 1, 5, 6, 5, 8] },
  'split 1': { shape: [2, 3, 2], values: [-2, -1.5, 0, 0.5, 2, 2.5, 4, 4.5, 6, 6.5, 8, 8.5] },
  'split by sizes 1': { shape: [1], values: [1] },
  'unstack 1': { shape: [2, 4], values: [-1, -0.5, 0, 0.5, 5, 5.5, 6, 6.5] },
  'roll': { shape: [5], values: [8, -2, 2, -7, 1] },
  'roll back': {
    shape: [2, 3, 4],
    values: [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5],
  },
  'roll two axes': { shape: [3, 4], values: [-5, 8, 5, 3, 4, 1, 3, -1, 2, 6, 5, -9] },
  'flip': { shape: [3, 4], values: [5, 3, -5, 8, 5, -9, 2, 6, 3, -1, 4, 1] },
  'flip two axes': {
    shape: [2, 3, 4],
    values: [4.5, 4, 3.5, 3, 6.5, 6, 5.5, 5, 8.5, 8, 7.5, 7, -1.5, -2, -2.5, -3, 0.5, 0, -0.5, -1, 2.5, 2, 1.5, 1],
  },
  'tile': {
    shape: [6, 12],
    values: [
      3, -1, 4, 1, 3, -1, 4, 1, 3, -1, 4, 1, 5, -9, 2, 6, 5, -9, 2, 6, 5, -9, 2, 6, 5, 3, -5, 8, 5, 3, -5, 8, 5, 3, -5, 8, 3,
      -1, 4, 1, 3, -1, 4, 1, 3, -1, 4, 1, 5, -9, 2, 6, 5, -9, 2, 6, 5, -9, 2, 6, 5, 3, -5, 8, 5, 3, -5, 8, 5, 3, -5, 8,
    ],
  },
  'moveAxis': {
    shape: [3, 4, 2],
    values: [-3, 3, -2.5, 3.5, -2, 4, -1.5, 4.5, -1, 5, -0.5, 5.5, 0, 6, 0.5, 6.5, 1, 7, 1.5, 7.5, 2, 8, 2.5, 8.5],
  },
  'moveAxis of two': {
    shape: [4, 2, 3],
    values: [-3, -1, 1, 3, 5, 7, -2.5, -0.5, 1.5, 3.5, 5.5, 7.5, -2, 0, 2, 4, 6, 8, -1.5, 0.5, 2.5, 4.5, 6.5, 8.5],
  },
  'swapAxes': {
    shape: [4, 3, 2],
    values: [-3, 3, -1, 5, 1, 7, -2.5, 3.5, -0.5, 5.5, 1.5, 7.5, -2, 4, 0, 6, 2, 8, -1.5, 4.5, 0.5, 6.5, 2.5, 8.5],
  },
  'tril': { shape: [3, 4], values: [3, 0, 0, 0, 5, -9, 0, 0, 5, 3, -5, 0] },
  'tril 1': {
    shape: [2, 3, 4],
    values: [-3, -2.5, 0, 0, -1, -0.5, 0, 0, 1, 1.5, 2, 2.5, 3, 3.5, 0, 0, 5, 5.5, 6, 0, 7, 7.5, 8, 8.5],
  },
  'triu': { shape: [3, 4], values: [3, -1, 4, 1, 0, -9, 2, 6, 0, 0, -5, 8] },
  'triu -1': {
    shape: [2, 3, 4],
    values: [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 0, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 0, 7.5, 8, 8.5],
  },
  'eye': { shape: [3, 4], values: [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
  'diagonal': { shape: [2, 3], values: [-3, -0.5, 2, 3, 5.5, 8] },
  'diagonal 2': { shape: [2], values: [4, 6] },
  'diagonal -1': { shape: [2], values: [5, 3] },
  'diag': { shape: [5, 5], values: [2, 0, 0, 0, 0, 0, -7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, -2] },
  'diag -2': { shape: [4, 4], values: [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, -7, 0, 0] },
  'trace': { shape: [2], values: [-1.5, 16.5] },
  'linspace': { shape: [7], values: [-1, -0.5, 0, 0.5, 1, 1.5, 2] },
  'linspace without its end': { shape: [3], values: [0, 0.3333333432674408, 0.6666666865348816] },
  'arange': { shape: [3], values: [2, 5, 8] },
  'arange back': { shape: [3], values: [5, 1, -3] },
  'arange of fractions': { shape: [4], values: [0, 0.30000001192092896, 0.6000000238418579, 0.8999999761581421] },
  'meshgrid 0': { shape: [4, 5], values: [2, -7, 1, 8, -2, 2, -7, 1, 8, -2, 2, -7, 1, 8, -2, 2, -7, 1, 8, -2] },
  'meshgrid 1': { shape: [4, 5], values: [3, 3, 3, 3, 3, -1, -1, -1, -1, -1, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1] },
  'meshgrid ij 1': {
    shape: [5, 4, 2],
    values: [
      3, 3, -1, -1, 4, 4, 1, 1, 3, 3, -1, -1, 4, 4, 1, 1, 3, 3, -1, -1, 4, 4, 1, 1, 3, 3, -1, -1, 4, 4, 1, 1, 3, 3, -1, -1, 4,
      4, 1, 1,
    ],
  },
  'pad reflect': {
    shape: [6, 7],
    values: [
      8, -5, 3, 5, 3, -5, 8, 6, 2, -9, 5, -9, 2, 6, 1, 4, -1, 3, -1, 4, 1, 6, 2, -9, 5, -9, 2, 6, 8, -5, 3, 5, 3, -5, 8, 6, 2,
      -9, 5, -9, 2, 6,
    ],
  },
  'pad symmetric': {
    shape: [7, 8],
    values: [
      5, 3, -5, 8, 8, -5, 3, 5, 5, -9, 2, 6, 6, 2, -9, 5, 3, -1, 4, 1, 1, 4, -1, 3, 3, -1, 4, 1, 1, 4, -1, 3, 5, -9, 2, 6, 6,
      2, -9, 5, 5, 3, -5, 8, 8, -5, 3, 5, 5, 3, -5, 8, 8, -5, 3, 5,
    ],
  },
  'pad edge': {
    shape: [9, 6],
    values: [
      3, -1, 4, 1, 1, 1, 3, -1, 4, 1, 1, 1, 3, -1, 4, 1, 1, 1, 3, -1, 4, 1, 1, 1, 3, -1, 4, 1, 1, 1, 3, -1, 4, 1, 1, 1, 5, -9,
      2, 6, 6, 6, 5, 3, -5, 8, 8, 8, 5, 3, -5, 8, 8, 8,
    ],
  },
  'pad wrap': {
    shape: [7, 10],
    values: [
      4, 1, 3, -1, 4, 1, 3, -1, 4, 1, 2, 6, 5, -9, 2, 6, 5, -9, 2, 6, -5, 8, 5, 3, -5, 8, 5, 3, -5, 8, 4, 1, 3, -1, 4, 1, 3,
      -1, 4, 1, 2, 6, 5, -9, 2, 6, 5, -9, 2, 6, -5, 8, 5, 3, -5, 8, 5, 3, -5, 8, 4, 1, 3, -1, 4, 1, 3, -1, 4, 1,
    ],
  },
}
