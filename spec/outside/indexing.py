"""Elements by position, put elsewhere, and grids, of NumPy and JAX: prints indexing.ts."""
import jax
import jax.numpy as jnp
import numpy as np
from fixture import export, header, interface

x = np.arange(24, dtype=np.float32).reshape(2, 3, 4) * np.float32(0.5) - 3
m = np.array([[3, -1, 4, 1], [5, -9, 2, 6], [5, 3, -5, 8]], np.float32)
v = np.array([2, -7, 1, 8, -2], np.float32)
places = np.array([2, 0, 2, 1, 0], np.int32)
updates = np.array([[1, 2], [3, -4], [-5, 6], [7, 8], [9, 0.5]], np.float32)
rows = np.array([[1, -1], [2, -2], [3, -3]], np.float32)


def segment(reduce, n=4):
    return reduce(jnp.array(updates), jnp.array(places), num_segments=n)


def mean():
    total = np.zeros((4, 2), np.float32)
    np.add.at(total, places, updates)
    return total / np.maximum(np.bincount(places, minlength=4), 1)[:, None].astype(np.float32)


base = jnp.array(rows)
columns = jnp.array([[1., 5.], [2., 6.], [3., 7.]])

results = {
    'at a row': x[1], 'at a column': x[:, 0], 'at the last of all': x[..., -1], 'at single positions': x[1, 2, 3],
    'at ranges': x[0:1, 1:, ::2], 'at negative bounds': x[:, -2:-1, -3:], 'at a new axis': x[:, None, 1, ..., None],
    'at backward': x[::-1, :, ::-2], 'at backward between': x[1, 2:0:-1, -2::-2], 'at nothing': x[:, 1:1],
    'take': np.take(x, [2, 0, 0], 1), 'take by a matrix': np.take(x, [[0, 3], [1, 1]], -1),
    'takeAlong': np.take_along_axis(m, np.array([[2, 1, 0, 2], [0, 0, 0, 1]]), 0),
    'takeAlong the last': np.take_along_axis(m, np.argsort(m, -1, kind='stable'), -1),
    'scatterAdd': base.at[places].add(updates), 'scatterSet': base.at[places[:2]].set(updates[:2]),
    'scatterMax': base.at[places].max(updates), 'scatterMin': base.at[places].min(updates),
    'scatterAdd of columns': jnp.zeros((3, 4)).at[:, np.array([3, 3])].add(columns),
    'scatterSet of columns': jnp.zeros((3, 4)).at[:, np.array([3, 1])].set(columns),
    'segmentSum': segment(jax.ops.segment_sum), 'segmentMax': segment(jax.ops.segment_max),
    'segmentMin': segment(jax.ops.segment_min), 'segmentMean': mean(), 'bincount': np.bincount(places, minlength=5),
    'dynamicSlice': jax.lax.dynamic_slice(x, (1, 0, 2), (1, 2, 2)),
    'dynamicUpdate': jax.lax.dynamic_update_slice(x, jnp.full((1, 2, 2), 9.), (1, 1, 2)),
    'where': np.where(m > 2, m, m[:, :1]), 'where of a number': np.where(m > 2, 0, m),
    'nonzero 0': np.nonzero(m > 2)[0], 'nonzero 1': np.nonzero(m > 2)[1],
    'booleanMask': m[m > 2], 'booleanMask of rows': m[np.array([True, False, True])],
    'compress': np.compress([True, False, False, True], m, 1),
    'split 1': np.split(x, 2, -1)[1], 'split by sizes 1': np.split(v, [2, 3])[1], 'unstack 1': x[:, 1],
    'roll': np.roll(v, 2), 'roll back': np.roll(x, -3, 1), 'roll two axes': np.roll(m, (1, -6), (0, 1)),
    'flip': np.flip(m, 0), 'flip two axes': np.flip(x, (0, -1)), 'tile': np.tile(m, (2, 3)), 'moveAxis': np.moveaxis(x, 0, -1),
    'moveAxis of two': np.moveaxis(x, (0, 2), (1, 0)), 'swapAxes': np.swapaxes(x, 0, -1),
    'tril': np.tril(m), 'tril 1': np.tril(x, 1), 'triu': np.triu(m), 'triu -1': np.triu(x, -1), 'eye': np.eye(3, 4, 1, np.float32),
    'diagonal': np.diagonal(x, 0, 1, 2), 'diagonal 2': np.diagonal(m, 2), 'diagonal -1': np.diagonal(m, -1), 'diag': np.diag(v),
    'diag -2': np.diag(v[:2], -2), 'trace': np.trace(x, 0, 1, 2),
    'linspace': np.linspace(-1, 2, 7, dtype=np.float32), 'linspace without its end': np.linspace(0, 1, 3, False, dtype=np.float32),
    'arange': np.arange(2, 11, 3), 'arange back': np.arange(5, -5, -4), 'arange of fractions': np.arange(0, 1, 0.3).astype(np.float32),
    'meshgrid 0': np.meshgrid(v, m[0])[0], 'meshgrid 1': np.meshgrid(v, m[0])[1],
    'meshgrid ij 1': np.meshgrid(v, m[0], v[:2], indexing='ij')[1],
    'pad reflect': np.pad(m, ((2, 1), (3, 0)), 'reflect'), 'pad symmetric': np.pad(m, ((3, 1), (0, 4)), 'symmetric'),
    'pad edge': np.pad(m, ((5, 1), (0, 2)), 'edge'), 'pad wrap': np.pad(m, ((3, 1), (2, 4)), 'wrap'),
}

header(f'''
What NumPy {np.__version__} and JAX {jax.__version__} make of a tensor x, a matrix m and a vector v, by the operations' names.

Made by indexing.py.
''')
interface('Result', shape='readonly number[]', values='readonly number[]')


def plain(a):
    return [float(value) for value in np.asarray(a, np.float64).ravel()]


export('given', 'Readonly<Record<\'x\' | \'m\' | \'v\' | \'rows\' | \'updates\' | \'columns\', readonly number[]>>',
       {name: plain(a) for name, a in dict(x=x, m=m, v=v, rows=rows, updates=updates, columns=columns).items()})
export('places', 'readonly number[]', places.tolist())
export('results', 'Readonly<Record<string, Result>>',
       {repr(name): dict(shape=list(np.shape(a)), values=plain(a)) for name, a in results.items()})
