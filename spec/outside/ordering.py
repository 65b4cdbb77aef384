"""Sorting, quantiles, searching and cumulative reductions of numpy, and their gradients of jax: prints ordering.ts."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from fixture import export, header, interface

jax.config.update('jax_enable_x64', True)
nan, inf = float('nan'), float('inf')


def numbers(*shape, seed=0):
    """Sixteenths, so that all that is added is exact, and some are equal."""
    return np.round(np.random.default_rng(seed).normal(size=shape) * 8) / 16


def flat(x):
    return np.asarray(x).reshape(-1).tolist()


def row(name, x, *results):
    x = np.asarray(x, dtype=np.float64)
    return dict(name=name, shape=list(x.shape), x=flat(x), results=[flat(np.asarray(r, dtype=np.float64)) for r in results])


def gradient(name, f, x):
    """Of the sum of the results, each times its position plus 1."""
    x = np.asarray(x, dtype=np.float64)
    g = jax.grad(lambda v: (lambda y: (y * (jnp.arange(y.size) + 1.0).reshape(y.shape)).sum())(f(v)))(jnp.asarray(x))
    return row(name, x, g)


a, b = numbers(4, 7), numbers(3, 4, 5, seed=1)
special = [[3, nan, -1, inf, 0, -inf, nan, -0.0, 2], [1, 1, 0, 0, 2, 2, -1, -1, 1]]
distinct = np.random.default_rng(3).permutation(35).reshape(5, 7) / 8
zeros = [[2, 0, 3, 0, 5], [0, 1, 2, 3, 4], [1.5, 2, -1, 0.5, 3]]


def descending(x, axis):
    return np.argsort(-x, axis=axis, kind='stable')


def top(x, k, largest):
    indices = (descending(x, -1) if largest else np.argsort(x, axis=-1, kind='stable'))[..., :k]
    return np.take_along_axis(x, indices, -1), indices


values = [
    *(row(name, x, np.sort(x, axis=axis), np.argsort(x, axis=axis, kind='stable'), descending(np.asarray(x), axis))
      for name, x, axis in [('sort -1', a, -1), ('sort 1', b, 1), ('sort 0', b, 0), ('sort -1', special, -1)]),
    *(row(f'topK {k} {str(largest).lower()}', x, *top(np.asarray(x, dtype=float), k, largest))
      for k, largest, x in [(3, True, a), (3, False, a), (1, True, b), (7, True, special)]),
    *(row(f'argmin {axis}', x, np.argmin(x, axis=axis)) for axis, x in [(-1, a), (1, b), (-1, special)]),
    row('median', a, np.median(a)), row('median 0', a, np.median(a, axis=0)), row('median 1', a, np.median(a, axis=1)),
    row('median 1', special, np.median(special, axis=1)), row('median 2 0', b, np.median(b, axis=(2, 0))),
    *(row(f'quantile {q} 1', a, np.quantile(a, q, axis=1)) for q in [0, 0.1, 0.3, 0.5, 0.9, 1]),
    row('quantile 0.37', b, np.quantile(b, 0.37)), row('quantile 0.8 1', special, np.quantile(special, 0.8, axis=1)),
    *(row(f'{name} {axis}', x, f(x, axis))
      for name, f in [('cumsum', np.cumsum), ('cumprod', np.cumprod), ('cummax', np.maximum.accumulate), ('cummin', np.minimum.accumulate),
                      ('logCumsumExp', np.logaddexp.accumulate)]
      for axis, x in [(-1, a), (1, b), (0, b), (-1, zeros)]),
    *(row(f'{name} -1', [[1, nan, 3], [-inf, 2, inf]], f([[1, nan, 3], [-inf, 2, inf]], -1))
      for name, f in [('cummax', np.maximum.accumulate), ('cummin', np.minimum.accumulate), ('logCumsumExp', np.logaddexp.accumulate)]),
]
gradients = [
    gradient('sort -1', lambda x: jnp.sort(x, axis=-1), distinct), gradient('sort 0', lambda x: jnp.sort(x, axis=0), distinct),
    gradient('topK 3', lambda x: lax.top_k(x, 3)[0], distinct), gradient('median 1', lambda x: jnp.median(x, axis=1), distinct),
    gradient('median 0 1', lambda x: jnp.median(x), distinct[:2, :3]), gradient('quantile 0.3 1', lambda x: jnp.quantile(x, 0.3, axis=1), distinct),
    gradient('cumsum 1', lambda x: jnp.cumsum(x, axis=1), a), gradient('cumprod 1', lambda x: jnp.cumprod(x, axis=1), a[:, :4]),
    gradient('cumprod 1', lambda x: jnp.stack([jnp.stack([jnp.prod(r[:i + 1]) for i in range(5)]) for r in x]), zeros),
    gradient('cummax 1', lambda x: lax.cummax(x, axis=1), distinct), gradient('cummin 0', lambda x: lax.cummin(x, axis=0), distinct),
    gradient('logCumsumExp 1', lambda x: lax.cumlogsumexp(x, axis=1), a),
]
line = np.sort(numbers(11, seed=5)).tolist() + [inf, nan, nan]
asked = numbers(9, seed=6).tolist() + [-9, 9, inf, -inf, nan] + line[:4]
searches = [dict(side=side, sorted=line, values=asked, result=np.searchsorted(line, asked, side).tolist()) for side in ['left', 'right']]
some = flat(special) + [0.0, 7]
found, inverse, counts = np.unique(some, return_inverse=True, return_counts=True)

header("""
What numpy makes of numbers in order, and the gradients of jax (spec/outside/ordering.py printed this). A name is a function's, with its
axis or axes; the results of a sort are the values, the positions, and those of the descending order; of topK values and positions.
""")
interface('Ordered', name='string', shape='readonly number[]', x='readonly number[]', results='readonly (readonly number[])[]')
export('values', 'readonly Ordered[]', values)
export('gradients', 'readonly Ordered[]', gradients, 'Of the sum of the results, each times its position plus 1.')
interface('Search', side="'left' | 'right'", sorted='readonly number[]', values='readonly number[]', result='readonly number[]')
export('searches', 'readonly Search[]', searches)
export('different', 'Readonly<Record<string, readonly number[]>>',
       dict(x=some, values=found.tolist(), inverse=inverse.reshape(-1).tolist(), counts=counts.tolist()))
