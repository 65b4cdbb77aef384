"""Losses for particular tasks by keras, optax and jax, with gradients, in double precision: prints taskLosses.ts."""
import os

os.environ['KERAS_BACKEND'] = 'jax'
import itertools

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update('jax_enable_x64', True)
import keras
import optax
from fixture import export, header, interface

keras.config.set_floatx('float64')
cases = []


def record(name, source, f, predictions, targets, **settings):
    """Values of the examples by `f` and the gradient of their sum."""
    x, y = jnp.array(predictions, dtype=float), jnp.array(targets)
    values = f(x, y)
    gradient = jax.grad(lambda x: f(x, y).sum())(x)
    assert jnp.isfinite(values).all() and jnp.isfinite(gradient).all() and values.shape == x.shape[:1], name
    cases.append({'name': name, 'source': source, 'settings': settings, 'shape': list(x.shape), 'predictions': x.ravel().tolist(),
                  'targetShape': list(y.shape), 'targets': y.ravel().tolist(), 'values': values.tolist(),
                  'gradient': gradient.ravel().tolist()})


draw = np.random.default_rng(12)
some = lambda *shape: draw.normal(size=shape).round(3)
rows = lambda each: each.reshape(each.shape[0], -1)

LOGITS = np.array([[0.5, -1.25, 2.0], [3.0, 0.25, -0.5], [-30.0, 40.0, 0.0], [12.0, -9.0, 5.0]])
BITS = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
for gamma, alpha in ((2.0, None), (2.0, 0.25), (0.5, 0.75), (0.0, None)):
    record('sigmoidFocal', 'optax.sigmoid_focal_loss, added up over outputs',
           lambda x, y: optax.sigmoid_focal_loss(x, y, alpha=alpha, gamma=gamma).sum(-1), LOGITS, BITS,
           gamma=gamma, **({} if alpha is None else {'alpha': alpha}))
record('sigmoidFocal', 'keras.losses.binary_focal_crossentropy from logits, a mean over outputs',
       lambda x, y: keras.losses.binary_focal_crossentropy(y, x, apply_class_balancing=True, alpha=0.3, gamma=2.0, from_logits=True),
       LOGITS[:2], BITS[:2], gamma=2.0, alpha=0.3, reduction='mean')
for gamma in (2.0, 0.5):
    record('sparseSoftmaxFocal', 'keras.losses.categorical_focal_crossentropy from logits, of one-hot targets',
           lambda x, y: keras.losses.categorical_focal_crossentropy(
               jax.nn.one_hot(y, 3), x, alpha=1.0, gamma=gamma, from_logits=True), LOGITS[:2], [2, 1], gamma=gamma)

COUNTS = np.array([[0.0, 3.0], [1.0, 0.0], [7.0, 2.0]])
gammaln = jax.scipy.special.gammaln
record('poisson', 'jax.scipy.stats.poisson.logpmf less ln t!, added up',
       lambda x, y: -(jax.scipy.stats.poisson.logpmf(y, jnp.exp(x)) + gammaln(y + 1)).sum(-1), some(3, 2), COUNTS)
record('poisson', 'keras.losses.poisson of rates, a mean over outputs',
       lambda x, y: keras.losses.poisson(y, x), np.abs(some(3, 2)) + 0.1, COUNTS, logInput=False, epsilon=1e-7, reduction='mean')
stirling = lambda y: jnp.where(y > 1, y * jnp.log(jnp.maximum(y, 1)) - y + 0.5 * jnp.log(2 * jnp.pi * jnp.maximum(y, 1)), 0)
record('poisson', "eᵖ - t p, and Stirling's t ln t - t + ½ ln 2πt where t > 1, as torch.nn.PoissonNLLLoss(full=True), added up",
       lambda x, y: (jnp.exp(x) - y * x + stirling(y)).sum(-1), some(3, 2), COUNTS, full=True)
for q in (0.1, 0.5, 0.9):
    record('quantile', 'max(q (t - p), (q - 1) (t - p)), added up',
           lambda x, y: jnp.maximum(q * (y - x), (q - 1) * (y - x)).sum(-1), some(4, 3), some(4, 3), quantile=q)
record('logCosh', 'optax.log_cosh, added up', lambda x, y: optax.log_cosh(x, y).sum(-1), 4 * some(4, 3), some(4, 3))
record('logCosh', 'keras.losses.log_cosh, a mean', lambda x, y: keras.losses.log_cosh(y, x), 4 * some(4, 3), some(4, 3), reduction='mean')
record('gaussianNegativeLogLikelihood', 'jax.scipy.stats.norm.logpdf',
       lambda x, y: -jax.scipy.stats.norm.logpdf(y, x[:, 0], jnp.exp(x[:, 1] / 2)), some(5, 2), some(5), full=True)
record('gaussianNegativeLogLikelihood', 'jax.scipy.stats.norm.logpdf less ln √2π, added up',
       lambda x, y: -rows(jax.scipy.stats.norm.logpdf(y, x[..., 0], jnp.exp(x[..., 1] / 2))).sum(-1) - 3 * 0.5 * jnp.log(2 * jnp.pi),
       some(4, 3, 2), some(4, 3))
record('cosineSimilarity', 'optax.cosine_distance', optax.cosine_distance, some(4, 3), some(4, 3))
record('cosineSimilarity', '1 + keras.losses.cosine_similarity, the mean over an axis',
       lambda x, y: (1 + keras.losses.cosine_similarity(y, x)).mean(-1), some(4, 2, 3), some(4, 2, 3))

cosine = lambda a, b: (a * b).sum(-1) / jnp.sqrt((a * a).sum(-1) * (b * b).sum(-1))
far = lambda a, b: jnp.sqrt(((a - b) ** 2).sum(-1))
ALIKE = [1, 0, 0, 1, 0]
for margin in (0.0, 0.3):
    record('cosineEmbedding', '1 - cos, or max(0, cos - margin), as torch.nn.CosineEmbeddingLoss',
           lambda x, y: jnp.where(y == 1, 1 - cosine(x[:, 0], x[:, 1]), jnp.maximum(0, cosine(x[:, 0], x[:, 1]) - margin)),
           some(5, 2, 3), ALIKE, margin=margin)
record('contrastive', 'Y D²/2 + (1 - Y) max(0, m - D)²/2: Hadsell et al. 2006, equation 4, with Y = 1 for alike',
       lambda x, y: jnp.where(y == 1, far(x[:, 0], x[:, 1]) ** 2 / 2, jnp.maximum(0, 2.5 - far(x[:, 0], x[:, 1])) ** 2 / 2),
       some(5, 2, 3), ALIKE, margin=2.5)


def by_anchor(name, mining, distance, margin):
    """Every triplet of the batch, one by one."""
    power = 2 if distance == 'squared' else 1
    points = some(7, 2)

    def f(x, y):
        labels, n = np.array(y), len(y)
        d = lambda i, j: far(x[i], x[j]) ** power
        seen = {(i, j): float(far(points[i], points[j])) for i, j in itertools.permutations(range(n), 2)}
        hinge = lambda i, p, q: jnp.maximum(0, margin + d(i, p) - d(i, q))
        costs = []
        for i in range(n):
            positives = [j for j in range(n) if j != i and labels[j] == labels[i]]
            negatives = [j for j in range(n) if labels[j] != labels[i]]
            by = lambda j: seen[i, j]
            if not positives or not negatives:
                costs.append(0.0 * x[i, 0])
            elif mining == 'hard':
                costs.append(hinge(i, max(positives, key=by), min(negatives, key=by)))
            elif mining == 'all':
                costs.append(sum(hinge(i, p, q) for p in positives for q in negatives) / len(positives) / len(negatives))
            else:
                semi = lambda p: [q for q in negatives if seen[i, q] > seen[i, p]]
                costs.append(sum(hinge(i, p, min(semi(p), key=by) if semi(p) else max(negatives, key=by)) for p in positives)
                             / len(positives))
        return jnp.stack(costs)
    record(name, 'every triplet of the batch, one by one', f, points, [4, 0, 0, 4, 0, 4, 2],
           mining=mining, distance=distance, margin=margin)


for mining, distance, margin in (('hard', 'euclidean', 1.0), ('hard', 'squared', 0.2), ('semiHard', 'euclidean', 0.7),
                                 ('semiHard', 'squared', 0.2), ('all', 'euclidean', 1.0), ('all', 'squared', 0.5)):
    by_anchor('triplet', mining, distance, margin)
a, p, q = anchors = some(3, 4)
record('tripletOfOne', 'optax.losses.triplet_margin_loss, the cost of the first',
       lambda x, y: jnp.stack([optax.losses.triplet_margin_loss(x[0], x[1], x[2], margin=2.0, eps=0.0), 0.0 * x[1, 0], 0.0 * x[2, 0]]),
       anchors, [0, 0, 1], margin=2.0)

VIEWS = some(6, 3)
record('ntXentMean', 'optax.losses.ntxent, a mean over a batch of pairs, shared out',
       lambda x, y: jnp.full(6, optax.losses.ntxent(x, y, temperature=0.5) / 6), VIEWS, [0, 1, 2, 0, 1, 2], temperature=0.5)


def supervised(x, y):
    same = (y[:, None] == y[None]) & ~jnp.eye(len(y), dtype=bool)
    scores = cosine(x[:, None], x[None]) / 0.2
    logs = scores - jnp.log(jnp.where(jnp.eye(len(y), dtype=bool), 0, jnp.exp(scores)).sum(-1, keepdims=True))
    return -jnp.where(same, logs, 0).sum(-1) / jnp.maximum(same.sum(-1), 1)


record('ntXent', 'Khosla et al. 2020, equation 2', supervised, some(7, 3), [0, 1, 0, 1, 0, 2, 1], temperature=0.2)

MASKS = np.array([[[1.0, 0.0], [0.5, 1.0]], [[0.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]])
SOFT = draw.uniform(0.02, 0.98, size=(3, 2, 2)).round(3)
for smooth in (1.0, 0.0):
    record('dice', '1 - (2 Σ p t + s) / (Σ p² + Σ t² + s)',
           lambda x, y: 1 - (2 * rows(x * y).sum(-1) + smooth) / (rows(x * x).sum(-1) + rows(y * y).sum(-1) + smooth),
           SOFT, MASKS, smooth=smooth)
record('dice', 'keras.losses.dice of each example, ε = 10⁻⁷',
       lambda x, y: jnp.stack([keras.losses.dice(y[i], x[i]) for i in range(3)]), SOFT, MASKS, smooth=1e-7, squared=False)
record('dice', 'optax.losses.binary_dice_loss of logits, whose fraction has half of everything: smooth is half as large there',
       lambda x, y: optax.losses.binary_dice_loss(x[..., None], y[..., None], smooth=1.0).reshape(3, -1).mean(-1),
       some(3, 4), MASKS.reshape(3, 4), logits=True, squared=False, smooth=2.0)
record('dice', 'keras.losses.dice over all but the last axis, the mean over the last',
       lambda x, y: jnp.stack([jnp.stack([keras.losses.dice(y[i, :, c], x[i, :, c]) for c in range(2)]).mean() for i in range(3)]),
       SOFT, MASKS, smooth=1e-7, squared=False, perClass=True)

SAID = np.array([[1, 2, 2], [3, -1, -1], [2, 1, -1], [-1, -1, -1], [1, 1, -1]])


def connectionist(blank):
    def f(x, y):
        known, void = jnp.where(y < 0, 0, y), (y < 0).astype(float)
        return optax.ctc_loss(x, jnp.zeros(x.shape[:2]), known, void, blank_id=blank, log_epsilon=-1e5)
    return f


record('ctc', 'optax.ctc_loss', connectionist(0), 3 * some(5, 6, 4), SAID, length=3)
record('ctc', 'optax.ctc_loss', connectionist(3), 3 * some(5, 4, 4), np.where(SAID > 0, SAID - 1, SAID), length=3, blank=3)

header(f"""Losses for particular tasks in double precision: what each example of a batch costs, and the gradient of the sum of that with
respect to the predictions. Lists are flat, in row-major order.

Made by taskLosses.py with optax {optax.__version__} (jax {jax.__version__}), keras {keras.__version__}; `source` says the function or the formula.
Keras computes in single precision in places, whatever its floatx: its numbers hold to 1e-7.""")
numbers = 'readonly number[]'
interface('TaskLossCase', name='string', source='string', settings='Readonly<Record<string, number | string | boolean>>', shape=numbers,
          predictions=numbers, targetShape=numbers, targets=numbers, values=numbers, gradient=numbers)
export('taskLosses', 'readonly TaskLossCase[]', cases)
