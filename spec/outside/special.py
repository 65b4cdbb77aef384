"""Functions of scipy.special, and transforms of scipy.fft along each axis, in double precision: prints special.ts."""
import numpy as np
import scipy
import scipy.fft
import scipy.special as s
from fixture import export, header

RANDOM = np.random.default_rng(41)
WIDE = [-700, -100, -37.5, -20, -5.25, -2, -1, -0.5, -1e-3, -1e-12, 0, 1e-12, 1e-3, 0.5, 1, 2, 5.25, 20, 37.5, 100, 700]
INSIDE = [-0.999999, -0.99, -0.75, -0.5, -0.1, -1e-6, 0, 1e-6, 0.1, 0.5, 0.75, 0.99, 0.999999]
POSITIVE = [1e-6, 0.01, 0.5, 0.999, 1.001, 1.5, 2.5, 3, 7, 12.25, 40, 171.5, 1e4, 1e8]
NEGATIVE = [-0.25, -0.75, -1.5, -2.25, -3.75, -10.5]

# ours: (SciPy's, at)
FUNCTIONS = {
    'sigmoid': (s.expit, WIDE), 'logSigmoid': (s.log_expit, WIDE), 'softplus': (lambda x: -s.log_expit(-x), WIDE),
    'gelu': (lambda x: x * s.ndtr(x), WIDE[2:-2]), 'erf': (s.erf, WIDE[3:-3]), 'erfc': (s.erfc, WIDE[3:-3]), 'erfInverse': (s.erfinv, INSIDE),
    'lgamma': (s.gammaln, POSITIVE + NEGATIVE), 'digamma': (s.digamma, POSITIVE + NEGATIVE), 'expm1': (s.expm1, WIDE[2:-1]),
    'log1p': (s.log1p, [-0.9999, *INSIDE[2:], 10, 1e10]), 'exp2': (s.exp2, WIDE[1:-1]), 'cbrt': (s.cbrt, WIDE),
}


def flat(x):
    return np.asarray(x, float).ravel().tolist()


def parts(z):
    return dict(shape=list(z.shape), real=flat(z.real), imaginary=flat(z.imag))


single = lambda at: np.array(at, np.float32).astype(float)
functions = {name: dict(x=flat(single(at)), values=flat(f(single(at)))) for name, (f, at) in FUNCTIONS.items()}
z = np.round(RANDOM.normal(size=(3, 4, 5)) + 1j * RANDOM.normal(size=(3, 4, 5)), 4)
transforms = [dict(axis=axis, fft=parts(scipy.fft.fft(z, axis=axis)), ifft=parts(scipy.fft.ifft(z, axis=axis)),
                   rfft=parts(scipy.fft.rfft(z.real, axis=axis)),
                   irfft=[dict(n=n, shape=list(x.shape), values=flat(x)) for n in (2 * (z.shape[axis] - 1), 2 * z.shape[axis] - 1)
                          for x in [scipy.fft.irfft(z, n, axis=axis)]]) for axis in (0, 1, 2, -2)]

header(f'''
Functions of scipy.special {scipy.__version__} of numbers that f32 has, and Fourier transforms of scipy.fft along the axes of numbers [3, 4, 5].

Made by special.py.
''')
print('interface Parts {\n  readonly shape: readonly number[]\n  readonly real: readonly number[]\n  readonly imaginary: readonly number[]\n}')
export('functions', 'Readonly<Record<string, { readonly x: readonly number[]; readonly values: readonly number[] }>>', functions)
export('numbers', 'Parts', parts(z))
print('\nexport interface Transformed {\n  readonly axis: number\n  readonly fft: Parts\n  readonly ifft: Parts\n  readonly rfft: Parts')
print('  readonly irfft: readonly { readonly n: number; readonly shape: readonly number[]; readonly values: readonly number[] }[]\n}')
export('transforms', 'readonly Transformed[]', transforms)
