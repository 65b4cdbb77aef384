"""Reductions by numpy and scipy, in double precision: prints reductions.ts."""
import numpy as np
import scipy
from fixture import export, header, interface
from scipy.special import log_softmax, logsumexp, softmax

rng = np.random.default_rng(1)
x = np.round(rng.normal(size=(2, 3, 4)) * 2, 3)
x[0, 1, 2] = 0
AXES = [None, 0, 1, 2, -1, (0, 2), (2, 1), (0, 1, 2)]
one = lambda axes: axes if axes is None or isinstance(axes, int) else list(axes)
both = lambda value: {'shape': list(np.shape(value)), 'values': np.ravel(np.asarray(value, dtype=float)).tolist()}

REDUCTIONS = {
    'prod': lambda a, axes: np.prod(a, axis=axes), 'std': lambda a, axes: np.std(a, axis=axes), 'variance': lambda a, axes: np.var(a, axis=axes),
    'std1': lambda a, axes: np.std(a, axis=axes, ddof=1), 'variance1': lambda a, axes: np.var(a, axis=axes, ddof=1),
    'norm1': lambda a, axes: np.sum(np.abs(a), axis=axes), 'norm2': lambda a, axes: np.sqrt(np.sum(a * a, axis=axes)),
    'normInfinity': lambda a, axes: np.max(np.abs(a), axis=axes), 'countNonzero': lambda a, axes: np.count_nonzero(a, axis=axes),
    'any': lambda a, axes: np.any(a > 2, axis=axes), 'all': lambda a, axes: np.all(a > -3, axis=axes),
}
ALONG = {'softmax': softmax, 'logSoftmax': log_softmax, 'logSumExp': logsumexp, 'argmax': np.argmax}

header(f'''
Reductions of 24 numbers [2, 3, 4] by NumPy {np.__version__} and SciPy {scipy.__version__}, in double precision.

Made by reductions.py.
''')
interface('Reduced', name='string', axes='number | readonly number[] | undefined', shape='readonly number[]', values='readonly number[]')
export('samples', 'readonly number[]', x.ravel().tolist())
export('reductions', 'readonly Reduced[]', [{'name': name, 'axes': one(axes), **both(f(x, axes))} for name, f in REDUCTIONS.items() for axes in AXES])
export('along', 'readonly Reduced[]', [{'name': name, 'axes': axis, **both(f(x, axis=axis))} for name, f in ALONG.items() for axis in [0, 1, 2, -2]])
