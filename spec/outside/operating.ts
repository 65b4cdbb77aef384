/**
 * Curves of operating points, intervals of shares, and quantiles.
 *
 * Made by operating.py with scikit-learn 1.9.1, statsmodels 0.15.0 and NumPy 2.4.6; in short
 *   roc_curve(truth, scores, drop_intermediate=False); precision_recall_curve(truth, scores), from no recall on
 *   proportion_confint(hits, n, method='wilson'); quantile(values, shares)
 */
export interface Curves {
  readonly scores: readonly number[]
  readonly truth: readonly number[]
  readonly roc: readonly (readonly number[])[]
  readonly area: number
  readonly precisionRecall: readonly (readonly number[])[]
  readonly averagePrecision: number
}

export const curves: readonly Curves[] = [
  {
    scores: [0.6, 0.4, 0.1, 0.3, 0.6, 0, 0.9, 0.9, 0, 0.8, 0.2, 0.7, 0.2, 0.7, 1, 1, 0.7, 0.2, 0.4, 0.3],
    truth: [0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1],
    roc: [
      [0, 0], [0.125, 0.08333333333333333], [0.375, 0.08333333333333333], [0.5, 0.08333333333333333], [0.625, 0.25],
      [0.75, 0.3333333333333333], [0.75, 0.5], [0.875, 0.5833333333333334], [1, 0.75], [1, 0.8333333333333334], [1, 1],
    ],
    area: 0.24479166666666666,
    precisionRecall: [
      [0, 1], [0.08333333333333333, 0.5], [0.08333333333333333, 0.25], [0.08333333333333333, 0.2], [0.25, 0.375],
      [0.3333333333333333, 0.4], [0.5, 0.5], [0.5833333333333334, 0.5], [0.75, 0.5294117647058824],
      [0.8333333333333334, 0.5555555555555556], [1, 0.6],
    ],
    averagePrecision: 0.49703159041394335,
  },
  {
    scores: [0.1, 0.4, 0.4, 0.4, 0.7, 0.7, 0.2, 0.9],
    truth: [0, 0, 1, 1, 0, 1, 0, 1],
    roc: [[0, 0], [0, 0.25], [0.25, 0.5], [0.5, 1], [0.75, 1], [1, 1]],
    area: 0.78125,
    precisionRecall: [[0, 1], [0.25, 1], [0.5, 0.6666666666666666], [1, 0.6666666666666666], [1, 0.5714285714285714], [1, 0.5]],
    averagePrecision: 0.75,
  },
  {
    scores: [0.5, 0.5, 0.5, 0.5],
    truth: [0, 1, 1, 0],
    roc: [[0, 0], [1, 1]],
    area: 0.5,
    precisionRecall: [[0, 1], [1, 0.5]],
    averagePrecision: 0.5,
  },
  {
    scores: [0.1, 0.2, 0.8, 0.9],
    truth: [0, 0, 1, 1],
    roc: [[0, 0], [0, 0.5], [0, 1], [0.5, 1], [1, 1]],
    area: 1,
    precisionRecall: [[0, 1], [0.5, 1], [1, 1], [1, 0.6666666666666666], [1, 0.5]],
    averagePrecision: 1,
  },
  {
    scores: [0.9, 0.8, 0.2],
    truth: [0, 0, 1],
    roc: [[0, 0], [0.5, 0], [1, 0], [1, 1]],
    area: 0,
    precisionRecall: [[0, 1], [0, 0], [0, 0], [1, 0.3333333333333333]],
    averagePrecision: 0.3333333333333333,
  },
]

export const intervals: readonly (readonly [hits: number, n: number, low: number, high: number])[] = [
  [0, 1, 0, 0.7934506856227627],
  [1, 1, 0.2065493143772374, 1],
  [0, 10, 0, 0.27753279986288926],
  [5, 10, 0.23659309051256394, 0.7634069094874361],
  [9, 10, 0.5958499732047614, 0.982123786904927],
  [97, 100, 0.9154806357094724, 0.9897454759759611],
  [43, 100, 0.337332985241101, 0.5278461045078768],
  [9711, 10000, 0.9676313089835055, 0.9742068877516429],
]

export const shares: readonly number[] = [0, 0.1, 0.25, 0.5, 0.9, 1]

export const quantileLists: readonly { readonly values: readonly number[], readonly quantiles: readonly number[] }[] = [
  { values: [7.92], quantiles: [7.92, 7.92, 7.92, 7.92, 7.92, 7.92] },
  { values: [-16.92, 11.86], quantiles: [-16.92, -14.042000000000002, -9.725000000000001, -2.530000000000001, 8.982, 11.86] },
  {
    values: [-5.09, 3.74, 15.08, -21.63, -3.15, 5.73, 8.99],
    quantiles: [-21.63, -11.705999999999998, -4.12, 3.74, 11.426000000000002, 15.08],
  },
  {
    values: [
      13.58, 6.06, 5.14, 1.06, 2.66, 0.71, 9.92, 1.59, 6.69, 16.16, 11.7, -3.44, -1.03, 7.35, -6.42, -18.31, -10.11, 5.39,
      -2.11, -3.57, 7.47, -10.52, 22.65, 0.23, -3.24, 20.37, -10.89, -4.97, -0.89, -9.6, -3.4, 5.83, 1.69, -0.49, 9.88, 18.87,
      15.63, -20.93, 13.71, 7.76,
    ],
    quantiles: [-20.93, -10.151, -3.41, 1.6400000000000001, 15.683000000000002, 22.65],
  },
]
