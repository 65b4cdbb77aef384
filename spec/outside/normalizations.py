"""Normalizations of torch with their gradients, in double precision: prints normalizations.ts."""
import torch
import torch.nn.functional as F
from fixture import export, header, interface
from gradients import listed, numbers, run


def first(x):
    """Channels first, as torch has them."""
    return x.movedim(-1, 1)


def last(y):
    return y.movedim(1, -1)


def grouped(name, *shape, groups, epsilon=1e-5):
    x, scale, offset = numbers(*shape, seed=4), numbers(shape[-1], seed=5, scale=0.25), numbers(shape[-1], seed=6)
    y, dy, (dx, ds, db) = run(lambda x, s, b: last(F.group_norm(first(x), groups, s, b, epsilon)), x, scale, offset)
    return listed(name=name, groups=groups, epsilon=epsilon, x=x, scale=scale, offset=offset, y=y, dy=dy, dx=dx, dscale=ds, doffset=db)


def by_batch(name, *shape, training, epsilon=1e-5):
    x, scale, offset = numbers(*shape, seed=4), numbers(shape[-1], seed=5, scale=0.25), numbers(shape[-1], seed=6)
    mean, variance = numbers(shape[-1], seed=7), numbers(shape[-1], seed=8).abs() + 0.5
    f = lambda x, s, b: last(F.batch_norm(first(x), mean.clone(), variance.clone(), s, b, training, 0.0, epsilon))
    y, dy, (dx, ds, db) = run(f, x, scale, offset)
    return listed(name=name, training=training, epsilon=epsilon, mean=mean, variance=variance, x=x, scale=scale, offset=offset,
                  y=y, dy=dy, dx=dx, dscale=ds, doffset=db)


def root_mean_square(name, *shape, epsilon=1e-5):
    x, scale = numbers(*shape, seed=4), numbers(shape[-1], seed=5, scale=0.25)
    y, dy, (dx, ds) = run(lambda x, s: x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * s, x, scale)
    return listed(name=name, epsilon=epsilon, x=x, scale=scale, y=y, dy=dy, dx=dx, dscale=ds)


groups = [
    grouped('2 groups of an image', 2, 3, 2, 4, groups=2),
    grouped('one group of a sequence', 2, 3, 2, groups=1, epsilon=0.5),
    grouped('a group for each channel', 2, 2, 2, 3, groups=3),
    grouped('3 groups of a vector', 3, 6, groups=3),
]
batches = [
    by_batch('an image in training', 2, 3, 2, 3, training=True),
    by_batch('a vector in training', 4, 3, training=True, epsilon=0.1),
    by_batch('an image at inference', 2, 2, 2, 3, training=False),
    by_batch('a vector at inference', 3, 2, training=False),
]
roots = [root_mean_square('a vector', 3, 5), root_mean_square('a sequence', 2, 3, 4, epsilon=0.1)]

header(f"""Normalizations with their gradients in double precision: y = layer(x), and from the cotangent `dy` of y those of every input.

Made by normalizations.py with torch {torch.__version__}; with channels moved first and back
  F.group_norm(x, groups, scale, offset, epsilon); F.batch_norm(x, mean, variance, scale, offset, training, 0, epsilon)
  x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon) * scale
  y.backward(dy); x.grad, scale.grad, offset.grad""")
print("import type { Images, Matrix } from './layers.js'")
print()
row, any_x = 'readonly number[]', 'Values'
print('export type Values = Images | readonly Matrix[] | Matrix')
print()
interface('Grouped', name='string', groups='number', epsilon='number', x=any_x, scale=row, offset=row, y=any_x, dy=any_x, dx=any_x,
          dscale=row, doffset=row)
print()
interface('Batch', name='string', training='boolean', epsilon='number', mean=row, variance=row, x=any_x, scale=row, offset=row,
          y=any_x, dy=any_x, dx=any_x, dscale=row, doffset=row)
print()
interface('Root', name='string', epsilon='number', x=any_x, scale=row, y=any_x, dy=any_x, dx=any_x, dscale=row)
export('groupNorms', 'readonly Grouped[]', groups)
export('batchNorms', 'readonly Batch[]', batches)
export('rmsNorms', 'readonly Root[]', roots)
