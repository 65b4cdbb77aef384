/**
 * Classification, ranking and regression metrics in double precision.
 *
 * Made by metrics.py with scikit-learn 1.9.1; in short
 *   precision_recall_fscore_support(truth, predicted, labels=range(classes), average='macro', zero_division=0)
 *   confusion_matrix(truth, predicted); roc_auc_score(truth, scores, multi_class='ovr'); r2_score(truth, predicted)
 * A ratio with nothing below it is 0 (zero_division=0), and counts in the macro average; `confusion` has a row for each true
 * class and a column for each predicted one; `weighted` weighs by the number of true examples. In `areas` a pair of equal
 * scores counts half; `areaEach` is one class against the rest, `areaMacro` their mean, `areaWeighted` weighted by the true
 * examples. With several outputs `mse`, `mae` and `r2` are the plain mean over outputs of `each`, `r2Weighted` is weighted by
 * the variance of each; R² of a constant truth is 1 where it is met and 0 where it is missed.
 */
export interface Classification {
  readonly name: string
  readonly classes: number
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly accuracy: number
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: Readonly<Record<'precision' | 'recall' | 'f1', readonly number[]>>
  readonly macro: Readonly<Record<'precision' | 'recall' | 'f1', number>>
  readonly micro: Readonly<Record<'precision' | 'recall' | 'f1', number>>
  readonly weighted: Readonly<Record<'precision' | 'recall' | 'f1', number>>
}

export interface Area {
  readonly scores: readonly number[]
  readonly truth: readonly number[]
  readonly area: number
}

export interface Regression {
  readonly name: string
  readonly truth: readonly (readonly number[])[]
  readonly predicted: readonly (readonly number[])[]
  readonly mse: number
  readonly mae: number
  readonly r2: number
  readonly each: Readonly<Record<'mse' | 'mae' | 'r2', readonly number[]>>
  readonly r2Weighted: number
}

export const classifications: readonly Classification[] = [
  {
    name: 'four classes',
    classes: 4,
    truth: [1, 1, 2, 0, 2, 3, 2, 0, 3, 0, 2, 2, 2, 0, 2, 1, 3, 3, 2, 1, 1, 0, 0, 0],
    predicted: [0, 1, 2, 0, 2, 2, 2, 1, 3, 0, 2, 3, 2, 3, 2, 1, 3, 1, 2, 2, 2, 0, 0, 1],
    accuracy: 0.625,
    confusion: [[4, 2, 0, 1], [1, 2, 2, 0], [0, 0, 7, 1], [0, 1, 1, 2]],
    perClass: {
      precision: [0.8, 0.4, 0.7, 0.5],
      recall: [0.5714285714285714, 0.4, 0.875, 0.5],
      f1: [0.6666666666666666, 0.4, 0.7777777777777778, 0.5],
    },
    macro: { precision: 0.6000000000000001, recall: 0.5866071428571429, f1: 0.5861111111111111 },
    micro: { precision: 0.625, recall: 0.625, f1: 0.625 },
    weighted: { precision: 0.6333333333333333, recall: 0.625, f1: 0.6203703703703703 },
  },
  {
    name: 'class 3 never predicted',
    classes: 4,
    truth: [1, 1, 2, 0, 2, 3, 2, 0, 3, 0, 2, 2, 2, 0, 2, 1, 3, 3, 2, 1, 1, 0, 0, 0],
    predicted: [0, 1, 2, 0, 2, 2, 2, 1, 0, 0, 2, 0, 2, 0, 2, 1, 0, 1, 2, 2, 2, 0, 0, 1],
    accuracy: 0.5833333333333334,
    confusion: [[5, 2, 0, 0], [1, 2, 2, 0], [1, 0, 7, 0], [2, 1, 1, 0]],
    perClass: {
      precision: [0.5555555555555556, 0.4, 0.7, 0],
      recall: [0.7142857142857143, 0.4, 0.875, 0],
      f1: [0.625, 0.4, 0.7777777777777778, 0],
    },
    macro: { precision: 0.41388888888888886, recall: 0.4973214285714286, f1: 0.4506944444444444 },
    micro: { precision: 0.5833333333333334, recall: 0.5833333333333334, f1: 0.5833333333333334 },
    weighted: { precision: 0.4787037037037037, recall: 0.5833333333333334, f1: 0.5248842592592592 },
  },
  {
    name: 'class 3 never true',
    classes: 4,
    truth: [0, 1, 2, 0, 2, 2, 2, 1, 0, 0, 2, 0, 2, 0, 2, 1, 0, 1, 2, 2, 2, 0, 0, 1],
    predicted: [0, 1, 2, 0, 2, 2, 2, 1, 3, 0, 2, 3, 2, 3, 2, 1, 3, 1, 2, 2, 2, 0, 0, 1],
    accuracy: 0.8333333333333334,
    confusion: [[5, 0, 0, 4], [0, 5, 0, 0], [0, 0, 10, 0], [0, 0, 0, 0]],
    perClass: { precision: [1, 1, 1, 0], recall: [0.5555555555555556, 1, 1, 0], f1: [0.7142857142857143, 1, 1, 0] },
    macro: { precision: 0.75, recall: 0.6388888888888888, f1: 0.6785714285714286 },
    micro: { precision: 0.8333333333333334, recall: 0.8333333333333334, f1: 0.8333333333333334 },
    weighted: { precision: 1, recall: 0.8333333333333334, f1: 0.8928571428571429 },
  },
  {
    name: 'class 1 neither',
    classes: 3,
    truth: [0, 2, 2, 0, 2],
    predicted: [0, 2, 0, 0, 2],
    accuracy: 0.8,
    confusion: [[2, 0, 0], [0, 0, 0], [1, 0, 2]],
    perClass: { precision: [0.6666666666666666, 0, 1], recall: [1, 0, 0.6666666666666666], f1: [0.8, 0, 0.8] },
    macro: { precision: 0.5555555555555555, recall: 0.5555555555555555, f1: 0.5333333333333333 },
    micro: { precision: 0.8, recall: 0.8, f1: 0.8 },
    weighted: { precision: 0.8666666666666666, recall: 0.8, f1: 0.8 },
  },
  {
    name: 'two classes',
    classes: 2,
    truth: [0, 1, 1, 0, 1, 1, 0],
    predicted: [0, 1, 0, 1, 1, 1, 0],
    accuracy: 0.7142857142857143,
    confusion: [[2, 1], [1, 3]],
    perClass: { precision: [0.6666666666666666, 0.75], recall: [0.6666666666666666, 0.75], f1: [0.6666666666666666, 0.75] },
    macro: { precision: 0.7083333333333333, recall: 0.7083333333333333, f1: 0.7083333333333333 },
    micro: { precision: 0.7142857142857143, recall: 0.7142857142857143, f1: 0.7142857142857143 },
    weighted: { precision: 0.7142857142857143, recall: 0.7142857142857143, f1: 0.7142857142857143 },
  },
  {
    name: 'all right',
    classes: 3,
    truth: [0, 1, 2, 1],
    predicted: [0, 1, 2, 1],
    accuracy: 1,
    confusion: [[1, 0, 0], [0, 2, 0], [0, 0, 1]],
    perClass: { precision: [1, 1, 1], recall: [1, 1, 1], f1: [1, 1, 1] },
    macro: { precision: 1, recall: 1, f1: 1 },
    micro: { precision: 1, recall: 1, f1: 1 },
    weighted: { precision: 1, recall: 1, f1: 1 },
  },
  {
    name: 'all wrong',
    classes: 2,
    truth: [0, 1, 1],
    predicted: [1, 0, 0],
    accuracy: 0,
    confusion: [[0, 1], [2, 0]],
    perClass: { precision: [0, 0], recall: [0, 0], f1: [0, 0] },
    macro: { precision: 0, recall: 0, f1: 0 },
    micro: { precision: 0, recall: 0, f1: 0 },
    weighted: { precision: 0, recall: 0, f1: 0 },
  },
]

/** Scores of 24 examples in 4 classes, no two of an example equal; `scoredTruth` are their classes. */
export const scores: readonly (readonly number[])[] = [
  [0.343, 0.091, 0.299, 0.266], [0.211, 0.4, 0.317, 0.072], [0.079, 0.082, 0.833, 0.006], [0.601, 0.32, 0.068, 0.01],
  [0.021, 0.073, 0.807, 0.099], [0.111, 0.086, 0.568, 0.235], [0.256, 0.073, 0.59, 0.081], [0.275, 0.47, 0.226, 0.029],
  [0.078, 0.085, 0.338, 0.5], [0.594, 0.221, 0.076, 0.109], [0.239, 0.016, 0.464, 0.281], [0.204, 0.021, 0.17, 0.605],
  [0.17, 0.001, 0.624, 0.205], [0.261, 0.05, 0.025, 0.663], [0.056, 0.166, 0.56, 0.218], [0.213, 0.347, 0.117, 0.323],
  [0.22, 0.097, 0.247, 0.436], [0.108, 0.464, 0.344, 0.084], [0.164, 0.051, 0.526, 0.26], [0.429, 0.124, 0.438, 0.009],
  [0.277, 0.123, 0.377, 0.222], [0.451, 0.199, 0.134, 0.216], [0.479, 0.068, 0.367, 0.086], [0.101, 0.415, 0.323, 0.162],
]

export const scoredTruth: readonly number[] = [1, 1, 2, 0, 2, 3, 2, 0, 3, 0, 2, 2, 2, 0, 2, 1, 3, 3, 2, 1, 1, 0, 0, 0]

/** Of `scores`. */
export const topK: readonly { readonly k: number, readonly accuracy: number }[] = [
  { k: 1, accuracy: 0.625 }, { k: 2, accuracy: 0.75 }, { k: 3, accuracy: 0.8333333333333334 },
]

export const areas: readonly Area[] = [
  {
    scores: [0.8, 0.9, 0.82, 0.44, 0.35, 0.08, 0.85, 0.9, 0.56, 0.76, 0.23, 0.76],
    truth: [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0],
    area: 0.5833333333333333,
  },
  { scores: [0.1, 0.4, 0.4, 0.4, 0.7, 0.7, 0.2, 0.9], truth: [0, 0, 1, 1, 0, 1, 0, 1], area: 0.78125 },
  { scores: [0.5, 0.5, 0.5, 0.5], truth: [0, 1, 1, 0], area: 0.5 },
  { scores: [0.1, 0.2, 0.8, 0.9], truth: [0, 0, 1, 1], area: 1 },
  { scores: [0.9, 0.8, 0.2], truth: [0, 0, 1], area: 0 },
  { scores: [-3, 2.5, 0, 0, 7], truth: [0, 1, 1, 0, 0], area: 0.5833333333333334 },
]

/** Of `scores`, every row divided by its sum. */
export const areaEach: readonly number[] = [0.8403361344537814, 0.7052631578947368, 0.890625, 0.7000000000000001]

export const areaMacro: number = 0.7840560730871295

export const areaWeighted: number = 0.8055695304437566

export const regressions: readonly Regression[] = [
  {
    name: 'one output',
    truth: [[3], [-0.5], [2], [7]],
    predicted: [[2.5], [0], [2], [8]],
    mse: 0.375,
    mae: 0.5,
    r2: 0.9486081370449679,
    each: { mse: [0.375], mae: [0.5], r2: [0.9486081370449679] },
    r2Weighted: 0.9486081370449678,
  },
  {
    name: 'two outputs',
    truth: [[0.5, 1], [-1, 1], [7, -6], [2, 0.25]],
    predicted: [[0, 2], [-1, 2], [8, -5], [1.5, 0]],
    mse: 0.5703125,
    mae: 0.65625,
    r2: 0.9349507760303521,
    each: { mse: [0.375, 0.765625], mae: [0.5, 0.8125], r2: [0.9585492227979274, 0.911352329262777] },
    r2Weighted: 0.93549812237685,
  },
  {
    name: 'worse than the mean',
    truth: [[1], [2], [3]],
    predicted: [[3], [2], [1]],
    mse: 2.6666666666666665,
    mae: 1.3333333333333333,
    r2: -3,
    each: { mse: [2.6666666666666665], mae: [1.3333333333333333], r2: [-3] },
    r2Weighted: -3,
  },
  {
    name: 'constant truth, missed',
    truth: [[2], [2], [2]],
    predicted: [[2], [2.5], [2]],
    mse: 0.08333333333333333,
    mae: 0.16666666666666666,
    r2: 0,
    each: { mse: [0.08333333333333333], mae: [0.16666666666666666], r2: [0] },
    r2Weighted: 0,
  },
  {
    name: 'constant truth, met',
    truth: [[2], [2], [2]],
    predicted: [[2], [2], [2]],
    mse: 0,
    mae: 0,
    r2: 1,
    each: { mse: [0], mae: [0], r2: [1] },
    r2Weighted: 1,
  },
]
