"""Correctly rounded elementary functions on f32 and f64, by mpmath: prints elementary.ts.

The scan for the hardest f32 inputs tries every input at which rounding can be hard, and takes some minutes; --quick leaves it out.
"""
import sys

import mpmath
import numpy as np
import scipy.special
from fixture import Code, export, header, interface
from floats import FORMATS, infinite, rounded

mpmath.mp.prec = 400
RANDOM = np.random.default_rng(20)

# name: (exact, double precision for the scan, exponents of |x| to scan, signs, [thresholds], low, high of the random part)
FUNCTIONS = {
    'exp': (mpmath.exp, np.exp, range(-26, 7), (1, -1), [88.722839, -87.336544, -103.27893, -103.97208], -104, 89),
    'expm1': (mpmath.expm1, np.expm1, range(-25, 7), (1, -1), [88.722839, -17.32868, -0.6931472, 0.6931472], -18, 89),
    'log': (mpmath.log, np.log, range(-126, 128), (1,), [0.70710677, 1.4142135, 2.7182817], 0, 10),
    'log1p': (mpmath.log1p, np.log1p, range(-25, 128), (1, -1), [-0.99999994, -0.5, 1.7182818, 0.41421357], -1, 10),
    'tanh': (mpmath.tanh, np.tanh, range(-13, 4), (1,), [9.010913, 0.5493061, -9.010913], -9.5, 9.5),
    'sin': (mpmath.sin, np.sin, range(-13, 128), (1,), [1.5707964, 3.1415927, 6.2831855, 102943.71, 1e22, 1e38], -100, 100),
    'cos': (mpmath.cos, np.cos, range(-13, 128), (1,), [1.5707964, 3.1415927, 6.2831855, 102943.71, 1e22, 1e38], -100, 100),
    'erf': (mpmath.erf, scipy.special.erf, [-30, *range(-13, 2)], (1,),
            [3.9192059, 0.4769363, 0.84375, 1.25, -3.9192059], -4.5, 4.5),
}
ODD = ('expm1', 'log1p', 'tanh', 'sin', 'erf')
LIMIT = {'exp': (mpmath.inf, 0), 'expm1': (mpmath.inf, -1), 'log': (mpmath.inf, None), 'log1p': (mpmath.inf, None),
         'tanh': (1, -1), 'sin': (None, None), 'cos': (None, None), 'erf': (1, -1)}


def answer(name, bits, width):
    """f of the float with these bits, as bits; the only NaN is the canonical one."""
    digits, _, unsigned, real = FORMATS[width]
    nan, one = (1 << width - 1) - (1 << digits - 2), mpmath.mpf(1)
    sign = 1 << width - 1
    x = float(np.array(bits, unsigned).view(real))
    if x != x:
        return nan
    if x in (float('inf'), float('-inf')):
        y = LIMIT[name][x < 0]
        return nan if y is None else infinite(width) if y == mpmath.inf else rounded(y * one, width)
    if x == 0 and name in ODD:
        return bits
    if name.startswith('log') and (x <= 0 if name == 'log' else x <= -1):
        return sign | infinite(width) if x == (0 if name == 'log' else -1) else nan
    return rounded(FUNCTIONS[name][0](mpmath.mpf(x)), width)


def inputs(name, width, count):
    """Edges of the format and of the function with their neighbours, then random ones: half by bits, half in the usual range."""
    digits, _, unsigned, real = FORMATS[width]
    low, high = FUNCTIONS[name][5:]
    one, top = 1 << digits - 1, infinite(width)
    edges = [0, 1, 2, one - 1, one, one + 1, top - 1, top, top + one // 2]
    bits = lambda numbers: [int(b) for b in np.array(numbers, real).view(unsigned)]
    ordinary = bits([1e-20, 1e-6, 1e-3, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 10, 50, 1e4])
    near = [b + step for b in bits([1, *FUNCTIONS[name][4]]) for step in (-1, 0, 1)]
    signs = [s << width - 1 for s in (0, 1)]
    wanted = [e | s for e in edges + ordinary for s in signs if not (s and e > top)] + near
    wanted += [int(b) for b in RANDOM.integers(0, 1 << width, count // 2, dtype=unsigned)]
    wanted += bits(RANDOM.uniform(low, high, count - count // 2))
    return list(dict.fromkeys(b for b in wanted if b & (top | one - 1) <= top or b == top + one // 2))


def hardest(name, keep=30):
    """Of all f32 inputs: those whose exact value lies nearest to the middle between two floats (normal results only)."""
    exact, fast, exponents, signs, *_ = FUNCTIONS[name]
    mantissas = np.arange(1 << 23, dtype=np.uint32)
    found = []
    for exponent in exponents:
        for sign in signs:
            bits = mantissas | np.uint32((127 + exponent) << 23 | (sign < 0) << 31)
            with np.errstate(all='ignore'):
                y = fast(bits.view(np.float32).astype(np.float64))
            far = np.abs((y.view(np.int64) & (1 << 29) - 1) - (1 << 28))
            far[~((np.abs(y) > 2.0**-126) & (np.abs(y) < 2.0**128))] = 1 << 29
            best = np.argpartition(far, 100)[:100]
            found += zip(far[best].tolist(), bits[best].tolist())
    measured = []
    for far, bits in sorted(found)[:4 * keep]:
        if far < 1 << 20:
            y = exact(mpmath.mpf(float(np.array(bits, np.uint32).view(np.float32))))
            units = mpmath.ldexp(abs(y), 23 - int(mpmath.floor(mpmath.log(abs(y), 2))))
            measured.append((abs(units - mpmath.floor(units) - 0.5), bits))
    print(name, *(mpmath.nstr(mpmath.log(m, 2), 4) for m, _ in sorted(measured)[:3]), file=sys.stderr, flush=True)
    return [bits for _, bits in sorted(measured)[:keep]]


def table(name, bits, width):
    return [[Code(f'0x{b:08x}'), Code(f'0x{answer(name, b, width):08x}')] if width == 32 else
            [Code(f'0x{b:016x}n'), Code(f'0x{answer(name, b, width):016x}n')] for b in bits]


tables = {name: {'f32': table(name, inputs(name, 32, 300), 32),
                 'hardest': table(name, hardest(name) if '--quick' not in sys.argv else [], 32),
                 'f64': table(name, inputs(name, 64, 40), 64)} for name in FUNCTIONS}

header(f"""The correctly rounded values of eight elementary functions: pairs of [bits of x, bits of the float nearest to f(x)].

Made by elementary.py with mpmath {mpmath.__version__} at 400 bits, rounded to nearest even in integer arithmetic; in short
  mpmath.mp.prec = 400; rounded(mpmath.exp(mpmath.mpf(x)), 32)
`f32` holds the edges of the format and of the function, and random inputs; `hardest` the 30 f32 inputs, out of all with
a normal x and a normal result (x > 0 where the function is odd or even), whose value lies nearest to the middle between two
floats, hardest first, as a scan of every input in double precision finds them; `f64` the same as `f32` in double precision.
NaN is 0x7fc00000 (0x7ff8000000000000).""")
interface('Elementary', f32='readonly (readonly [number, number])[]', hardest='readonly (readonly [number, number])[]',
          f64='readonly (readonly [bigint, bigint])[]')
names = ' | '.join(f"'{name}'" for name in FUNCTIONS)
export('elementary', f'Readonly<Record<{names}, Elementary>>', tables)
