"""Elementary functions and functions of two numbers on f32 and f64, by mpmath and numpy: prints functions.ts."""
import math

import mpmath
import numpy as np
from fixture import Code, export, header, interface
from floats import FORMATS, infinite, rounded

mpmath.mp.prec = 400
RANDOM = np.random.default_rng(14)
INF, NAN = math.inf, math.nan
ln = mpmath.log


def erf_inverse(x):
    """From mpmath's own, one of Newton's steps further."""
    y = mpmath.erfinv(x)
    return y - (mpmath.erf(y) - x) * mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(y * y)


def signed(f):
    return lambda x: f(x) if x > 0 else -f(-x)


# name: (exact, edges, low and high of the random part, {exact and infinite values}, hard inputs of f32 as bits)
# The hard inputs are those that a scan of every f32 found nearest to the middle between two.
FUNCTIONS = {
    'tan': (mpmath.tan, [1.5707964, 3.1415927, 0.7853982, 1e22], -100, 100, {INF: NAN, -INF: NAN}, [
        0x5ffd33a4, 0x5d5873ae, 0x408174dd, 0x7dae7426, 0x7714b423, 0x453c5846, 0x575852f8, 0x77cda26b, 0x3e19205e, 0x40e67f59]),
    'asin': (mpmath.asin, [0.5, -0.5, 1, -1, 1.0000001], -1, 1, {INF: NAN, -INF: NAN}, [
        0x3f083a1a, 0x3de5fa1e, 0x3d07959c, 0x3d09bf86, 0x39e89768, 0x3d17817c, 0x3eb7f139]),
    'acos': (mpmath.acos, [0.5, -0.5, 1, -1, -1.0000001], -1, 1, {INF: NAN, -INF: NAN, 1: 0}, [
        0x39826222, 0x328885a3, 0xbc406ccd, 0x3c8a2f9b, 0xba9d5f75, 0x3b7d281b, 0xbe668cd1, 0xba66deed, 0x3a6a490f, 0xbe6dff37]),
    'atan': (mpmath.atan, [0.25, 0.72, 1.39, 4, 1], -10, 10, {INF: mpmath.pi / 2, -INF: -mpmath.pi / 2}, [
        0x3d8d6b23, 0x3ad637fa, 0x3b7c1bc9, 0x4c700518, 0x40357f1d, 0x4c700517, 0x3a27ba3b, 0x3aac434b, 0x3ee06db1, 0x48b90f72]),
    'sinh': (mpmath.sinh, [89.41598, -89.41598, 22, 710.4758], -30, 30, {INF: INF, -INF: -INF}, [
        0x3a1285ff, 0x3b36aa1f, 0x3f7df258, 0x3d09c4d8, 0x3f99144c, 0x4288942b, 0x41cbf87b]),
    'cosh': (mpmath.cosh, [89.41598, -89.41598, 22, 710.4758], -30, 30, {INF: INF, -INF: INF}, [
        0x3a6f7750, 0x3d609528, 0x3a87c3b6, 0x3b43f588, 0x39b504f3, 0x4288942b, 0x40fbfc54, 0x41cbf87b]),
    'asinh': (signed(mpmath.asinh), [0.5, 2, 1e30], -10, 10, {INF: INF, -INF: -INF}, [
        0x655890d3, 0x4ce04ebe, 0x4bdd65a5, 0x6628c860, 0x6eb1a8ec, 0x5e68984e, 0x7967ec37, 0x662bbd63, 0x4e05f412, 0x3fe1a91f]),
    'acosh': (mpmath.acosh, [1.0000001, 1.5, 2, 1e30], 1, 10, {INF: INF, -INF: NAN, 1: 0}, [
        0x655890d3, 0x4bdd65a5, 0x4ce04ebe, 0x6628c860, 0x6eb1a8ec, 0x5e68984e, 0x7967ec37, 0x662bbd63, 0x4e05f412, 0x5d000341]),
    'atanh': (mpmath.atanh, [0.5, -0.5, 0.99999994, -1], -1, 1, {INF: NAN, -INF: NAN, 1: INF, -1: -INF}, [
        0x3a71e7a1, 0x39b89ba2, 0x3ad637eb, 0x3ddc2ece, 0x3dcd9576, 0x3aeafd43]),
    'log2': (lambda x: ln(x) / ln(2), [0.70710677, 1.4142135, 8, 1024], 0, 10, {INF: INF, -INF: NAN, 0: -INF}, [
        0x3ea07ab9, 0x40207ab9, 0x002452a4, 0x01114a90, 0x01914a90]),
    'log10': (lambda x: ln(x) / ln(10), [0.70710677, 10, 1000, 1e10], 0, 10, {INF: INF, -INF: NAN, 0: -INF}, [
        0x62a6c1dd, 0x610567e4, 0x45bdedc8, 0x0efeee7a, 0x604df02c, 0x120b93dc, 0x13ae78d3, 0x2f149212, 0x6f592c3c, 0x0a4d4ce8]),
    'exp2': (lambda x: mpmath.mpf(2) ** x, [127.99999, -126, -149, -150, 0.5], -150, 128, {INF: INF, -INF: 0}, [
        0xb52d1f9a, 0xbcf3a937, 0x3b429d37, 0xb8d3d026, 0xbaec2b40, 0x3a07857c, 0x3c02a9ad, 0x36879cf7, 0xbe1f29de, 0x33b8aa3b]),
    'rsqrt': (lambda x: 1 / mpmath.sqrt(x), [0.25, 4, 1e-40], 0, 10, {INF: 0, -INF: NAN}, [0x403a18e3, 0x4009f038]),
    'cbrt': (signed(mpmath.cbrt), [8, -27, 1e-40, 1e30], -100, 100, {INF: INF, -INF: -INF}, []),
    'erfc': (mpmath.erfc, [0.5, 3.9192059, 9, 10.05], -4, 10, {INF: 0, -INF: 2}, []),
    'erfInverse': (erf_inverse, [0.5, -0.5, 0.99999994, -0.9999999], -1, 1, {INF: NAN, -INF: NAN, 1: INF, -1: -INF}, []),
    'lgamma': (lambda x: mpmath.loggamma(x).real, [1, 2, 3, 7.9999995, 8, 0.99999994, 2.0000002], 0, 20, {INF: INF, -INF: INF, 0: INF}, []),
    'digamma': (mpmath.digamma, [1, 2, 1.4616321, 7.9999995, 8], 0, 20, {INF: INF, -INF: NAN}, []),
}
ODD = ('tan', 'asin', 'atan', 'sinh', 'asinh', 'atanh', 'cbrt', 'erfInverse')


def answer(name, bits, width):
    """f of the float with these bits, as bits; the only NaN is the canonical one."""
    digits, _, unsigned, real = FORMATS[width]
    exact, _, _, _, known, _ = FUNCTIONS[name]
    nan, sign = (1 << width - 1) - (1 << digits - 2), 1 << width - 1
    x = float(np.array(bits, unsigned).view(real))
    if x != x:
        return nan
    if x == 0 and name in ODD:
        return bits
    if x == 0 and name in ('rsqrt', 'digamma'):
        return infinite(width) | (bits & sign if name == 'rsqrt' else ~bits & sign)
    y = known.get(x)
    if y is None:
        if name in ('lgamma', 'digamma') and x < 0 and x == math.floor(x):
            return infinite(width) if name == 'lgamma' else nan
        if abs(x) > 1e30 and name == 'lgamma':
            y = (mpmath.mpf(x) - 0.5) * ln(mpmath.mpf(x)) - x
        elif name in ('sinh', 'cosh', 'exp2') and abs(x) > 1e5:
            y = mpmath.mpf(0) if name == 'exp2' and x < 0 else mpmath.mpf(x) * mpmath.mpf(2) ** 1100
        elif name == 'erfc' and abs(x) > 1e5:
            y = mpmath.mpf(0 if x > 0 else 2)
        else:
            try:
                y = exact(mpmath.mpf(x))
            except (ValueError, ZeroDivisionError):
                return nan
    if isinstance(y, mpmath.mpc) or y != y:
        return nan
    y = mpmath.mpf(y)
    if mpmath.isinf(y):
        return infinite(width) | (sign if y < 0 else 0)
    if y == 0:
        return 0
    return rounded(y if name != 'cosh' else abs(y), width)


def inputs(name, width, count):
    """Edges of the format and of the function with their neighbors, then random ones: some by bits, most in the usual range."""
    digits, _, unsigned, real = FORMATS[width]
    _, near, low, high, _, hard = FUNCTIONS[name]
    one, top = 1 << digits - 1, infinite(width)
    bits = lambda numbers: [int(b) for b in np.array(numbers, real).view(unsigned)]
    edges = [0, 1, one - 1, one, one + 1, top - 1, top]
    wanted = [e | s << width - 1 for e in edges for s in (0, 1)] + [top + one // 2]
    wanted += [b + step for b in bits([1, *near]) for step in (-1, 0, 1)]
    wanted += bits([1e-20, 1e-6, 1e-3, 0.1, 0.75, 1.5, 3, 10, 50, 1e4, -1e-6, -0.1, -0.75])
    wanted += [int(b) for b in RANDOM.integers(0, 1 << width, count // 4, dtype=unsigned)]
    wanted += bits(RANDOM.uniform(low, high, count)) + (hard if width == 32 else [])
    if name in ('lgamma', 'digamma'):
        # Below 0 these cancel near their zeros, which has bounds of its own.
        wanted = [b for b in wanted if not b >> width - 1 or b & top == top or b << 1 == 1 << width]
    return list(dict.fromkeys(b for b in wanted if b & (top | one - 1) <= top or b == top + one // 2))


def table(name, width, count):
    return [[Code(f'0x{b:08x}'), Code(f'0x{answer(name, b, width):08x}')] if width == 32 else
            [Code(f'0x{b:016x}n'), Code(f'0x{answer(name, b, width):016x}n')] for b in inputs(name, width, count)]


SPECIAL = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 5e-324, -5e-324, 2.0, -3.0]
BINARY = {
    'atan2': (np.arctan2, lambda a, b: mpmath.atan2(a, b)),
    'hypot': (np.hypot, lambda a, b: mpmath.sqrt(a * a + b * b)),
    'copySign': (np.copysign, None), 'logAddExp': (np.logaddexp, None),
    'mod': (np.mod, None), 'fmod': (np.fmod, None), 'floorDivide': (np.floor_divide, None),
}


def pairs(name):
    """Special values by numpy; random ones of very different sizes exactly where mpmath or the language has them."""
    by_numpy, exact = BINARY[name]
    with np.errstate(all='ignore'):
        special = [[a, b, float(by_numpy(np.float64(a), np.float64(b)))] for a in SPECIAL for b in SPECIAL]
    random = []
    for _ in range(60):
        size = 300 if name in ('mod', 'fmod') else 15
        a, b = [float(RANDOM.normal() * 10.0 ** RANDOM.uniform(-size, size)) for _ in range(2)]
        if name == 'floorDivide':
            b = float(RANDOM.normal())
        if name == 'logAddExp':
            a, b = [float(RANDOM.normal() * 30) for _ in range(2)]
            y = ln(mpmath.exp(mpmath.mpf(a)) + mpmath.exp(mpmath.mpf(b)))
        elif name == 'mod':
            y = a % b
        elif name == 'fmod':
            y = math.fmod(a, b)
        elif name == 'floorDivide':
            y = a // b
        else:
            y = exact(mpmath.mpf(a), mpmath.mpf(b)) if exact else by_numpy(a, b)
        random.append([a, b, float(y)])
    return [[Code('-0') if x == 0 and math.copysign(1, x) < 0 else x for x in row] for row in special + random]


def integers():
    rows = []
    for _ in range(40):
        a, b = [int(RANDOM.integers(-100, 100) if RANDOM.random() < 0.5 else RANDOM.integers(-2**31, 2**31)) for _ in range(2)]
        with np.errstate(all='ignore'):
            rows.append([a, b, *(int(f(np.int32(a), np.int32(b))) for f in (np.mod, np.fmod, np.floor_divide))])
    return rows


header(f"""Values of elementary functions: pairs of [bits of x, bits of the float nearest to f(x)].

Made by functions.py with mpmath {mpmath.__version__} at 400 bits, rounded to nearest even in integer arithmetic. `f32` and `f64` hold
the edges of the format and of the function, random inputs, and the f32 inputs that are known to be hard to round.
NaN is 0x7fc00000 (0x7ff8000000000000).""")
interface('Table', f32='readonly (readonly [number, number])[]', hardest='readonly (readonly [number, number])[]',
          f64='readonly (readonly [bigint, bigint])[]')
names = ' | '.join(f"'{name}'" for name in FUNCTIONS)
hardest = lambda name: [[Code(f'0x{b:08x}'), Code(f'0x{answer(name, b, 32):08x}')] for b in FUNCTIONS[name][5]]
tables = {name: {'f32': table(name, 32, 120), 'hardest': hardest(name), 'f64': table(name, 64, 40)} for name in FUNCTIONS}
export('functions', f'Readonly<Record<{names}, Table>>', tables)
pair_names = ' | '.join(f"'{name}'" for name in BINARY)
export('pairs', f'Readonly<Record<{pair_names}, readonly (readonly [a: number, b: number, value: number])[]>>',
       {name: pairs(name) for name in BINARY}, 'Functions of two f64: special values by numpy, others exactly.')
export('integers', 'readonly (readonly [a: number, b: number, mod: number, fmod: number, floorDivide: number])[]', integers(),
       'Of i32, by numpy.')
