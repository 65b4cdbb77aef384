"""Loops and choices of jax with their derivatives, in double precision. While loops of jax have no derivative in reverse mode: theirs
is that of a loop of as many steps (`fori_loop`).
"""
import jax
import jax.numpy as jnp
from jax import lax

from fixture import export, header, interface

jax.config.update('jax_enable_x64', True)


def newton(a, tolerance=1e-9):
    """The square root of a, and in how many steps."""
    return lax.while_loop(
        lambda s: jnp.abs(s[0] * s[0] - a) > tolerance, lambda s: ((a / s[0] + s[0]) * 0.5, s[1] + 1), (a, 0))


def collatz(n):
    return lax.while_loop(
        lambda s: s[0] != 1, lambda s: (jnp.where(s[0] % 2 == 0, s[0] // 2, 3 * s[0] + 1), s[1] + 1), (n, 0))[1]


def iterated(n):
    """sin(x)·w + x/2, n times."""
    return lambda x, w: lax.fori_loop(0, n, lambda _, y: jnp.sin(y) * w + y * 0.5, x)


def chosen(x, w):
    return lax.cond(x > 0, lambda: jnp.log(x) * w, lambda: x * x - w * x)


def nested(x, w):
    """A choice whose one side is a loop, with a choice in each step."""
    step = lambda _, y: lax.cond(y > 1, lambda z: z * 0.5 + w, lambda z: z * z + w, y)
    return lax.cond(x > 0, lambda y: lax.fori_loop(0, 4, step, y), lambda y: jnp.exp(y) * w, x)


def derivatives(f, x, w):
    x, w = jnp.float64(x), jnp.float64(w)
    return {
        'x': float(x), 'w': float(w), 'value': float(f(x, w)), 'gradient': [float(g) for g in jax.grad(f, (0, 1))(x, w)],
        'hessian': [[float(g) for g in row] for row in jax.hessian(f, (0, 1))(x, w)],
    }


roots = []
for a in [0.25, 1.0, 2.0, 10.0, 12345.0]:
    (value, steps), (tangent, _) = jax.jvp(newton, (jnp.float64(a),), (jnp.float64(1),))
    roots.append({'a': a, 'value': float(value), 'steps': int(steps), 'tangent': float(tangent)})

header("""
Loops and choices by jax, in double precision.

Made by spec/outside/control.py.
""")
interface('Root', a='number', value='number', steps='number', tangent='number')
interface('Point', x='number', w='number', value='number', gradient='readonly number[]', hessian='readonly (readonly number[])[]')
export('roots', 'readonly Root[]', roots, 'Newton\'s iteration.')
export('collatz', 'readonly (readonly [n: number, steps: number])[]', [[n, int(collatz(n))] for n in [1, 2, 3, 7, 27, 97]])
export('iterated', 'readonly (Point & { readonly steps: number })[]',
       [{'steps': n, **derivatives(iterated(n), x, w)} for n, x, w in [(0, 0.5, 2.0), (1, 0.5, 2.0), (3, -0.7, 1.5), (7, 1.25, 0.75)]])
export('chosen', 'readonly Point[]', [derivatives(chosen, x, w) for x, w in [(0.5, 2.0), (-0.5, 2.0), (3.0, -1.0), (0.0, 1.0)]])
export('nested', 'readonly Point[]', [derivatives(nested, x, w) for x, w in [(0.5, 0.3), (2.5, 0.75), (-0.5, 2.0), (0.9, -0.2)]])
