"""Metrics of scikit-learn: prints metrics.ts."""
import numpy as np
import sklearn
from fixture import export, header, interface
from scipy import special
from sklearn import metrics as m

random = np.random.default_rng(6)
plain = lambda value: np.asarray(value).tolist()


def classification(name, classes, truth, predicted):
    labels = list(range(classes))
    table = lambda average: dict(zip(('precision', 'recall', 'f1'), map(plain, m.precision_recall_fscore_support(
        truth, predicted, labels=labels, average=average, zero_division=0)[:3])))
    return {'name': name, 'classes': classes, 'truth': truth, 'predicted': predicted,
            'accuracy': m.accuracy_score(truth, predicted),
            'balanced': float(m.balanced_accuracy_score(truth, predicted)),
            'adjusted': float(m.balanced_accuracy_score(truth, predicted, adjusted=True)),
            'matthews': float(m.matthews_corrcoef(truth, predicted)),
            'kappa': {weights or 'none': float(m.cohen_kappa_score(truth, predicted, labels=labels, weights=weights))
                      for weights in (None, 'linear', 'quadratic')},
            'jaccard': {average or 'each': plain(m.jaccard_score(truth, predicted, labels=labels, average=average,
                                                                  zero_division=0))
                        for average in (None, 'macro', 'micro', 'weighted')},
            'meanIoU': float(m.jaccard_score(truth, predicted, average='macro')),
            'confusion': plain(m.confusion_matrix(truth, predicted, labels=labels)),
            'perClass': table(None), 'macro': table('macro'), 'micro': table('micro'), 'weighted': table('weighted')}


SCORES = np.round(random.dirichlet([1, 1, 1, 1], 24), 3)
TRUTH = plain(np.where(random.random(24) < 0.6, SCORES.argmax(1), random.integers(0, 4, 24)))
NEVER = plain(np.where(SCORES.argmax(1) == 3, 0, SCORES.argmax(1)))
classifications = [
    classification('four classes', 4, TRUTH, plain(SCORES.argmax(1))),
    classification('class 3 never predicted', 4, TRUTH, NEVER),
    classification('class 3 never true', 4, NEVER, plain(SCORES.argmax(1))),
    classification('class 1 neither', 3, [0, 2, 2, 0, 2], [0, 2, 0, 0, 2]),
    classification('two classes', 2, [0, 1, 1, 0, 1, 1, 0], [0, 1, 0, 1, 1, 1, 0]),
    classification('all right', 3, [0, 1, 2, 1], [0, 1, 2, 1]),
    classification('all wrong', 2, [0, 1, 1], [1, 0, 0]),
]
assert all(sorted(row)[-1] != sorted(row)[-2] and len(set(row)) == 4 for row in plain(SCORES))
ranked = [{'k': k, 'accuracy': float(m.top_k_accuracy_score(TRUTH, SCORES, k=k, labels=range(4)))} for k in (1, 2, 3)]

binary = [(plain(np.round(random.random(12), 2)), [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0]),
          ([0.1, 0.4, 0.4, 0.4, 0.7, 0.7, 0.2, 0.9], [0, 0, 1, 1, 0, 1, 0, 1]),
          ([0.5, 0.5, 0.5, 0.5], [0, 1, 1, 0]), ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]), ([0.9, 0.8, 0.2], [0, 0, 1]),
          ([-3.0, 2.5, 0.0, 0.0, 7.0], [0, 1, 1, 0, 0])]
curves = [{'scores': scores, 'truth': truth, 'area': float(m.roc_auc_score(truth, scores)),
           'precision': float(m.average_precision_score(truth, scores))} for scores, truth in binary]
NORMAL = SCORES / SCORES.sum(1, keepdims=True)
rest = [float(m.roc_auc_score(np.array(TRUTH) == c, NORMAL[:, c])) for c in range(4)]
macro = float(m.roc_auc_score(TRUTH, NORMAL, multi_class='ovr', average='macro'))
weighted = float(m.roc_auc_score(TRUTH, NORMAL, multi_class='ovr', average='weighted'))
ONE_HOT = np.eye(4)[TRUTH]
precisions = {average or 'each': plain(m.average_precision_score(ONE_HOT, SCORES, average=average))
              for average in (None, 'macro', 'weighted')}


def calibration(probabilities, truth, bins, norm):
    """Guo et al. (2017), equation 3, from the definition."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    edges = np.linspace(0, 1, bins + 1)
    inside = [(confidence > low) & (confidence <= high) for low, high in zip(edges, edges[1:])]
    gaps = np.array([abs(right[i].mean() - confidence[i].mean()) if i.any() else 0 for i in inside])
    shares = np.array([i.mean() for i in inside])
    return float({'l1': (shares * gaps).sum(), 'l2': np.sqrt((shares * gaps ** 2).sum()), 'max': gaps.max()}[norm])


def likelihood(name, logits, truth):
    logits, classes = np.array(logits), max(2, len(logits[0]))
    both = logits if len(logits[0]) > 1 else np.concatenate([np.zeros_like(logits), logits], 1)
    probabilities = special.softmax(both, 1)
    loss = float(m.log_loss(truth, probabilities, labels=range(classes)))
    brier = m.brier_score_loss(truth, probabilities[:, 1] if classes == 2 else probabilities, labels=range(classes))
    given = probabilities[:, 1:] if len(logits[0]) == 1 else probabilities
    return {'name': name, 'logits': plain(logits), 'probabilities': plain(given),
            'truth': plain(truth), 'logLoss': loss, 'perplexity': float(np.exp(loss)), 'brier': float(brier),
            'calibration': [{'bins': bins, 'norm': norm, 'error': calibration(probabilities, truth, bins, norm)}
                            for bins, norm in ((15, 'l1'), (15, 'l2'), (15, 'max'), (4, 'l1'), (1, 'l1'))]}


other = np.random.default_rng(7)
likelihoods = [
    likelihood('four classes', np.round(other.normal(0, 2, (12, 4)), 2), other.integers(0, 4, 12)),
    likelihood('two classes', np.round(other.normal(0, 2, (10, 2)), 2), other.integers(0, 2, 10)),
    likelihood('one logit', np.round(other.normal(0, 2, (10, 1)), 2), other.integers(0, 2, 10)),
    likelihood('far apart', [[0.0, 600.0, -600.0], [500.0, 499.0, 0.0]], np.array([1, 1])),
]


def regression(name, truth, predicted):
    each = lambda f: plain(f(truth, predicted, multioutput='raw_values'))
    return {'name': name, 'truth': truth, 'predicted': predicted, 'mse': float(m.mean_squared_error(truth, predicted)),
            'mae': float(m.mean_absolute_error(truth, predicted)), 'r2': float(m.r2_score(truth, predicted)),
            'mape': float(m.mean_absolute_percentage_error(truth, predicted)),
            'median': float(m.median_absolute_error(truth, predicted)),
            'explained': float(m.explained_variance_score(truth, predicted)),
            'rmseEach': each(m.root_mean_squared_error),
            'each': {'mse': each(m.mean_squared_error), 'mae': each(m.mean_absolute_error), 'r2': each(m.r2_score)},
            'r2Weighted': float(m.r2_score(truth, predicted, multioutput='variance_weighted'))}


regressions = [
    regression('one output', [[3.0], [-0.5], [2.0], [7.0]], [[2.5], [0.0], [2.0], [8.0]]),
    regression('two outputs', [[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0], [2.0, 0.25]],
               [[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0], [1.5, 0.0]]),
    regression('worse than the mean', [[1.0], [2.0], [3.0]], [[3.0], [2.0], [1.0]]),
    regression('constant truth, missed', [[2.0], [2.0], [2.0]], [[2.0], [2.5], [2.0]]),
    regression('constant truth, met', [[2.0], [2.0], [2.0]], [[2.0], [2.0], [2.0]]),
]

header(f"""Classification, ranking and regression metrics in double precision.

Made by metrics.py with scikit-learn {sklearn.__version__}; in short
  precision_recall_fscore_support(truth, predicted, labels=range(classes), average='macro', zero_division=0)
  confusion_matrix(truth, predicted); roc_auc_score(truth, scores, multi_class='ovr'); r2_score(truth, predicted)
A ratio with nothing below it is 0 (zero_division=0), and counts in the macro average; `confusion` has a row for each true
class and a column for each predicted one; `weighted` weighs by the number of true examples. In `areas` a pair of equal
scores counts half; `areaEach` is one class against the rest, `areaMacro` their mean, `areaWeighted` weighted by the true
examples. With several outputs `mse`, `mae` and `r2` are the plain mean over outputs of `each`, `r2Weighted` is weighted by
the variance of each; R² of a constant truth is 1 where it is met and 0 where it is missed. `jaccard` is averaged as precision
is; `meanIoU` leaves out classes that are neither true nor predicted (jaccard_score without labels). `precision` of `areas` is
average_precision_score. The logits of `likelihoods` become `probabilities` by scipy's softmax; the calibration error is
computed from the definition of Guo et al. (2017).""")
rates = lambda kind: f"Readonly<Record<'precision' | 'recall' | 'f1', {kind}>>"
matrix = 'readonly (readonly number[])[]'
interface('Classification', name='string', classes='number', truth='readonly number[]', predicted='readonly number[]',
          accuracy='number', balanced='number', adjusted='number', matthews='number',
          kappa="Readonly<Record<'none' | 'linear' | 'quadratic', number>>",
          jaccard="Readonly<Record<'macro' | 'micro' | 'weighted', number>> & { readonly each: readonly number[] }",
          meanIoU='number', confusion=matrix, perClass=rates('readonly number[]'), macro=rates('number'), micro=rates('number'),
          weighted=rates('number'))
print()
interface('Area', scores='readonly number[]', truth='readonly number[]', area='number', precision='number')
print()
interface('Regression', name='string', truth=matrix, predicted=matrix, mse='number', mae='number', r2='number',
          mape='number', median='number', explained='number', rmseEach='readonly number[]',
          each="Readonly<Record<'mse' | 'mae' | 'r2', readonly number[]>>", r2Weighted='number')
print()
interface('Likelihood', name='string', logits=matrix, probabilities=matrix, truth='readonly number[]', logLoss='number',
          perplexity='number', brier='number',
          calibration="readonly { readonly bins: number, readonly norm: 'l1' | 'l2' | 'max', readonly error: number }[]")
export('classifications', 'readonly Classification[]', classifications)
export('scores', matrix, plain(SCORES),
       'Scores of 24 examples in 4 classes, no two of an example equal; `scoredTruth` are their classes.')
export('scoredTruth', 'readonly number[]', TRUTH)
export('topK', 'readonly { readonly k: number, readonly accuracy: number }[]', ranked, 'Of `scores`.')
export('areas', 'readonly Area[]', curves)
export('areaEach', 'readonly number[]', rest, 'Of `scores`, every row divided by its sum.')
export('areaMacro', 'number', macro)
export('areaWeighted', 'number', weighted)
export('precisions', "Readonly<Record<'macro' | 'weighted', number>> & { readonly each: readonly number[] }", precisions,
       'Average precision of `scores`, one class against the rest.')
export('likelihoods', 'readonly Likelihood[]', likelihoods)
export('regressions', 'readonly Regression[]', regressions)
