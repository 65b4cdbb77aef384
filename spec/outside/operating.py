"""Curves of operating points and intervals of scikit-learn, statsmodels and NumPy: prints operating.ts."""
import numpy as np
import sklearn
import statsmodels
from fixture import export, header, interface
from sklearn import metrics as m
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(16)
plain = lambda value: np.asarray(value).tolist()

samples = [(plain(np.round(random.random(20), 1)), plain(random.integers(0, 2, 20))),
           ([0.1, 0.4, 0.4, 0.4, 0.7, 0.7, 0.2, 0.9], [0, 0, 1, 1, 0, 1, 0, 1]),
           ([0.5, 0.5, 0.5, 0.5], [0, 1, 1, 0]), ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]), ([0.9, 0.8, 0.2], [0, 0, 1])]


def curve(scores, truth):
    fallout, hits, _ = m.roc_curve(truth, scores, drop_intermediate=False)
    precision, recall, _ = m.precision_recall_curve(truth, scores)
    return {'scores': scores, 'truth': truth, 'roc': plain(np.stack([fallout, hits], 1)),
            'area': float(m.auc(fallout, hits)),
            'precisionRecall': plain(np.stack([recall, precision], 1)[::-1]),
            'averagePrecision': float(m.average_precision_score(truth, scores))}


shares = [0, 0.1, 0.25, 0.5, 0.9, 1]
lists = [plain(np.round(random.normal(0, 10, n), 2)) for n in (1, 2, 7, 40)]

header(f"""
Curves of operating points, intervals of shares, and quantiles.

Made by operating.py with scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__} and NumPy {np.__version__}; in short
  roc_curve(truth, scores, drop_intermediate=False); precision_recall_curve(truth, scores), from no recall on
  proportion_confint(hits, n, method='wilson'); quantile(values, shares)
""")
interface('Curves', scores='readonly number[]', truth='readonly number[]', roc='readonly (readonly number[])[]', area='number',
          precisionRecall='readonly (readonly number[])[]', averagePrecision='number')
export('curves', 'readonly Curves[]', [curve(*sample) for sample in samples])
export('intervals', 'readonly (readonly [hits: number, n: number, low: number, high: number])[]',
       [[hits, n, *map(float, proportion_confint(hits, n, method='wilson'))]
        for hits, n in [(0, 1), (1, 1), (0, 10), (5, 10), (9, 10), (97, 100), (43, 100), (9711, 10000)]])
export('shares', 'readonly number[]', shares)
export('quantileLists', 'readonly { readonly values: readonly number[], readonly quantiles: readonly number[] }[]',
       [{'values': values, 'quantiles': plain(np.quantile(values, shares))} for values in lists])
