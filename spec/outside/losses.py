"""Losses of torch and optax with their gradients, in double precision: prints losses.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update('jax_enable_x64', True)
import keras
import optax
import torch
import torch.nn.functional as F
from fixture import export, header, interface

keras.config.set_floatx('float64')
cases = []


def tensor(value):
    return torch.tensor(value, dtype=torch.int64 if isinstance(value[0], int) else torch.float64)


def record(name, definition, predictions, targets, by_torch=None, by_optax=None, reduce=None, **settings):
    """Value by torch or optax (by both, compared, where both have it), its mean (or `reduce`) and that mean's gradient."""
    runs = []
    if by_torch:
        x = torch.tensor(predictions, dtype=torch.float64, requires_grad=True)
        values = by_torch(x, tensor(targets))
        mean = (reduce or torch.mean)(values)
        mean.backward()
        runs.append((values.tolist(), mean.item(), x.grad.tolist()))
    if by_optax:
        x, y = jnp.array(predictions, dtype=float), jnp.array(targets)
        values = by_optax(x, y)
        mean = lambda x: (reduce or jnp.mean)(by_optax(x, y))
        runs.append((values.tolist(), mean(x).item(), jax.grad(mean)(x).tolist()))
    for part in range(3):
        np.testing.assert_allclose(runs[0][part], runs[-1][part], rtol=1e-12, atol=1e-15, err_msg=name)
    values, mean, gradient = runs[0]
    cases.append({'name': name, 'definition': definition, 'settings': settings, 'predictions': predictions, 'targets': targets,
                  'values': values, 'mean': mean, 'gradient': gradient})


GUESSES = [[0.5, -1.25], [2.0, 0.1], [-0.3, 4.0], [1.0, -3.5]]
TRUTHS = [[0.25, -1.0], [0.5, 0.1], [0.4, 1.0], [1.75, -3.0]]
record('squared', '(p - t)²', GUESSES, TRUTHS, lambda p, t: F.mse_loss(p, t, reduction='none'), optax.squared_error)
record('absolute', '|p - t|, derivative 0 at 0 (jax has 1 there)', GUESSES, TRUTHS,
       lambda p, t: F.l1_loss(p, t, reduction='none'))
for delta in (1.0, 0.5):
    record('huber', 'e² / 2 for |e| ≤ δ, else δ (|e| - δ / 2), e = p - t', GUESSES, TRUTHS,
           lambda p, t: F.huber_loss(p, t, reduction='none', delta=delta),
           lambda p, t: optax.huber_loss(p, t, delta=delta), delta=delta)

LOGITS = [[0.5, -1.25, 2.0], [3.0, 0.25, -0.5], [1.0, 1.0, 1.0], [-100.0, 100.0, 0.0], [1000.0, -1000.0, 999.0]]
SHARES = [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.25, 0.25, 0.5], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5]]
LABELS = [2, 1, 0, 1, 2]
softly = lambda p, t: F.cross_entropy(p, t, reduction='none')
record('softmaxCrossEntropy', '-Σ t log softmax(p), over classes', LOGITS, SHARES, softly, optax.softmax_cross_entropy)
record('softmaxCrossEntropyLabels', '-log softmax(p)[t]', LOGITS, LABELS, softly, optax.softmax_cross_entropy_with_integer_labels)
record('softmaxCrossEntropySmoothed', '-Σ ((1 - ε) onehot(t) + ε / C) log softmax(p)', LOGITS, LABELS,
       lambda p, t: F.cross_entropy(p, t, reduction='none', label_smoothing=0.1),
       lambda p, t: optax.softmax_cross_entropy(p, optax.smooth_labels(jax.nn.one_hot(t, 3), 0.1)), smoothing=0.1)

WEIGHTS = [0.5, 2.0, 1.25]
record('softmaxCrossEntropyClassWeights', 'wₜ l; mean: Σ wₜ l / Σ wₜ, as torch.nn.CrossEntropyLoss(weight)', LOGITS, LABELS,
       lambda p, t: F.cross_entropy(p, t, reduction='none', weight=torch.tensor(WEIGHTS, dtype=torch.float64)),
       reduce=lambda values: values.sum() / torch.tensor(WEIGHTS, dtype=torch.float64)[torch.tensor(LABELS)].sum(),
       **{f'weight{i}': w for i, w in enumerate(WEIGHTS)})
whole = F.cross_entropy(tensor(LOGITS), tensor(LABELS), weight=torch.tensor(WEIGHTS, dtype=torch.float64)).item()
assert abs(cases[-1]['mean'] / whole - 1) < 1e-12

SAMPLES = [1.0, 0.0, 2.5, 0.5, 3.0]
samples = torch.tensor(SAMPLES, dtype=torch.float64)
keyed = {f'weight{i}': w for i, w in enumerate(SAMPLES)}
sparse = lambda how: float(keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=how)(
    np.array(LABELS), np.array(LOGITS), np.array(SAMPLES)))
record('softmaxCrossEntropySampleWeights', 'w l; mean: Σ w l / Σ w, as keras mean_with_sample_weight', LOGITS, LABELS,
       lambda p, t: softly(p, t) * samples, reduce=lambda values: values.sum() / samples.sum(), **keyed)
assert abs(cases[-1]['mean'] / sparse('mean_with_sample_weight') - 1) < 1e-9
record('softmaxCrossEntropySampleWeightsPerBatch', 'w l; mean: Σ w l / n, as keras sum_over_batch_size', LOGITS, LABELS,
       lambda p, t: softly(p, t) * samples, **keyed)
assert abs(cases[-1]['mean'] / sparse('sum_over_batch_size') - 1) < 1e-9

ODDS = [0.0, 1.5, -1.5, 0.001, -0.001, 100.0, -100.0, 100.0, -100.0, 800.0, -800.0, 30.0, -30.0]
record('sigmoidCrossEntropy', '-t log σ(p) - (1 - t) log(1 - σ(p))', ODDS,
       [0.0, 1.0, 0.3, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
       lambda p, t: F.binary_cross_entropy_with_logits(p, t, reduction='none'), optax.sigmoid_binary_cross_entropy)
record('hinge', 'max(0, 1 - p t), t = ±1', [0.5, -0.25, 2.0, -3.0, 0.0, 1.5], [1.0, 1.0, 1.0, -1.0, -1.0, -1.0],
       lambda p, t: F.relu(1 - p * t), optax.hinge_loss)
SCORES = [[0.5, -1.25, 2.0, 0.75], [3.0, 0.25, -0.5, 2.5], [1.0, 0.5, 0.875, 0.0], [-1.0, 4.0, 0.0, 2.0]]
record('multiclassHingeMax', 'max(0, 1 + maxⱼ pⱼ - pₜ), j ≠ t: Crammer and Singer, optax.losses.multiclass_hinge_loss',
       SCORES, [2, 3, 1, 1],
       lambda p, t: F.relu(1 + p.masked_fill(F.one_hot(t, 4).bool(), -torch.inf).amax(1) - p.gather(1, t[:, None]).ravel()),
       optax.losses.multiclass_hinge_loss)
record('multiclassHingeSum', 'Σⱼ max(0, 1 + pⱼ - pₜ) / C, j ≠ t: Weston and Watkins, torch.nn.MultiMarginLoss',
       SCORES, [2, 3, 1, 1],
       lambda p, t: F.multi_margin_loss(p, t, reduction='none'))

CHANCES = [[0.1, 0.6, 0.3], [0.8, 0.15, 0.05], [0.25, 0.25, 0.5]]
SURE = [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.25, 0.25, 0.5]]
divergence = lambda log, t: F.kl_div(log, t, reduction='none').sum(-1)
record('klDivergence', 'Σ t (log t - log p), 0 log 0 = 0, p probabilities', CHANCES, SURE,
       lambda p, t: divergence(p.log(), t), lambda p, t: optax.kl_divergence(jnp.log(p), t))
record('klDivergenceLog', 'Σ t (log t - p), p log-probabilities',
       np.log(CHANCES).tolist(), SURE, divergence, optax.kl_divergence)
record('klDivergenceLogits', 'Σ t (log t - log softmax(p)), p logits', LOGITS[:3], SURE,
       lambda p, t: divergence(F.log_softmax(p, -1), t), lambda p, t: optax.kl_divergence(jax.nn.log_softmax(p), t))

header(f"""Losses of one batch in double precision: the value of each example (of each element, for the elementwise ones), their
mean, and the gradient of that mean with respect to the predictions.

Made by losses.py with torch {torch.__version__}, optax {optax.__version__} (jax {jax.__version__}), keras {keras.__version__}:
  values = F.cross_entropy(p, t, reduction='none'); values.mean().backward(); p.grad
where optax has the same loss the two were compared to 1e-12 (relative, or 1e-15 absolute: torch loses e^-100 in one value and
in two gradients). `definition` says the formula (p prediction, t target, l loss of one example); weighted ones also say what
`mean` divides by, and keep the weights in `settings` as weight0, weight1, …""")
rows = 'readonly number[] | readonly (readonly number[])[]'
interface('LossCase', name='string', definition='string', settings='Readonly<Record<string, number>>', predictions=rows,
          targets=rows, values=rows, mean='number', gradient=rows)
export('losses', 'readonly LossCase[]', cases)
