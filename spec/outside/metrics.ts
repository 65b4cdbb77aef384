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
 * the variance of each; R² of a constant truth is 1 where it is met and 0 where it is missed. `jaccard` is averaged as precision
 * is; `meanIoU` leaves out classes that are neither true nor predicted (jaccard_score without labels). `precision` of `areas` is
 * average_precision_score. The logits of `likelihoods` become `probabilities` by scipy's softmax; the calibration error is
 * computed from the definition of Guo et al. (2017).
 */
export interface Classification {
  readonly name: string
  readonly classes: number
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly accuracy: number
  readonly balanced: number
  readonly adjusted: number
  readonly matthews: number
  readonly kappa: Readonly<Record<'none' | 'linear' | 'quadratic', number>>
  readonly jaccard: Readonly<Record<'macro' | 'micro' | 'weighted', number>> & { readonly each: readonly number[] }
  readonly meanIoU: number
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
  readonly precision: number
}

export interface Regression {
  readonly name: string
  readonly truth: readonly (readonly number[])[]
  readonly predicted: readonly (readonly number[])[]
  readonly mse: number
  readonly mae: number
  readonly r2: number
  readonly mape: number
  readonly median: number
  readonly explained: number
  readonly rmseEach: readonly number[]
  readonly each: Readonly<Record<'mse' | 'mae' | 'r2', readonly number[]>>
  readonly r2Weighted: number
}

export interface Likelihood {
  readonly name: string
  readonly logits: readonly (readonly number[])[]
  readonly probabilities: readonly (readonly number[])[]
  readonly truth: readonly number[]
  readonly logLoss: number
  readonly perplexity: number
  readonly brier: number
  readonly calibration: readonly { readonly bins: number, readonly norm: 'l1' | 'l2' | 'max', readonly error: number }[]
}

export const classifications: readonly Classification[] = [
  {
    name: 'four classes',
    classes: 4,
    truth: [1, 1, 2, 0, 2, 3, 2, 0, 3, 0, 2, 2, 2, 0, 2, 1, 3, 3, 2, 1, 1, 0, 0, 0],
    predicted: [0, 1, 2, 0, 2, 2, 2, 1, 3, 0, 2, 3, 2, 3, 2, 1, 3, 1, 2, 2, 2, 0, 0, 1],
    accuracy: 0.625,
    balanced: 0.5866071428571429,
    adjusted: 0.4488095238095238,
    matthews: 0.4904356295099978,
    kappa: { none: 0.48571428571428577, linear: 0.5675675675675675, quadratic: 0.6172248803827751 },
    jaccard: {
      each: [0.5, 0.25, 0.6363636363636364, 0.3333333333333333],
      macro: 0.4299242424242424,
      micro: 0.45454545454545453,
      weighted: 0.4655934343434343,
    },
    meanIoU: 0.4299242424242424,
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
    balanced: 0.4973214285714286,
    adjusted: 0.32976190476190476,
    matthews: 0.4251598001250497,
    kappa: { none: 0.4117647058823529, linear: 0.4018691588785047, quadratic: 0.35025380710659904 },
    jaccard: {
      each: [0.45454545454545453, 0.25, 0.6363636363636364, 0],
      macro: 0.3352272727272727,
      micro: 0.4117647058823529,
      weighted: 0.39678030303030304,
    },
    meanIoU: 0.3352272727272727,
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
    balanced: 0.8518518518518517,
    adjusted: 0.7777777777777775,
    matthews: 0.7959190572428001,
    kappa: { none: 0.7635467980295567, linear: 0.5485893416927901, quadratic: 0.26405451448040895 },
    jaccard: {
      each: [0.5555555555555556, 1, 1, 0],
      macro: 0.6388888888888888,
      micro: 0.7142857142857143,
      weighted: 0.8333333333333334,
    },
    meanIoU: 0.6388888888888888,
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
    balanced: 0.8333333333333333,
    adjusted: 0.6666666666666665,
    matthews: 0.6666666666666666,
    kappa: { none: 0.6153846153846154, linear: 0.6153846153846154, quadratic: 0.6153846153846154 },
    jaccard: {
      each: [0.6666666666666666, 0, 0.6666666666666666],
      macro: 0.4444444444444444,
      micro: 0.6666666666666666,
      weighted: 0.6666666666666666,
    },
    meanIoU: 0.6666666666666666,
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
    balanced: 0.7083333333333333,
    adjusted: 0.4166666666666665,
    matthews: 0.4166666666666667,
    kappa: { none: 0.41666666666666663, linear: 0.41666666666666663, quadratic: 0.41666666666666663 },
    jaccard: { each: [0.5, 0.6], macro: 0.55, micro: 0.5555555555555556, weighted: 0.5571428571428572 },
    meanIoU: 0.55,
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
    balanced: 1,
    adjusted: 1,
    matthews: 1,
    kappa: { none: 1, linear: 1, quadratic: 1 },
    jaccard: { each: [1, 1, 1], macro: 1, micro: 1, weighted: 1 },
    meanIoU: 1,
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
    balanced: 0,
    adjusted: -1,
    matthews: -1,
    kappa: { none: -0.8000000000000003, linear: -0.8000000000000003, quadratic: -0.8000000000000003 },
    jaccard: { each: [0, 0], macro: 0, micro: 0, weighted: 0 },
    meanIoU: 0,
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
    precision: 0.7159090909090908,
  },
  { scores: [0.1, 0.4, 0.4, 0.4, 0.7, 0.7, 0.2, 0.9], truth: [0, 0, 1, 1, 0, 1, 0, 1], area: 0.78125, precision: 0.75 },
  { scores: [0.5, 0.5, 0.5, 0.5], truth: [0, 1, 1, 0], area: 0.5, precision: 0.5 },
  { scores: [0.1, 0.2, 0.8, 0.9], truth: [0, 0, 1, 1], area: 1, precision: 1 },
  { scores: [0.9, 0.8, 0.2], truth: [0, 0, 1], area: 0, precision: 0.3333333333333333 },
  { scores: [-3, 2.5, 0, 0, 7], truth: [0, 1, 1, 0, 0], area: 0.5833333333333334, precision: 0.5 },
]

/** Of `scores`, every row divided by its sum. */
export const areaEach: readonly number[] = [0.8403361344537814, 0.7052631578947368, 0.890625, 0.7000000000000001]

export const areaMacro: number = 0.7840560730871295

export const areaWeighted: number = 0.8055695304437566

/** Average precision of `scores`, one class against the rest. */
export const precisions: Readonly<Record<'macro' | 'weighted', number>> & { readonly each: readonly number[] } = {
  each: [0.8059523809523809, 0.3396503496503497, 0.8733161027568922, 0.3472222222222222],
  macro: 0.5915352638954613,
  weighted: 0.6548056719109351,
}

export const likelihoods: readonly Likelihood[] = [
  {
    name: 'four classes',
    logits: [
      [0, 0.6, -0.55, -1.78], [-0.91, -1.98, 0.12, 2.68], [-0.98, -1.24, 0.98, 0.71], [0.21, -1.86, -0.06, 1.39],
      [-2.69, -0.92, -3.8, -2.58], [-3.68, -0.47, -2.53, 0.54], [0.31, -0.37, -5.03, -1.08], [-0.1, 0.23, -3.06, -0.96],
      [-1.96, -1.62, 2.12, -1.62], [-0.07, 1.77, -1.17, -0.22], [0.22, 0.13, -2.45, 0.15], [2.72, -3.09, 1.72, 0.24],
    ],
    probabilities: [
      [0.2802920945637043, 0.5107254951053599, 0.16171447080967863, 0.04726793952125707],
      [0.02476586948882925, 0.008494904175948505, 0.06937083089177598, 0.8973683954434464],
      [0.06997969504673435, 0.0539579548398345, 0.49680874305668865, 0.3792536070567426],
      [0.19440353139763378, 0.02453096157563046, 0.14840366949562422, 0.6326618375311115],
      [0.12024013793415966, 0.7059122179638689, 0.03962621493711909, 0.13422142916485227],
      [0.010312386586363879, 0.2555315164047923, 0.03256850619903429, 0.7015875908098096],
      [0.5680242664181975, 0.2877707454434576, 0.0027241709420526444, 0.14148081719629235],
      [0.3489245465825176, 0.48534292353495756, 0.018080892178890393, 0.1476516377036345],
      [0.015884269744245585, 0.022316566505040023, 0.9394825972456744, 0.022316566505040023],
      [0.11778400252595951, 0.7416314784415645, 0.03920688856311349, 0.10137763046936252],
      [0.34298525504437766, 0.31346492067326254, 0.023752492160116725, 0.31979733212224315],
      [0.6874647216652396, 0.002060627430382495, 0.25290413763128944, 0.05757051327308834],
    ],
    truth: [2, 3, 2, 1, 2, 2, 0, 0, 2, 1, 2, 1],
    logLoss: 2.074573934782595,
    perplexity: 7.961153765621821,
    brier: 0.8082398662454015,
    calibration: [
      { bins: 15, norm: 'l1', error: 0.3680818372635442 },
      { bins: 15, norm: 'l2', error: 0.4405855550267224 },
      { bins: 15, norm: 'max', error: 0.6983215101463061 },
      { bins: 4, norm: 'l1', error: 0.25302446140683793 },
      { bins: 1, norm: 'l1', error: 0.22583296018835802 },
    ],
  },
  {
    name: 'two classes',
    logits: [
      [-0.38, 1.37], [-0.13, 1.33], [2.88, -1.35], [0.41, -0.93], [0.25, -2.37], [-1.16, -0.39], [1.8, 2.29], [-2.65, -1.59],
      [1.29, -3.98], [-0.93, -0.19],
    ],
    probabilities: [
      [0.1480471980316895, 0.8519528019683106], [0.18846732521381945, 0.8115326747861805],
      [0.9856563439365119, 0.014343656063488088], [0.7924899414403644, 0.2075100585596356],
      [0.9321377064230055, 0.0678622935769945], [0.3164791062636844, 0.6835208937363156],
      [0.3798935676569099, 0.6201064323430902], [0.2573094546973143, 0.7426905453026857],
      [0.9948827107699584, 0.005117289230041487], [0.323004143761477, 0.676995856238523],
    ],
    truth: [1, 1, 0, 1, 1, 1, 1, 1, 0, 0],
    logLoss: 0.6937411060289744,
    perplexity: 2.0011882037553668,
    brier: 0.23236005359456263,
    calibration: [
      { bins: 15, norm: 'l1', error: 0.2563703979336843 },
      { bins: 15, norm: 'l2', error: 0.35751999147705654 },
      { bins: 15, norm: 'max', error: 0.9321377064230055 },
      { bins: 4, norm: 'l1', error: 0.16453384517037173 },
      { bins: 1, norm: 'l1', error: 0.10919659069449461 },
    ],
  },
  {
    name: 'one logit',
    logits: [[3.05], [-0.86], [-0.61], [0.71], [-0.24], [-0.39], [-2.23], [-0.02], [-0.89], [2.33]],
    probabilities: [
      [0.9547825265167125], [0.2973393456552685], [0.3520591979193498], [0.6704011598088686], [0.44028635073280703],
      [0.40371730070321216], [0.09708864098649891], [0.49500016666000024], [0.2911098274338801], [0.9113313367452667],
    ],
    truth: [1, 0, 1, 1, 1, 0, 1, 1, 0, 0],
    logLoss: 0.8982589687797453,
    perplexity: 2.4553245909503683,
    brier: 0.30807285037737897,
    calibration: [
      { bins: 15, norm: 'l1', error: 0.4086445166506966 },
      { bins: 15, norm: 'l2', error: 0.5114430397823574 },
      { bins: 15, norm: 'max', error: 0.9071213478793838 },
      { bins: 4, norm: 'l1', error: 0.21599141929798307 },
      { bins: 1, norm: 'l1', error: 0.21599141929798304 },
    ],
  },
  {
    name: 'far apart',
    logits: [[0, 600, -600], [500, 499, 0]],
    probabilities: [[2.6503965530043108e-261, 1, 0], [0.7310585786300049, 0.2689414213699951, 5.208482701253151e-218]],
    truth: [1, 1],
    logLoss: 0.6566308437591115,
    perplexity: 1.9282846855324671,
    brier: 0.534446645388523,
    calibration: [
      { bins: 15, norm: 'l1', error: 0.36552928931500245 },
      { bins: 15, norm: 'l2', error: 0.5169364783938754 },
      { bins: 15, norm: 'max', error: 0.7310585786300049 },
      { bins: 4, norm: 'l1', error: 0.36552928931500245 },
      { bins: 1, norm: 'l1', error: 0.3655292893150024 },
    ],
  },
]

export const regressions: readonly Regression[] = [
  {
    name: 'one output',
    truth: [[3], [-0.5], [2], [7]],
    predicted: [[2.5], [0], [2], [8]],
    mse: 0.375,
    mae: 0.5,
    r2: 0.9486081370449679,
    mape: 0.3273809523809524,
    median: 0.5,
    explained: 0.9571734475374732,
    rmseEach: [0.6123724356957945],
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
    mape: 0.5699404761904762,
    median: 0.75,
    explained: 0.9623139601099542,
    rmseEach: [0.6123724356957945, 0.875],
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
    mape: 0.8888888888888888,
    median: 2,
    explained: -3,
    rmseEach: [1.632993161855452],
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
    mape: 0.08333333333333333,
    median: 0,
    explained: 0,
    rmseEach: [0.28867513459481287],
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
    mape: 0,
    median: 0,
    explained: 1,
    rmseEach: [0],
    each: { mse: [0], mae: [0], r2: [1] },
    r2Weighted: 1,
  },
]
