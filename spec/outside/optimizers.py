"""Update rules of optax, torch.optim and keras, step by step in double precision: prints optimizers.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import jax
import numpy as np

jax.config.update('jax_enable_x64', True)
import keras
import optax
import torch
from fixture import export, header, interface

keras.config.set_floatx('float64')

START = {'a': [0.5, -1.25, 2.0], 'b': [[1.0, -0.75], [0.125, 0.0]]}
GRADIENTS = [
    {'a': [0.1, -0.2, 0.3], 'b': [[1.5, 0.0], [-2.0, 0.25]]},
    {'a': [0.4, 0.1, -0.05], 'b': [[-0.5, 0.0], [3.0, 0.001]]},
    {'a': [-0.3, 0.0, 0.02], 'b': [[0.75, 0.0], [0.25, -0.5]]},
    {'a': [12.0, -5.0, 0.6], 'b': [[0.1, 0.0], [-0.2, 1e-6]]},
    {'a': [0.0, 0.0, 0.0], 'b': [[0.3, 0.0], [0.4, 0.0]]},
    {'a': [-0.7, 0.9, 1e-4], 'b': [[-8.0, 0.0], [6.0, -0.125]]},
]
MASK = {'a': False, 'b': True}


def plain(tree):
    return {name: np.asarray(leaf).tolist() for name, leaf in tree.items()}


def by_optax(rule):
    params = {name: jax.numpy.array(leaf) for name, leaf in START.items()}
    state, steps = rule.init(params), []
    for gradient in GRADIENTS:
        gradient = {name: jax.numpy.array(leaf) for name, leaf in gradient.items()}
        update, state = rule.update(gradient, state, params)
        params = optax.apply_updates(params, update)
        steps.append(plain(params))
    return steps


def by_torch(make, clip=lambda tensors: None):
    params = {name: torch.tensor(leaf, dtype=torch.float64, requires_grad=True) for name, leaf in START.items()}
    rule, steps = make(params), []
    for gradient in GRADIENTS:
        for name, leaf in params.items():
            leaf.grad = torch.tensor(gradient[name], dtype=torch.float64)
        clip(list(params.values()))
        rule.step()
        steps.append({name: leaf.tolist() for name, leaf in params.items()})
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


T = lambda rule, **settings: by_torch(lambda params: rule(list(params.values()), **settings))
sgd, o = torch.optim.SGD, torch.optim
tau = optax.partition
nn = torch.nn.utils

record('sgd', 'optax.sgd', 'p - lr g', {'learningRate': 0.1}, by_optax(optax.sgd(0.1)), [('torch.optim.SGD', T(sgd, lr=0.1))])
record('momentum', 'optax.sgd', 'v = g + m v; p - lr v', {'learningRate': 0.1, 'momentum': 0.9},
       by_optax(optax.sgd(0.1, momentum=0.9)), [('torch.optim.SGD', T(sgd, lr=0.1, momentum=0.9)),
                                                ('keras.optimizers.SGD', by_keras(keras.optimizers.SGD(0.1, momentum=0.9)))])
record('nesterov', 'optax.sgd', 'v = g + m v; p - lr (g + m v)', {'learningRate': 0.1, 'momentum': 0.9},
       by_optax(optax.sgd(0.1, momentum=0.9, nesterov=True)),
       [('torch.optim.SGD', T(sgd, lr=0.1, momentum=0.9, nesterov=True)),
        ('keras.optimizers.SGD', by_keras(keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True)))])

record('adagrad', 'optax.adagrad', 's = s + g², s₀ = initial; p - lr g / √(s + eps), 0 where s = 0',
       {'learningRate': 0.1, 'initialAccumulator': 0.1, 'epsilon': 1e-7}, by_optax(optax.adagrad(0.1)),
       [('keras.optimizers.Adagrad', by_keras(keras.optimizers.Adagrad(0.1, initial_accumulator_value=0.1, epsilon=1e-7)))])
record('adagrad', 'torch.optim.Adagrad', 's = s + g², s₀ = initial; p - lr g / (√s + eps)',
       {'learningRate': 0.1, 'initialAccumulator': 0, 'epsilon': 1e-3}, T(o.Adagrad, lr=0.1, eps=1e-3))
record('adagrad', 'optax.adagrad', 's = s + g², s₀ = initial; p - lr g / √(s + eps), 0 where s = 0',
       {'learningRate': 0.1, 'initialAccumulator': 0, 'epsilon': 1e-3},
       by_optax(optax.adagrad(0.1, initial_accumulator_value=0.0, eps=1e-3)))

inside, outside = 'v = d v + (1 - d) g²; p - lr g / √(v + eps)', 'v = d v + (1 - d) g²; p - lr g / (√v + eps)'
rms = {'learningRate': 0.01, 'decay': 0.9, 'epsilon': 1e-3}
record('rmsprop', 'optax.rmsprop', inside, {**rms, 'epsilonInSqrt': True}, by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3)))
record('rmsprop', 'optax.rmsprop', outside, {**rms, 'epsilonInSqrt': False},
       by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3, eps_in_sqrt=False)),
       [('torch.optim.RMSprop', T(o.RMSprop, lr=0.01, alpha=0.9, eps=1e-3))])
record('rmspropMomentum', 'optax.rmsprop', inside.replace('p -', 'u = m u +') + '; p - u',
       {**rms, 'epsilonInSqrt': True, 'momentum': 0.9}, by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3, momentum=0.9)))
record('rmspropMomentum', 'optax.rmsprop', outside.replace('p -', 'u = m u +') + '; p - u',
       {**rms, 'epsilonInSqrt': False, 'momentum': 0.9},
       by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3, eps_in_sqrt=False, momentum=0.9)),
       [('torch.optim.RMSprop', T(o.RMSprop, lr=0.01, alpha=0.9, eps=1e-3, momentum=0.9))])
record('rmspropCentered', 'optax.rmsprop', 'm = d m + (1 - d) g; v = d v + (1 - d) g²; p - lr g / √(v - m² + eps)',
       {**rms, 'epsilonInSqrt': True}, by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3, centered=True)))
record('rmspropCentered', 'optax.rmsprop', 'm = d m + (1 - d) g; v = d v + (1 - d) g²; p - lr g / (√(v - m²) + eps)',
       {**rms, 'epsilonInSqrt': False}, by_optax(optax.rmsprop(0.01, decay=0.9, eps=1e-3, eps_in_sqrt=False, centered=True)),
       [('torch.optim.RMSprop', T(o.RMSprop, lr=0.01, alpha=0.9, eps=1e-3, centered=True))])

moments = 'm = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g²; m̂ = m / (1 - b1ᵗ); v̂ = v / (1 - b2ᵗ)'
for eps in (1e-8, 1e-2):
    adam = {'learningRate': 0.1, 'b1': 0.9, 'b2': 0.999, 'epsilon': eps}
    record('adam', 'optax.adam', f'{moments}; p - lr m̂ / (√v̂ + eps)', adam, by_optax(optax.adam(0.1, eps=eps)),
           [('torch.optim.Adam', T(o.Adam, lr=0.1, eps=eps))])
record('adam', 'keras.optimizers.Adam', 'm, v as above; p - lr √(1 - b2ᵗ) / (1 - b1ᵗ) m / (√v + eps)', adam,
       by_keras(keras.optimizers.Adam(0.1, epsilon=1e-2)))

adam = {**adam, 'epsilon': 1e-8}
decayed = {**adam, 'weightDecay': 0.05}
record('adamw', 'optax.adamw', 'm̂, v̂ as in adam; p - lr (m̂ / (√v̂ + eps) + wd p)', decayed,
       by_optax(optax.adamw(0.1, weight_decay=0.05)), [('torch.optim.AdamW', T(o.AdamW, lr=0.1, weight_decay=0.05))])
record('adamwMasked', 'optax.adamw', 'as adamw on b, without wd on a', decayed,
       by_optax(optax.adamw(0.1, weight_decay=0.05, mask=MASK)),
       [('torch.optim.AdamW', by_torch(lambda p: o.AdamW([{'params': [p['a']], 'weight_decay': 0.0},
                                                        {'params': [p['b']], 'weight_decay': 0.05}], lr=0.1)))])
record('nadam', 'optax.nadam', 'm, v, v̂ as in adam; p - lr (b1 m / (1 - b1ᵗ⁺¹) + (1 - b1) g / (1 - b1ᵗ)) / (√v̂ + eps)', adam,
       by_optax(optax.nadam(0.1)))
record('nadam', 'keras.optimizers.Nadam',
       'uₜ = b1 (1 - 0.96ᵗ / 2), U = u₁⋯uₜ; '
       'p - lr (uₜ₊₁ m / (1 - U uₜ₊₁) + (1 - uₜ) g / (1 - U)) / (√v̂ + eps)', adam,
       by_keras(keras.optimizers.Nadam(0.1, epsilon=1e-8)))
record('lion', 'optax.lion', 'p - lr (sign(b1 m + (1 - b1) g) + wd p); then m = b2 m + (1 - b2) g; sign(0) = 0',
       {'learningRate': 0.01, 'b1': 0.9, 'b2': 0.99, 'weightDecay': 0}, by_optax(optax.lion(0.01, weight_decay=0.0)),
       [('keras.optimizers.Lion', by_keras(keras.optimizers.Lion(0.01)))])
record('lion', 'optax.lion', 'p - lr (sign(b1 m + (1 - b1) g) + wd p); then m = b2 m + (1 - b2) g; sign(0) = 0',
       {'learningRate': 0.01, 'b1': 0.9, 'b2': 0.99, 'weightDecay': 0.1}, by_optax(optax.lion(0.01, weight_decay=0.1)))

record('clipByValue', 'optax.clip', 'g = min(max(g, -limit), limit); p - lr g', {'learningRate': 0.1, 'limit': 0.5},
       by_optax(optax.chain(optax.clip(0.5), optax.sgd(0.1))),
       [('torch.nn.utils.clip_grad_value_', by_torch(lambda p: sgd(p.values(), lr=0.1),
                                                         lambda ts: nn.clip_grad_value_(ts, 0.5)))])
record('clipByNorm', 'optax.clip_by_global_norm on each tensor alone', 'g = g if |g| < limit else g / |g| limit; p - lr g',
       {'learningRate': 0.1, 'limit': 1},
       by_optax(optax.chain(tau({'a': optax.clip_by_global_norm(1.0), 'b': optax.clip_by_global_norm(1.0)}, {'a': 'a', 'b': 'b'}),
                            optax.sgd(0.1))),
       [('keras clipnorm', by_keras(keras.optimizers.SGD(0.1, clipnorm=1.0)))])
record('clipByGlobalNorm', 'optax.clip_by_global_norm',
       'n = √(Σ over all tensors g²); g = g if n < limit else g / n limit; p - lr g',
       {'learningRate': 0.1, 'limit': 1}, by_optax(optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1))),
       [('keras global_clipnorm', by_keras(keras.optimizers.SGD(0.1, global_clipnorm=1.0)))])
record('clipByGlobalNorm', 'torch.nn.utils.clip_grad_norm_', 'n as above; g = g min(1, limit / (n + 1e-6)); p - lr g',
       {'learningRate': 0.1, 'limit': 1},
       by_torch(lambda p: sgd(p.values(), lr=0.1), lambda ts: nn.clip_grad_norm_(ts, 1.0)))
record('sgdDecayed', 'optax.add_decayed_weights', 'g = g + wd p; p - lr g', {'learningRate': 0.1, 'weightDecay': 0.05},
       by_optax(optax.chain(optax.add_decayed_weights(0.05), optax.sgd(0.1))),
       [('torch.optim.SGD', T(sgd, lr=0.1, weight_decay=0.05))])
record('sgdDecayedMasked', 'optax.add_decayed_weights', 'g = g + wd p on b, g on a; p - lr g',
       {'learningRate': 0.1, 'weightDecay': 0.05},
       by_optax(optax.chain(optax.add_decayed_weights(0.05, mask=MASK), optax.sgd(0.1))))
record('momentumDecayed', 'optax.add_decayed_weights', 'g = g + wd p; v = g + m v; p - lr v',
       {'learningRate': 0.1, 'momentum': 0.9, 'weightDecay': 0.05},
       by_optax(optax.chain(optax.add_decayed_weights(0.05), optax.sgd(0.1, momentum=0.9))),
       [('torch.optim.SGD', T(sgd, lr=0.1, momentum=0.9, weight_decay=0.05))])

header(f"""Published update rules, step by step in double precision, on one list of gradients.

Made by optimizers.py with optax {optax.__version__}, jax {jax.__version__}, torch {torch.__version__}, keras {keras.__version__}:
  state = rule.init(params); update, state = rule.update(gradient, state, params); params = optax.apply_updates(params, update)
`definition` names the library that made the numbers, `agrees` those that gave the same to 1e-12 under the same settings.
Where libraries define a rule differently there are two entries of one name; `formula` is the difference.
p parameter, g gradient, t the step from 1; every accumulator starts at 0 unless the formula says otherwise.""")
interface('Params', a='readonly number[]', b='readonly (readonly number[])[]')
print()
interface('Trajectory', name='string', definition='string', agrees='readonly string[]', formula='string',
          settings='Readonly<Record<string, number | boolean>>', params='readonly Params[]')
export('start', 'Params', START)
export('gradients', 'readonly Params[]', GRADIENTS, 'The gradient that each step is given, whatever the parameters are by then.')
export('trajectories', 'readonly Trajectory[]', trajectories, 'The parameters after each step.')
