"""More update rules of optax and keras, step by step in double precision: prints variants.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import jax
import numpy as np

jax.config.update('jax_enable_x64', True)
import keras
import optax
from fixture import export, header, interface

keras.config.set_floatx('float64')

# As in optimizers.py.
START = {'a': [0.5, -1.25, 2.0], 'b': [[1.0, -0.75], [0.125, 0.0]]}
GRADIENTS = [
    {'a': [0.1, -0.2, 0.3], 'b': [[1.5, 0.0], [-2.0, 0.25]]},
    {'a': [0.4, 0.1, -0.05], 'b': [[-0.5, 0.0], [3.0, 0.001]]},
    {'a': [-0.3, 0.0, 0.02], 'b': [[0.75, 0.0], [0.25, -0.5]]},
    {'a': [12.0, -5.0, 0.6], 'b': [[0.1, 0.0], [-0.2, 1e-6]]},
    {'a': [0.0, 0.0, 0.0], 'b': [[0.3, 0.0], [0.4, 0.0]]},
    {'a': [-0.7, 0.9, 1e-4], 'b': [[-8.0, 0.0], [6.0, -0.125]]},
]


def plain(tree):
    return {name: np.asarray(leaf).tolist() for name, leaf in tree.items()}


def by_optax(rule, average=None):
    params = {name: jax.numpy.array(leaf) for name, leaf in START.items()}
    state, steps = rule.init(params), []
    for gradient in GRADIENTS:
        gradient = {name: jax.numpy.array(leaf) for name, leaf in gradient.items()}
        update, state = rule.update(gradient, state, params)
        params = optax.apply_updates(params, update)
        steps.append(plain(params if average is None else average(params)))
    return steps


def by_keras(rule):
    params = {name: keras.Variable(np.array(leaf)) for name, leaf in START.items()}
    rule.build(list(params.values()))
    steps = []
    for gradient in GRADIENTS:
        rule.apply([keras.ops.array(gradient[name], dtype='float64') for name in params])
        steps.append(plain({name: leaf.numpy() for name, leaf in params.items()}))
    return steps


def close(one, other):
    flat = lambda steps: np.concatenate([np.ravel(leaf) for step in steps for leaf in step.values()])
    return bool(np.allclose(flat(one), flat(other), rtol=1e-12, atol=1e-14))


trajectories = []


def record(name, definition, formula, settings, steps, also=()):
    """`also` lists other libraries' runs of the same rule: they are named where they agree, and refused where they don't."""
    for other, run in also:
        assert close(steps, run), (name, other, steps, run)
    trajectories.append({'name': name, 'definition': definition, 'agrees': [other for other, _ in also], 'formula': formula,
                         'settings': settings, 'params': steps})


def averaged(decay, debias):
    """optax.ema of the parameters."""
    rule = optax.ema(decay, debias=debias)
    state = [rule.init({name: jax.numpy.array(leaf) for name, leaf in START.items()})]
    if not debias:  # begins at the parameters instead of 0
        state[0] = state[0]._replace(ema={name: jax.numpy.array(leaf) for name, leaf in START.items()})

    def average(params):
        value, state[0] = rule.update(params, state[0])
        return value
    return average


moments = {'learningRate': 0.1, 'b1': 0.9, 'b2': 0.99}
# With almost no epsilon, where keras adds it makes no difference.
record('amsgrad', 'keras.optimizers.Adam(amsgrad=True)',
       'm, v as adam; w = max(w, v); p - lr √(1 - b2ᵗ) / (1 - b1ᵗ) m / (√w + eps)', {**moments, 'epsilon': 1e-30},
       by_keras(keras.optimizers.Adam(0.1, 0.9, 0.99, epsilon=1e-30, amsgrad=True)))
record('adamax', 'optax.adamax', 'm = b1 m + (1 - b1) g; u = max(b2 u, |g| + eps); p - lr m / (1 - b1ᵗ) / u', {**moments, 'epsilon': 1e-3},
       by_optax(optax.adamax(0.1, 0.9, 0.99, eps=1e-3)))
delta = 'v = d v + (1 - d) g²; x = √(s + eps) / √(v + eps) g; s = d s + (1 - d) x²; p - lr x'
for decay, eps in ((0.95, 1e-6), (0.9, 1e-2)):
    record('adadelta', 'optax.adadelta', delta, {'learningRate': 1, 'decay': decay, 'epsilon': eps},
           by_optax(optax.adadelta(1.0, decay, eps)),
           [('keras.optimizers.Adadelta', by_keras(keras.optimizers.Adadelta(1.0, rho=decay, epsilon=eps)))])
for wd in (0.0, 0.1):
    record('lamb', 'optax.lamb', 'r = m̂ / (√v̂ + eps) + wd p as adamw; p - lr |p| / |r| r for each tensor, 1 for |p| / |r| if one is 0',
           {**moments, 'epsilon': 1e-6, 'weightDecay': wd}, by_optax(optax.lamb(0.1, 0.9, 0.99, eps=1e-6, weight_decay=wd)))
record('trustRatio', 'optax.scale_by_trust_ratio', 'u = c |p| / (|g| + eps) g; p - lr u', {'learningRate': 0.1, 'coefficient': 0.5, 'epsilon': 0.25},
       by_optax(optax.chain(optax.scale_by_trust_ratio(trust_coefficient=0.5, eps=0.25), optax.scale_by_learning_rate(0.1))))
# optax.MultiSteps sums in single precision.
record('accumulated', 'keras.optimizers.Adam(gradient_accumulation_steps=3)', 'adam on the mean of every 3 gradients, p as it is in between',
       {**moments, 'epsilon': 1e-30, 'batches': 3},
       by_keras(keras.optimizers.Adam(0.1, 0.9, 0.99, epsilon=1e-30, gradient_accumulation_steps=3)))
for debias in (False, True):
    record('averaged', 'optax.ema', 'a = d a + (1 - d) p after each step of sgd, ' +
           ('a₀ = 0, shown divided by 1 - dᵗ' if debias else 'a₀ = p₀'), {'learningRate': 0.1, 'decay': 0.9, 'debias': debias},
           by_optax(optax.sgd(0.1), averaged(0.9, debias)))

versions = ', '.join(f'{module.__name__} {module.__version__}' for module in (optax, jax, keras))
header(f"""More published update rules, step by step in double precision, on the gradients of optimizers.ts.

Made by variants.py with {versions};
the fields are those of optimizers.ts. For `averaged`, params are the averages.
""")
print("import type { Trajectory } from './optimizers.js'")
export('variants', 'readonly Trajectory[]', trajectories, 'What each step leaves.')

LAST = 20
restarts = []
for settings, spans in (({'initial': 0.1, 'steps': 6}, [6, 6, 6, 6]),
                        ({'initial': 0.1, 'end': 0.02, 'steps': 3, 'growth': 2}, [3, 6, 12])):
    rule = optax.join_schedules([optax.cosine_decay_schedule(0.1, span, alpha=settings.get('end', 0.0) / 0.1) for span in spans],
                                np.cumsum(spans[:-1]).tolist())
    restarts.append({'made': 'optax.cosine_decay_schedule, joined', 'settings': settings, 'tolerance': 1e-15,
                     'values': [float(rule(jax.numpy.array(step))) for step in range(LAST + 1)]})
for settings in ({'initial': 0.1, 'end': 0.02, 'steps': 3, 'growth': 2, 'factor': 0.5}, {'initial': 0.1, 'steps': 4, 'factor': 0.9}):
    rule = keras.optimizers.schedules.CosineDecayRestarts(
        settings['initial'], settings['steps'], float(settings.get('growth', 1)), settings['factor'],
        settings.get('end', 0.0) / settings['initial'])
    # Its π is in single precision.
    restarts.append({'made': 'keras.optimizers.schedules.CosineDecayRestarts', 'settings': settings, 'tolerance': 1e-8,
                     'values': [float(rule(np.float64(step))) for step in range(LAST + 1)]})
print("""
export interface Restarts {
  readonly made: string
  readonly settings: { readonly initial: number; readonly end?: number; readonly steps: number; readonly growth?: number; readonly factor?: number }
  readonly tolerance: number
  readonly values: readonly number[]
}

export interface InverseTime {
  readonly settings: { readonly initial: number; readonly rate: number; readonly steps: number; readonly staircase: boolean }
  readonly values: readonly number[]
}""")
export('restarts', 'readonly Restarts[]', restarts, f'Cosines that restart, at steps 0 to {LAST}.')
inverse = [{'settings': {'initial': 0.1, 'rate': 0.5, 'steps': 4, 'staircase': staircase},
            'values': [float(keras.optimizers.schedules.InverseTimeDecay(0.1, 4, 0.5, staircase)(np.float64(step))) for step in range(LAST + 1)]}
           for staircase in (False, True)]
export('inverse', 'readonly InverseTime[]', inverse, f'keras.optimizers.schedules.InverseTimeDecay at steps 0 to {LAST}.')
