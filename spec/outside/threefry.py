"""JAX's threefry2x32 keys, bits and uniforms in the partitionable layout: prints random.ts."""
import functools
import operator

import jax
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


def bits(seed, shape):
    flat = np.asarray(RNG.bits(RNG.key(seed), shape, 'uint32')).ravel().tolist()
    return {'seed': seed, 'shape': shape, 'first': flat[:8], 'last': flat[-4:], 'xor': functools.reduce(operator.xor, flat),
            'sum': sum(flat)}


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
          (8, [4097])]
UNIFORMS = [(51, [4]), (0, []), (2, [2, 3]), (9, [10], -1.0, 3.0), (9, [5], 0.0, 1e-3)]
SPLITS = [(1, 3), (0, 1), (0, 2), (42, 5), (2**40, 4)]
FOLDS = [(0, 0), (0, 1), (0, 4), (7, 2**31), (7, 2**32 - 1), (2**40, 123456789)]

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
export('known', 'readonly Known[]', known)
export('keys', 'readonly Seeded[]', [seeded(seed) for seed in SEEDS])
export('bits', 'readonly Bits[]', [bits(*case) for case in SHAPES],
       'The first 8 and last 4 in row-major order, the xor of all, the exact sum of all.')
export('splits', 'readonly Split[]',
       [{'key': words(RNG.key(seed)), 'keys': words(RNG.split(RNG.key(seed), count))} for seed, count in SPLITS])
export('folds', 'readonly Fold[]',
       [{'key': words(RNG.key(seed)), 'data': data, 'folded': words(RNG.fold_in(RNG.key(seed), np.uint32(data)))}
        for seed, data in FOLDS])
export('uniforms', 'readonly Uniform[]', [uniform(seed, shape, 'float32', *rest) for seed, shape, *rest in UNIFORMS],
       'Single precision: each value is exactly an f32.')
export('bounded', 'readonly Bounded[]', [bounded(4, 10, -0.1, 0.1), bounded(5, 10, 1.3, 7.7)],
       'Single precision: `fused` is what JAX gives on a CPU (one rounding), `plain` the same with each operation rounded.')
export('uniforms64', 'readonly Uniform[]', [uniform(seed, shape, 'float64', *rest) for seed, shape, *rest in UNIFORMS])
export('bits64', 'readonly { readonly seed: number, readonly bits: readonly bigint[] }[]',
       [{'seed': seed, 'bits': [Code(f'{b}n') for b in np.asarray(RNG.bits(RNG.key(seed), (4,), 'uint64')).tolist()]}
        for seed in (0, 51)],
       'Both words of one block: the first is the high one (32 bits are the xor of the two).')
