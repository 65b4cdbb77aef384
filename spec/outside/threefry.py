"""JAX's threefry2x32 keys, bits and uniforms in the partitionable layout: prints random.ts."""
import functools
import math
import operator

import jax
import mpmath
import numpy as np

jax.config.update('jax_enable_x64', True)
from fixture import Code, export, header, interface

assert jax.config.jax_threefry_partitionable
RNG = jax.random
words = lambda key: np.asarray(RNG.key_data(key)).tolist()

# Published with Random123 (Salmon et al. 2011), file kat_vectors: threefry2x32, 20 rounds; the words are digits of π.
KNOWN = [
    ([0x00000000, 0x00000000], [0x00000000, 0x00000000], [0x6b200159, 0x99ba4efe]),
    ([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]),
    ([0x243f6a88, 0x85a308d3], [0x13198a2e, 0x03707344], [0xc4923a9c, 0x483df7a0]),
]
from jax.extend.random import threefry_2x32

known = []
for counter, key, expected in KNOWN:
    got = threefry_2x32(tuple(np.uint32(k) for k in key), np.array(counter, np.uint32))
    assert np.asarray(got).tolist() == expected
    known.append({'key': key, 'counter': counter, 'bits': expected})


def seeded(seed):
    """The key of a seed as 64-bit JAX makes it, and as 32-bit JAX does, which keeps the low word alone."""
    wide = words(RNG.key(seed))
    with jax.enable_x64(False):
        return {'seed': Code(f'{seed}n'), 'key': wide, 'key32': words(RNG.key(seed))}


SEEDS = [0, 1, 42, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 5, 2**53 - 1, 2**63 - 1, -1, -2**31, -2**63]


def summary(seed, shape, values):
    """Of the words that the values consist of, the lower one of an f64 first."""
    flat = np.ascontiguousarray(values).view(np.uint32).ravel().tolist()
    return {'seed': seed, 'shape': shape, 'first': flat[:8], 'last': flat[-4:], 'xor': functools.reduce(operator.xor, flat, 0),
            'sum': sum(flat)}


def bits(seed, shape):
    return summary(seed, shape, np.asarray(RNG.bits(RNG.key(seed), shape, 'uint32')))


def unit(seed, shape, dtype):
    return summary(seed, shape, np.asarray(RNG.uniform(RNG.key(seed), shape, dtype)))


def many(seed, count):
    return summary(seed, [count], np.asarray(RNG.key_data(RNG.split(RNG.key(seed), count))))


def normals(seed, count, dtype, low=None, high=None):
    key = RNG.key(seed)
    values = RNG.normal(key, (count,), dtype) if low is None else RNG.truncated_normal(key, low, high, (count,), dtype)
    return {'seed': seed, 'dtype': dtype.replace('float', 'f'), **({} if low is None else {'low': low, 'high': high}),
            'values': np.asarray(values).astype(np.float64).tolist()}


def inverse(x):
    """erf⁻¹ of a double, by a precision that has digits to spare."""
    with mpmath.workdps(60):
        return float(mpmath.erfinv(mpmath.mpf(x)))


def uniform(seed, shape, dtype, low=0.0, high=1.0):
    values = np.asarray(RNG.uniform(RNG.key(seed), shape, dtype, low, high)).astype(np.float64).ravel().tolist()
    return {'seed': seed, 'shape': shape, 'low': low, 'high': high, 'values': values}


def bounded(seed, count, low, high):
    """XLA on a CPU fuses the multiplication and the addition into one rounding; `plain` rounds each, as numpy does."""
    key, f32 = RNG.key(seed), np.float32
    fused = np.asarray(RNG.uniform(key, (count,), 'float32', low, high))
    unit = np.asarray(RNG.uniform(key, (count,), 'float32'))
    plain = np.maximum(f32(low), unit * (f32(high) - f32(low)) + f32(low))
    once = (unit.astype(np.float64) * np.float64(f32(high) - f32(low)) + np.float64(f32(low))).astype(f32)
    assert (fused == once).all() and (fused != plain).any() and np.abs(fused - plain).max() <= 2e-7 * max(abs(low), abs(high))
    return {'seed': seed, 'low': low, 'high': high, 'fused': fused.astype(np.float64).tolist(),
            'plain': plain.astype(np.float64).tolist()}


SHAPES = [(0, []), (10, [4]), (0, [1]), (3, [7]), (3, [2, 3]), (12345, [8]), (5, [2, 2, 2]), (7, [1000]), (7, [10, 100]),
          (8, [4097]), (6, [0]), (11, [3, 5, 7]), (2**40 + 3, [33]), (12, [65537]), (13, [3, 43691])]
UNITS = [(51, [4]), (11, [3, 5, 7]), (12, [65537])]
NORMALS = [(0, 8), (2**40 + 3, 8), (0, 8, -2.0, 2.0), (7, 8, -1.5, 0.25), (8, 8, 1.0, 3.0)]
# Where the polynomials meet: -log(1 - x²) is 5 (single), 6.25 and 16 (double).
MEET = [math.sqrt(1 - math.exp(-w)) for w in (5, 6.25, 16)]
INVERSES = [0.0, 1e-300, 1e-20, 2**-30, 1e-3, 0.1, 0.25, 0.5, 0.7, 0.9, 0.99, *(m * (1 + e) for m in MEET for e in (-1e-8, 1e-8)),
            *(1 - 2.0**-k for k in (9, 12, 16, 20, 24, 30, 36, 42, 48, 52, 53))]
UNIFORMS = [(51, [4]), (0, []), (2, [2, 3]), (9, [10], -1.0, 3.0), (9, [5], 0.0, 1e-3)]
SPLITS = [(1, 3), (0, 1), (0, 2), (42, 5), (2**40, 4), (9007199254740991, 16)]
MANY = [(3, 17), (4, 255)]
FOLDS = [(0, 0), (0, 1), (0, 4), (7, 2**31 - 1), (7, 2**31), (7, 2**32 - 1), (2**40, 123456789), (2**53 - 1, 65536)]

header(f"""Random numbers that JAX defines, bit for bit: threefry2x32 with 20 rounds in the partitionable layout.

Made by threefry.py with jax {jax.__version__} in 64-bit mode (jax_enable_x64, jax_threefry_partitionable); in short
  jax.random.key_data(jax.random.key(seed)); jax.random.bits(jax.random.key(seed), shape, 'uint32')
  jax.random.split(key, count); jax.random.fold_in(key, data); jax.random.uniform(key, shape, 'float32', low, high)
`known` are Random123's published answers (kat_vectors: counter, key, output), which JAX's cipher gives too.
The key of a seed is [seed >> 32, seed mod 2³²] of its 64-bit two's complement; without x64 it is [0, seed mod 2³²] (`key32`).
A uniform is (bits >> 9 | 0x3f800000 as f32) - 1, in f64 (bits of 64 >> 12 | 0x3ff0000000000000) - 1, then
max(low, u · (high - low) + low). `uniforms` have bounds at which the multiplication is exact; at others XLA on a CPU rounds
product and sum at once (`bounded`).""")
pair = 'readonly [number, number]'
interface('Known', key=pair, counter=pair, bits=pair)
print()
interface('Seeded', seed='bigint', key=pair, key32=pair)
print()
interface('Bits', seed='number', shape='readonly number[]', first='readonly number[]', last='readonly number[]', xor='number',
          sum='number')
print()
interface('Split', key=pair, keys=f'readonly ({pair})[]')
print()
interface('Fold', key=pair, data='number', folded=pair)
print()
interface('Uniform', seed='number', shape='readonly number[]', low='number', high='number', values='readonly number[]')
print()
interface('Bounded', seed='number', low='number', high='number', fused='readonly number[]', plain='readonly number[]')
print()
interface('Normals', seed='number', dtype="'f32' | 'f64'", **{'low?': 'number', 'high?': 'number'}, values='readonly number[]')
print()
interface('Inverse', x='number', y='number')
export('known', 'readonly Known[]', known)
export('keys', 'readonly Seeded[]', [seeded(seed) for seed in SEEDS])
export('bits', 'readonly Bits[]', [bits(*case) for case in SHAPES],
       'The first 8 and last 4 in row-major order, the xor of all, the exact sum of all.')
export('splits', 'readonly Split[]',
       [{'key': words(RNG.key(seed)), 'keys': words(RNG.split(RNG.key(seed), count))} for seed, count in SPLITS])
export('manySplits', 'readonly Bits[]', [many(*case) for case in MANY], 'The same of all words of so many keys of a split.')
export('folds', 'readonly Fold[]',
       [{'key': words(RNG.key(seed)), 'data': data, 'folded': words(RNG.fold_in(RNG.key(seed), np.uint32(data)))}
        for seed, data in FOLDS])
export('uniforms', 'readonly Uniform[]', [uniform(seed, shape, 'float32', *rest) for seed, shape, *rest in UNIFORMS],
       'Single precision: each value is exactly an f32.')
export('units', 'readonly Bits[]', [unit(*case, 'float32') for case in UNITS],
       'Single precision in [0, 1), read as words: as for `bits`.')
export('bounded', 'readonly Bounded[]', [bounded(4, 10, -0.1, 0.1), bounded(5, 10, 1.3, 7.7)],
       'Single precision: `fused` is what JAX gives on a CPU (one rounding), `plain` the same with each operation rounded.')
export('uniforms64', 'readonly Uniform[]', [uniform(seed, shape, 'float64', *rest) for seed, shape, *rest in UNIFORMS])
export('units64', 'readonly Bits[]', [unit(*case, 'float64') for case in UNITS],
       'Double precision in [0, 1), read as words, the lower one of each number first.')
export('bits64', 'readonly { readonly seed: number, readonly bits: readonly bigint[] }[]',
       [{'seed': seed, 'bits': [Code(f'{b}n') for b in np.asarray(RNG.bits(RNG.key(seed), (4,), 'uint64')).tolist()]}
        for seed in (0, 51)],
       'Both words of one block: the first is the high one (32 bits are the xor of the two).')
export('normals', 'readonly Normals[]',
       [normals(seed, count, dtype, *rest) for dtype in ('float32', 'float64') for seed, count, *rest in NORMALS],
       'Normal numbers, and those between bounds. XLA rounds their polynomials in other places: the last digits differ.')
export('inverses', 'readonly Inverse[]', [{'x': x, 'y': inverse(x)} for x in INVERSES],
       'The inverse error function at doubles, by mpmath with 60 digits.')
