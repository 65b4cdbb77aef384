"""Sequence models in JAX: causal attention with rotary positions, and a GRU by `lax.scan`."""
import math

import jax
import jax.numpy as jnp
import numpy as np

from safetensors import tree


def joined(parts, name):
    """The same parameter of several layers side by side: one product does the work of all of them."""
    return np.concatenate([part[name] for part in parts], -1)


def arranged(described, params):
    """The parameters of each layer in the form that it takes; None for those without."""
    given, own = iter(params), []
    for layer in described:
        kind = layer['kind']
        if kind == 'relu':
            own.append(None)
            continue
        p = next(given)
        if kind == 'residual':
            p = arranged(layer['layers'], p)
        elif kind == 'attention':
            parts = [p['query'], p['key'], p['value']]
            p = {'weights': joined(parts, 'weights'), 'bias': joined(parts, 'bias'), 'output': p['output']}
        elif kind == 'gru':
            parts = [p['reset'], p['update'], p['candidate']]
            p = {**{name: joined(parts, name) for name in ('weights', 'recurrent', 'bias')},
                 'recurrentBias': p['candidate']['recurrentBias']}
        own.append(p)
    return own


def attention(p, x, heads):
    batch, time, width = x.shape
    size = width // heads
    split = (x @ p['weights'] + p['bias']).reshape(batch, time, 3, heads, size).transpose(2, 0, 3, 1, 4)
    angles = np.outer(np.arange(time), 10000.0 ** (-np.arange(0, size, 2) / size))
    cos, sin = (np.concatenate([f(angles)] * 2, 1).astype(np.float32) for f in (np.cos, np.sin))

    def turned(x):
        first, second = jnp.split(x, 2, -1)
        return x * cos + jnp.concatenate([-second, first], -1) * sin

    query, key, value = turned(split[0]), turned(split[1]), split[2]
    scores = query @ key.swapaxes(-2, -1) * (1 / math.sqrt(size))
    seen = jax.nn.softmax(jnp.where(np.tri(time, dtype=bool), scores, -jnp.inf), -1)
    mixed = (seen @ value).transpose(0, 2, 1, 3).reshape(batch, time, width)
    return mixed @ p['output']['weights'] + p['output']['bias']


def gru(p, x):
    units = p['recurrentBias'].shape[0]

    def step(h, given):
        reset, update, candidate = jnp.split(given, 3, -1)
        before = jnp.split(h @ p['recurrent'], 3, -1)
        r, z = jax.nn.sigmoid(reset + before[0]), jax.nn.sigmoid(update + before[1])
        n = jnp.tanh(candidate + r * (before[2] + p['recurrentBias']))
        h = (1 - z) * n + z * h
        return h, h

    given = (x @ p['weights'] + p['bias']).swapaxes(0, 1)
    return jax.lax.scan(step, jnp.zeros((x.shape[0], units)), given)[1].swapaxes(0, 1)


def applied(described, params, x):
    for layer, p in zip(described, params):
        kind = layer['kind']
        if kind == 'relu':
            x = jax.nn.relu(x)
        elif kind == 'embedding':
            x = p['table'][x]
        elif kind == 'rmsNorm':
            x = x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-5) * p['scale']
        elif kind == 'attention':
            x = attention(p, x, layer['heads'])
        elif kind == 'residual':
            x = x + applied(layer['layers'], p, x)
        elif kind == 'gru':
            x = gru(p, x)
        else:
            x = x @ p['weights'] + p['bias']
    return x


def params_of(tensors, workload):
    own = tree({name: x for name, x in tensors.items() if name.startswith('params.')})
    return jax.tree.map(jnp.array, arranged(workload['layers'], own))


def network(workload):
    return lambda params, x: applied(workload['layers'], params, x)
