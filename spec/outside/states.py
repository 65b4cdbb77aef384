"""Layers for sequences of keras that begin with a state, share keys, or count some steps, in double precision: prints states.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import jax

jax.config.update('jax_enable_x64', True)
import jax.numpy as jnp
import keras
import numpy as np
from fixture import export, header

keras.config.set_floatx('float64')
layers = keras.layers


@keras.saving.register_keras_serializable()
def tanh(x):
    """In double precision, which keras.ops.tanh leaves."""
    return jnp.tanh(x)


def numbers(*shape, seed=0, scale=0.125):
    """Small multiples of an eighth, in no order that a wrong axis would forgive."""
    return np.array([((i * 43 + seed * 17) * 31 % 23 - 11) * scale for i in range(int(np.prod(shape)))]).reshape(shape)


def case(name, shapes, x, f):
    """`f` gets the parameters by this package's paths, and makes keras' weights of them: so their slopes have these paths, too."""
    params = {path: numbers(*shape, seed=seed + 1) for seed, (path, shape) in enumerate(shapes.items())}
    y, pullback = jax.vjp(f, params, x)
    dy = numbers(*y.shape, seed=5, scale=0.25)
    slopes, dx = pullback(dy)
    listed = lambda tensors: {f"'{path}'": np.asarray(t).tolist() for path, t in tensors.items()}
    return {'name': name, 'x': x.tolist(), 'params': listed(params), 'y': np.asarray(y).tolist(), 'dy': dy.tolist(),
            'slopes': {'x': np.asarray(dx).tolist(), **listed(slopes)}}


def run(layer, weights, *inputs, **options):
    """A layer with these weights."""
    if not layer.built:
        layer(*inputs, **options)
    return layer.stateless_call(weights, [v.value for v in layer.non_trainable_variables], *inputs, **options)[0]


# Recurrent layers.
GRU, LSTM = ('update', 'reset', 'candidate'), ('input', 'forget', 'candidate', 'output')
UNITS = 2
double = {'dtype': 'float64', 'activation': tanh}


def gates(names, inputs, at):
    shapes = {}
    for name in names:
        shapes |= {f'{at}.{name}.weights': (inputs, UNITS), f'{at}.{name}.recurrent': (UNITS, UNITS), f'{at}.{name}.bias': (UNITS,)}
        if names is GRU and name == 'candidate':
            shapes[f'{at}.{name}.recurrentBias'] = (UNITS,)
    return shapes


def first(names, at):
    return {f'{at}.initialState.{name}': (UNITS,) for name in (('hidden',) if names is GRU else ('hidden', 'cell'))}


def weights(params, names, at):
    """Kernels side by side; the biases of a GRU below each other, of which only the candidate's second one is a bias of its own."""
    every = lambda kind: jnp.concatenate([params[f'{at}.{name}.{kind}'] for name in names], -1)
    bias = every('bias')
    if names is GRU:
        bias = jnp.stack([bias, jnp.concatenate([jnp.zeros(2 * UNITS), params[f'{at}.candidate.recurrentBias']])])
    return [every('weights'), every('recurrent'), bias]


def state(params, names, at, batch):
    return [jnp.broadcast_to(params[path], (batch, UNITS)) for path in first(names, at)]


x = numbers(2, 4, 3)
gru = layers.GRU(UNITS, return_sequences=True, **double)
lstm = layers.LSTM(UNITS, return_state=True, **double)
both = layers.Bidirectional(layers.LSTM(UNITS, return_state=True, **double), dtype='float64')
encoder, decoder = layers.LSTM(UNITS, return_state=True, **double), layers.LSTM(UNITS, return_sequences=True, **double)


def two_ways(p, x):
    ways = ('0.forward', '0.backward')
    own = [w for at in ways for w in weights(p, LSTM, at)]
    begin = [s for at in ways for s in state(p, LSTM, at, 2)]
    _, h, c, g, d = run(both, own, x, initial_state=begin)
    return jnp.stack([jnp.concatenate([h, g], -1), jnp.concatenate([c, d], -1)], 1)


def translated(p, x):
    _, h, c = run(encoder, weights(p, LSTM, '0.0.0'), x[:, :4])
    return run(decoder, weights(p, LSTM, '0.1.0'), x[:, 4:], initial_state=[h, c])


cases = [
    case('keras: GRU, initial_state', gates(GRU, 3, '0') | first(GRU, '0'), x,
         lambda p, x: run(gru, weights(p, GRU, '0'), x, initial_state=state(p, GRU, '0', 2))),
    case('keras: LSTM, initial_state, return_state', gates(LSTM, 3, '0') | first(LSTM, '0'), x,
         lambda p, x: jnp.stack(run(lstm, weights(p, LSTM, '0'), x, initial_state=state(p, LSTM, '0', 2))[1:], 1)),
    case('keras: Bidirectional LSTM, initial_state, return_state',
         {k: v for at in ('0.forward', '0.backward') for k, v in (gates(LSTM, 3, at) | first(LSTM, at)).items()}, x, two_ways),
    case('keras: LSTM, from encoder to decoder', gates(LSTM, 3, '0.0.0') | gates(LSTM, 3, '0.1.0'), numbers(2, 6, 3, seed=2), translated),
]

# Attention.
WIDTH, HEADS, SIZE = 8, 4, 2


def projections(groups, at):
    sizes = {'query': WIDTH, 'key': groups * SIZE, 'value': groups * SIZE, 'output': WIDTH}
    return {f'{at}.{name}.{kind}': (WIDTH, n) if kind == 'weights' else (n,) for name, n in sizes.items() for kind in ('weights', 'bias')}


def heads(p, groups, at):
    """Kernels [width, heads, size], the last one [heads, size, width]."""
    found = []
    for name, n in (('query', HEADS), ('key', groups), ('value', groups)):
        found += [p[f'{at}.{name}.weights'].reshape(WIDTH, n, SIZE), p[f'{at}.{name}.bias'].reshape(n, SIZE)]
    return [*found, p[f'{at}.output.weights'].reshape(HEADS, SIZE, WIDTH), p[f'{at}.output.bias']]


def capped(p, x, cap, groups, causal):
    """Gemma 2's scores, in so many words."""
    split = lambda name, n: (x @ p[f'0.{name}.weights'] + p[f'0.{name}.bias']).reshape(*x.shape[:2], n, SIZE)
    q, k, v = split('query', HEADS), split('key', groups), split('value', groups)
    k, v = (jnp.repeat(a, HEADS // groups, axis=2) for a in (k, v))
    scores = cap * jnp.tanh(jnp.einsum('bqhd,bkhd->bhqk', q, k) / SIZE ** 0.5 / cap)
    if causal:
        scores = jnp.where(jnp.tril(jnp.ones(scores.shape[2:], bool)), scores, -jnp.inf)
    mixed = jnp.einsum('bhqk,bkhd->bqhd', jax.nn.softmax(scores, -1), v)
    return mixed.reshape(x.shape) @ p['0.output.weights'] + p['0.output.bias']


x = numbers(2, 4, WIDTH, scale=0.0625)
short = x.copy()
short[1, 3:] = 0
counts = (short != 0).any(-1)
# With its weights it takes the way through einsum, in double precision.
plain = {'return_attention_scores': True}
grouped = layers.GroupQueryAttention(SIZE, HEADS, 2, dtype='float64')
single = layers.GroupQueryAttention(SIZE, HEADS, 1, dtype='float64')
cases += [
    case('keras: GroupQueryAttention', projections(2, '0'), x, lambda p, x: run(grouped, heads(p, 2, '0'), x, x, **plain)[0]),
    case('keras: GroupQueryAttention, one head of keys, causal', projections(1, '0'), x,
         lambda p, x: run(single, heads(p, 1, '0'), x, x, use_causal_mask=True, **plain)[0]),
    case('keras: GroupQueryAttention, mask', projections(2, '0'), short,
         lambda p, x: run(grouped, heads(p, 2, '0'), x, x, attention_mask=counts[:, None, :], **plain)[0]),
    case('jax: softcap', projections(4, '0'), x, lambda p, x: capped(p, x, 0.5, 4, False)),
    case('jax: softcap, two heads of keys, causal', projections(2, '0'), x, lambda p, x: capped(p, x, 0.75, 2, True)),
]

# A block with its norms after its sums.
attention = layers.MultiHeadAttention(HEADS, SIZE, dtype='float64')
wide, back = layers.Dense(6, activation='relu', dtype='float64'), layers.Dense(WIDTH, dtype='float64')


def normed(p, at, x):
    """keras' LayerNormalization is of single precision inside."""
    return (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5) * p[f'{at}.scale'] + p[f'{at}.offset']


def block(p, x):
    get = lambda at: [p[f'{at}.weights'], p[f'{at}.bias']]
    y = normed(p, '1', x + run(attention, heads(p, HEADS, '0.0'), x, x, **plain)[0])
    return normed(p, '3', y + run(back, get('2.1'), run(wide, get('2.0'), y)))


norm = lambda at: {f'{at}.scale': (WIDTH,), f'{at}.offset': (WIDTH,)}
cases.append(case('keras: a block of 2017', {
    **projections(HEADS, '0.0'), **norm('1'), '2.0.weights': (WIDTH, 6), '2.0.bias': (6,), '2.1.weights': (6, WIDTH), '2.1.bias': (WIDTH,),
    **norm('3')}, x, block))

# Pooling.
pooling = layers.GlobalAveragePooling1D(dtype='float64')
cases.append(case('keras: GlobalAveragePooling1D, mask', {}, short, lambda p, x: run(pooling, [], x, mask=jnp.asarray(counts))))

header(f"""Layers for sequences that begin with a state, share keys and values, have their norms after their sums, or count some steps,
with their gradients in double precision: y = layer(x), and from the cotangent `dy` of y those of x and of every parameter.

Made by states.py with keras {keras.__version__} (jax {jax.__version__}); in short
  y = keras.layers.GRU(2, return_sequences=True)(x, initial_state=h), LSTM with return_state, Bidirectional(LSTM)
  keras.layers.GroupQueryAttention(2, 4, 2)(x, x), with use_causal_mask or attention_mask; GlobalAveragePooling1D()(x, mask)
  y = norm(x + MultiHeadAttention(4, 2)(x, x)), then norm(y + Dense(8)(Dense(6, 'relu')(y)))
  scores = cap·tanh(q·kᵀ/√d / cap) in jax.numpy
  y, pullback = jax.vjp(layer.stateless_call, …); pullback(dy)
Parameters have the names and forms of this package; learned states are the same for all sequences.""")
print("import type { Case } from './sequences.js'")
export('states', 'readonly Case[]', cases)
