"""Draws of JAX by the same methods: prints distributions.ts."""
import jax
import jax.numpy as jnp
import numpy as np
from fixture import export, header, interface

jax.config.update('jax_enable_x64', True)
assert jax.config.jax_threefry_partitionable
RNG = jax.random

kinds = {'gumbel': RNG.gumbel, 'exponential': RNG.exponential, 'laplace': RNG.laplace, 'logistic': RNG.logistic, 'cauchy': RNG.cauchy}
flat = lambda x: np.asarray(x, np.float64).ravel().tolist()


def row(name, dtype):
    return {'name': name, 'dtype': dtype.replace('float', 'f'), 'values': flat(kinds[name](RNG.key(5), (24,), dtype))}


def scores(shape):
    """Multiples of a quarter, exact in either precision."""
    return np.array([((i * 7919 + 13) % 29 - 14) / 4 for i in range(int(np.prod(shape)))]).reshape(shape)


def chosen(seed, shape, dtype, temperature):
    x = jnp.asarray(scores(shape), dtype)
    return {'seed': seed, 'shape': list(shape), 'dtype': dtype.replace('float', 'f'), 'temperature': temperature,
            'places': np.asarray(RNG.categorical(RNG.key(seed), x / temperature)).ravel().tolist()}


mean = np.array([1.0, -2.0, 0.5])
spread = np.array([[2.0, 0.5, -0.25], [0.5, 1.0, 0.125], [-0.25, 0.125, 0.75]])


def vectors(shape):
    many = RNG.multivariate_normal(RNG.key(6), jnp.asarray(mean), jnp.asarray(spread), shape, dtype=jnp.float64)
    return {'shape': list(shape), 'values': flat(many)}


header(f"""Draws by the methods that are JAX's, too: Gumbel, exponential, Laplace, logistic and Cauchy numbers, places by logits, and
normal vectors through the Cholesky factor.

Made by distributions.py with jax {jax.__version__} in 64-bit mode (jax_threefry_partitionable). XLA's logarithms and tangents are
others, so that last digits differ; places differ only where two scores are that close.""")
interface('Draws', name='string', dtype="'f32' | 'f64'", values='readonly number[]')
print()
interface('Places', seed='number', shape='readonly number[]', dtype="'f32' | 'f64'", temperature='number', places='readonly number[]')
print()
interface('Vectors', shape='readonly number[]', values='readonly number[]')
export('draws', 'readonly Draws[]', [row(name, dtype) for dtype in ('float32', 'float64') for name in kinds], 'By the key of seed 5.')
export('places', 'readonly Places[]', [
    chosen(seed, shape, dtype, temperature) for dtype in ('float32', 'float64') for seed, shape, temperature in
    [(7, (40, 6), 1.0), (8, (3, 5, 4), 2.0), (9, (65,), 0.5), (10, (200, 3), 1.0)]
], 'Scores are ((7919·i + 13) mod 29 - 14)/4.')
export('mean', 'readonly number[]', flat(mean))
export('covariance', 'readonly number[]', flat(spread))
export('vectors', 'readonly Vectors[]', [vectors((4,)), vectors((2, 3))], 'By the key of seed 6, in double precision.')
