"""Gradients, Hessians, Jacobians and mapped functions of JAX in double precision: prints transforms.ts."""
import jax
import jax.numpy as jnp
import numpy as np
from fixture import export, header, interface

jax.config.update('jax_enable_x64', True)

x = np.array([0.5, -1.25, 0.75])
v = np.array([1.0, 0.5, -2.0])
w = np.array([[0.2, -0.4, 1.1], [0.7, 0.3, -0.9], [-1.3, 0.6, 0.1], [0.05, -0.8, 0.45]])
b = np.array([0.1, -0.2, 0.3, -0.4])
xs = np.array([[0.5, -1.25, 0.75], [1.5, 0.25, -0.5], [-2.0, 1.0, 0.125], [0.0, 0.875, -1.75], [0.3, -0.6, 0.9]])
ys = np.array([[1.0, 0.0, 0.5], [-0.5, 2.0, 0.25]])

scalars = {
    'rosenbrock': lambda x: jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2),
    'logSumExp': lambda x: jax.nn.logsumexp(x),
    'norm': lambda x: jnp.sqrt(jnp.sum(x * x)),
    'energy': lambda x: jnp.sum(jnp.tanh(w @ x + b) ** 2),
}
vectors = {
    'layer': lambda x: jnp.tanh(w @ x + b),
    'softmax': jax.nn.softmax,
    'outer': lambda x: jnp.outer(x, jnp.sin(x)),
}


def flat(a):
    return np.asarray(a, dtype=np.float64).ravel().tolist()


def second(f):
    return lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1]


header(f'''
Gradients, Hessians, Jacobians and mapped functions of jax {jax.__version__}, in double precision; elements in row-major order.

Made by transforms.py; in short
  jax.value_and_grad(f)(x), jax.hessian(f)(x), jax.jvp(jax.grad(f), (x,), (v,))[1], jax.jacobian(f)(x), jax.vmap(f, in_axes, out_axes)
''')
interface('Scalar', value='number', gradient='readonly number[]', hessian='readonly number[]', product='readonly number[]')
for name, value in {'x': x, 'v': v, 'w': w, 'b': b, 'xs': xs, 'ys': ys}.items():
    export(name, 'readonly number[]', flat(value))
export('scalars', 'Readonly<Record<string, Scalar>>', {
    name: dict(value=float(f(x)), gradient=flat(jax.grad(f)(x)), hessian=flat(jax.hessian(f)(x)), product=flat(second(f)(x, v)))
    for name, f in scalars.items()})
export('jacobians', 'Readonly<Record<string, readonly number[]>>', {name: flat(jax.jacobian(f)(x)) for name, f in vectors.items()})


def distance(x, y):
    return jnp.sqrt(jnp.sum((x - y) ** 2))


def loss(p, x):
    return jnp.sum(jnp.tanh(p['w'] @ x + p['b']) ** 2)


params = {'w': w, 'b': b}
blocks = jax.hessian(loss)(params, x)
gradients = jax.vmap(jax.grad(loss), in_axes=(None, 0))(params, xs)
export('blocks', 'Readonly<Record<string, readonly number[]>>', {f'{i}{j}': flat(blocks[i][j]) for i in 'wb' for j in 'wb'},
       'Of the sum of squares of tanh(wx + b) by both parameters: the Hessian, block by block.')
export('mapped', 'Readonly<Record<string, readonly number[]>>', {
    'toOne': flat(jax.vmap(distance, in_axes=(0, None))(xs, ys[0])),
    'pairs': flat(jax.vmap(jax.vmap(distance, in_axes=(None, 0)), in_axes=(0, None))(xs, ys)),
    'pairsAcross': flat(jax.vmap(jax.vmap(distance, in_axes=(None, 0)), in_axes=(0, None), out_axes=1)(xs, ys)),
    'columns': flat(jax.vmap(jax.nn.softmax, in_axes=1, out_axes=1)(xs)),
    'gradientsOfW': flat(gradients['w']),
    'gradientsOfB': flat(gradients['b']),
    'hessians': flat(jax.vmap(jax.hessian(scalars['rosenbrock']))(xs)),
}, 'Functions of one example over several.')
