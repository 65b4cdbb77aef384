"""Schedules of optax by step, and its reduction on a plateau, in double precision: prints schedules.ts."""
import jax
import jax.numpy as jnp

jax.config.update('jax_enable_x64', True)
import optax
from fixture import export, header, interface

LAST = 20
cases = []


def record(name, make, formula, schedule):
    values = [float(schedule(jnp.array(step))) for step in range(LAST + 1)]
    cases.append({'name': name, 'optax': make, 'formula': formula, 'values': values})


def of(name, formula, make):
    record(name, make, formula, eval(f'optax.{make}', {'optax': optax}))


of('constant', 'value', 'constant_schedule(0.1)')
of('piecewise', 'value times the scale of every boundary ≤ step', 'piecewise_constant_schedule(0.1, {5: 0.5, 12: 0.1})')
of('exponential', 'init rate^(step / transition)', 'exponential_decay(0.1, transition_steps=4, decay_rate=0.5)')
of('exponentialStaircase', 'init rate^⌊step / transition⌋', 'exponential_decay(0.1, 4, 0.5, staircase=True)')
of('exponentialFloor', 'max(end, init rate^(step / transition))', 'exponential_decay(0.1, 4, 0.5, end_value=0.02)')
of('exponentialLate', 'init up to begin, then init rate^((step - begin) / transition)',
   'exponential_decay(0.1, 4, 0.5, transition_begin=3)')
of('polynomial', '(init - end) (1 - min(step, n) / n)^power + end',
   'polynomial_schedule(0.1, 0.01, power=2, transition_steps=15)')
of('linear', 'polynomial of power 1', 'linear_schedule(0.0, 1.0, transition_steps=8)')
of('cosine', 'init ((1 - alpha) (1 + cos(π min(step, n) / n)) / 2 + alpha)', 'cosine_decay_schedule(0.1, decay_steps=16)')
of('cosineAlpha', 'as cosine', 'cosine_decay_schedule(0.1, decay_steps=16, alpha=0.2)')
of('warmupCosine', 'linear from init to peak over w steps, then cosine over the n - w left, down to end',
   'warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=5, decay_steps=18, end_value=0.01)')
of('warmupConstant', 'linear from init to peak over w steps, then peak', 'warmup_constant_schedule(0.0, 0.1, warmup_steps=5)')
of('oneCycleCosine', 'from peak / 25 up to peak at ⌊0.3 n⌋, down to peak / (25 10⁴) at n, by half cosines '
   'a + (b - a) (1 - cos πu) / 2', 'cosine_onecycle_schedule(18, 0.1)')
of('oneCycleCosineSet', 'as oneCycleCosine: start peak / div, end start / final',
   'cosine_onecycle_schedule(18, 0.1, pct_start=0.5, div_factor=10.0, final_div_factor=100.0)')
of('oneCycleLinear', 'peak / 25, up to peak at ⌊0.3 n⌋, down to peak / 25 at ⌊0.85 n⌋, then to peak / (25 10⁴) at n, all linear',
   'linear_onecycle_schedule(18, 0.1)')

LOSSES = [1.0, 0.8, 0.81, 0.79999, 0.8, 0.5, 0.6, 0.55, 0.52, 0.51, 0.5, 0.45, 0.4501,
          0.46, 0.47, 0.4499, 0.45, 0.3, 0.3, 0.3, 0.3, 0.3]
plateaus = []
for settings in ({'factor': 0.5, 'patience': 2}, {'factor': 0.1, 'patience': 3, 'cooldown': 2, 'min_scale': 0.05},
                 {'factor': 0.5, 'patience': 2, 'rtol': 0.0, 'atol': 0.02},
                 {'factor': 0.5, 'patience': 1, 'accumulation_size': 2}):
    rule = optax.contrib.reduce_on_plateau(**settings)
    params = jnp.zeros(1)
    state, scales = rule.init(params), []
    for loss in LOSSES:
        _, state = rule.update(params, state, value=loss)
        scales.append(float(state.scale))
    full = {'factor': 0.1, 'patience': 10, 'rtol': 1e-4, 'atol': 0.0, 'cooldown': 0, 'accumulation_size': 1, 'min_scale': 0.0}
    names = {'accumulation_size': 'accumulation', 'min_scale': 'least'}
    plateaus.append({'settings': {names.get(key, key): value for key, value in {**full, **settings}.items()}, 'scales': scales})

header(f"""Learning rates at steps 0 to {LAST}, and the scale that a plateau of losses leaves, in double precision.

Made by schedules.py with optax {optax.__version__} (jax {jax.__version__}); in short
  schedule = optax.cosine_decay_schedule(0.1, decay_steps=16); [schedule(step) for step in range({LAST + 1})]
  rule = optax.contrib.reduce_on_plateau(...); _, state = rule.update(updates, state, value=loss); state.scale
`optax` is the call itself. optax computes ⌊0.3 · 18⌋ = 5 and ⌊0.85 · 18⌋ = 15.
Plateau: a loss improves on the best if loss < (1 - rtol) best - atol; after `patience` losses in a row that don't, the scale
becomes max(scale · factor, least) and the count starts again; then `cooldown` losses are not counted (but may be the best).
With `accumulation` n, the rule sees the mean of each n losses.""")
interface('Schedule', name='string', optax='string', formula='string', values='readonly number[]')
print()
interface('Plateau',
          settings="Readonly<Record<'factor' | 'patience' | 'rtol' | 'atol' | 'cooldown' | 'accumulation' | 'least', number>>",
          scales='readonly number[]')
export('schedules', 'readonly Schedule[]', cases)
export('plateauLosses', 'readonly number[]', LOSSES)
export('plateaus', 'readonly Plateau[]', plateaus, 'The scale after each of `plateauLosses`.')
