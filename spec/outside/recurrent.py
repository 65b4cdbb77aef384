"""Recurrent layers of keras with their gradients, in double precision, as [batch, time, features]: prints recurrent.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import jax

jax.config.update('jax_enable_x64', True)
import keras
import numpy as np
from fixture import export, header

keras.config.set_floatx('float64')
layers = keras.layers
UNITS = 2


@keras.saving.register_keras_serializable()
def tanh(x):
    """In double precision, which keras.ops.tanh leaves."""
    return jax.numpy.tanh(x)


def numbers(*shape, seed=0, scale=0.125):
    """Small multiples of an eighth, in no order that a wrong axis would forgive."""
    return np.array([((i * 41 + seed * 13) * 31 % 23 - 11) * scale for i in range(int(np.prod(shape)))]).reshape(shape)


def cell(names, values, at):
    """keras has the gates of a cell side by side; of two biases, those of inputs and of states, only a GRU's candidate needs both."""
    kernel, recurrent, bias = map(np.asarray, values)
    gate = lambda array, i: array[..., i * UNITS:(i + 1) * UNITS]
    found = {}
    for i, name in enumerate(names):
        path = f'{at}.{name}' if name else at
        found[f'{path}.weights'], found[f'{path}.recurrent'] = gate(kernel, i), gate(recurrent, i)
        found[f'{path}.bias'] = gate(bias, i)
        if name == 'candidate' and 'update' in names:
            own = found[f'{path}.bias']
            # Without reset_after there is one bias, and nothing is lost by it.
            found[f'{path}.bias'], found[f'{path}.recurrentBias'] = (own[0], own[1]) if own.ndim == 2 else (own, None)
        elif bias.ndim == 2:
            found[f'{path}.bias'] = found[f'{path}.bias'][0], found[f'{path}.bias'][1]
    return found


def merged(found, sums):
    """Two biases that are only ever added are their sum, which has the gradient of each; a bias that is not there is 0."""
    plain = {}
    for path, value in found.items():
        if isinstance(value, tuple):
            value = value[0] + value[1] if sums else value[0]
        if value is None:
            value = np.zeros(UNITS) if sums else found[path.replace('recurrentBias', 'bias')]
        plain[f"'{path}'"] = value.tolist()
    return plain


GRU, LSTM = ('update', 'reset', 'candidate'), ('input', 'forget', 'candidate', 'output')


def case(name, layer, names, x, masked=False, flipped=False):
    """`flipped`: keras gives what it goes through backwards in that order."""
    mask = (x != 0).any(-1) if masked else None
    layer(x, mask=mask)
    values = [numbers(*weight.shape, seed=seed + 1) for seed, weight in enumerate(layer.trainable_variables)]
    others = [weight.value for weight in layer.non_trainable_variables]

    def f(values, x):
        y = layer.stateless_call(values, others, x, mask=mask)[0]
        return y[:, ::-1] if flipped else y

    y, pullback = jax.vjp(f, values, x)
    dy = numbers(*y.shape, seed=5, scale=0.25)
    slopes, dx = pullback(dy)
    ways = [('0', slice(None))] if len(values) == 3 else [('0.forward', slice(3)), ('0.backward', slice(3, 6))]
    params = lambda of, sums: merged({p: v for at, part in ways for p, v in cell(names, of[part], at).items()}, sums)
    return {'name': name, 'x': x.tolist(), 'params': params(values, True), 'y': np.asarray(y).tolist(), 'dy': dy.tolist(),
            'slopes': {'x': np.asarray(dx).tolist(), **params(slopes, False)}}


x = numbers(2, 4, 3)
short = x.copy()
short[0, 2:] = 0
short[1, 1] = 0
double = {'dtype': 'float64', 'activation': tanh}
all = {'return_sequences': True, **double}
cases = [
    case('keras: SimpleRNN', layers.SimpleRNN(UNITS, **all), ('',), x),
    case('keras: GRU, reset_after', layers.GRU(UNITS, reset_after=True, **all), GRU, x),
    case('keras: GRU, reset_after=False', layers.GRU(UNITS, reset_after=False, **all), GRU, x),
    case('keras: LSTM', layers.LSTM(UNITS, **all), LSTM, x),
    case('keras: GRU, mask', layers.GRU(UNITS, **all), GRU, short, masked=True),
    case('keras: LSTM, mask, go_backwards', layers.LSTM(UNITS, go_backwards=True, **all), LSTM, short, masked=True, flipped=True),
    case('keras: LSTM, mask, last', layers.LSTM(UNITS, **double), LSTM, short, masked=True),
    # With a mask its outputs of filled up steps would be 0, where those of the cells alone stay as they were.
    case('keras: Bidirectional GRU', layers.Bidirectional(layers.GRU(UNITS, **all), dtype='float64'), GRU, x),
]

header(f"""Recurrent layers as keras documents them, with their gradients in double precision: y = layer(x), and from the cotangent
`dy` of y those of x and of every parameter. Sequences are [batch, time, features].

Made by recurrent.py with keras {keras.__version__} (jax {jax.__version__}); in short
  y = keras.layers.SimpleRNN(2, return_sequences=True)(x), GRU with reset_after or without, LSTM, Bidirectional(GRU)
  with a mask: the steps at which anything is not 0; go_backwards with its outputs in the order of the steps again
  y, pullback = jax.vjp(layer.stateless_call, …); pullback(dy)
Parameters have the names and forms of this package: a record for each gate, one bias where two are only added.""")
print("import type { Case } from './sequences.js'")
export('recurrent', 'readonly Case[]', cases)
