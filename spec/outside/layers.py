"""Layers of torch with their gradients, in double precision, image data as [batch, height, width, channels]: prints layers.ts."""
import torch
import torch.nn.functional as F
from fixture import export, header, interface
from gradients import listed, numbers, padded, pads, run


def convolution(name, image, window, out, stride=(1, 1), padding='valid', dilation=(1, 1)):
    x, kernel, bias = numbers(*image), numbers(*window, image[3], out, seed=1), numbers(out, seed=2)
    used = pads(padding, image[1], image[2], window, stride, dilation)
    f = lambda x, k, b: F.conv2d(padded(x, used), k.permute(3, 2, 0, 1), b, stride, 0, dilation).permute(0, 2, 3, 1)
    y, dy, (dx, dk, db) = run(f, x, kernel, bias)
    return listed(name=name, stride=stride, padding=used, dilation=dilation, x=x, kernel=kernel, bias=bias, y=y, dy=dy, dx=dx,
                  dkernel=dk, dbias=db)


def pooling(name, image, window, stride, padding='valid', average=False, ties=False):
    x = (numbers(*image, seed=3) / 3).round() if ties else numbers(*image, seed=3)
    used = pads(padding, image[1], image[2], window, stride, (1, 1))
    if average:
        total = lambda x: F.avg_pool2d(padded(x, used), window, stride, divisor_override=1)
        f = lambda x: (total(x) / total(torch.ones_like(x))).permute(0, 2, 3, 1)
    else:
        f = lambda x: F.max_pool2d(padded(x, used, -torch.inf), window, stride).permute(0, 2, 3, 1)
    y, dy, (dx,) = run(f, x)
    return listed(name=name, window=window, stride=stride, padding=used, x=x, y=y, dy=dy, dx=dx)


convolutions = [
    convolution('3×3', (2, 4, 5, 2), (3, 3), 3),
    convolution('stride 2', (1, 5, 6, 1), (3, 2), 2, stride=(2, 2)),
    convolution('same', (1, 4, 3, 2), (3, 3), 2, padding='same'),
    convolution('same, stride 2, even', (1, 5, 4, 1), (2, 4), 2, stride=(2, 2), padding='same'),
    convolution('padding of four sizes', (1, 3, 3, 1), (2, 3), 2, padding=[(0, 1), (2, 1)]),
    convolution('dilation 2', (1, 6, 7, 1), (3, 2), 2, dilation=(2, 2)),
    convolution('same, dilation 2, stride (1, 2)', (1, 5, 5, 1), (3, 3), 1, stride=(1, 2), padding='same', dilation=(2, 2)),
    convolution('1×1', (2, 2, 2, 3), (1, 1), 2),
]
highest = [
    pooling('2×2', (2, 4, 4, 2), (2, 2), (2, 2)),
    pooling('3×3 stride 1', (1, 4, 5, 1), (3, 3), (1, 1)),
    pooling('window cut off', (1, 5, 5, 1), (2, 2), (2, 2)),
    pooling('same', (1, 5, 4, 2), (3, 3), (2, 2), padding='same'),
    pooling('ties', (1, 5, 5, 1), (3, 3), (1, 1), ties=True),
]
averages = [
    pooling('2×2', (2, 4, 4, 2), (2, 2), (2, 2), average=True),
    pooling('3×2 stride (1, 2)', (1, 4, 5, 1), (3, 2), (1, 2), average=True),
    pooling('same', (1, 5, 4, 2), (3, 3), (2, 2), padding='same', average=True),
]


def normalization(name, *shape, epsilon=1e-5):
    x, scale, offset = numbers(*shape, seed=4), numbers(shape[-1], seed=5, scale=0.25), numbers(shape[-1], seed=6)
    y, dy, (dx, dscale, doffset) = run(lambda x, s, b: F.layer_norm(x, shape[-1:], s, b, epsilon), x, scale, offset)
    return listed(name=name, epsilon=epsilon, x=x, scale=scale, offset=offset, y=y, dy=dy, dx=dx,
                  dscale=dscale, doffset=doffset)


def affine(name, batch, inputs, outputs):
    x, weight, bias = numbers(batch, inputs), numbers(inputs, outputs, seed=1), numbers(outputs, seed=2)
    y, dy, (dx, dweight, dbias) = run(lambda x, w, b: F.linear(x, w.T, b), x, weight, bias)
    return listed(name=name, x=x, weight=weight, bias=bias, y=y, dy=dy, dx=dx, dweight=dweight, dbias=dbias)


normalizations = [normalization('rows', 3, 5), normalization('last axis of three', 2, 2, 4),
                  normalization('large epsilon', 2, 3, epsilon=0.5)]
denses = [affine('4 to 3', 3, 4, 3), affine('1 to 2', 2, 1, 2), affine('5 to 1', 1, 5, 1)]

header(f"""Layers with their gradients in double precision: y = layer(x), and from the cotangent `dy` of y those of every input.

Made by layers.py with torch {torch.__version__}; in short
  y = F.conv2d(F.pad(x.permute(0, 3, 1, 2), …), kernel.permute(3, 2, 0, 1), bias, stride, 0, dilation).permute(0, 2, 3, 1)
  y.backward(dy); x.grad, kernel.grad, bias.grad
Images are [batch, height, width, channels], kernels [height, width, in, out], weights [in, out]; `padding` is
[[top, bottom], [left, right]], and where the name says `same` it is TensorFlow's: ⌈size / stride⌉ outputs, the odd cell after.
Convolution is correlation (no kernel is flipped). Padding is 0 in a convolution, never chosen by a maximum and not counted by
an average. Of equal entries the first in row-major order is the maximum and gets the cotangent. Layer normalisation is over
the last axis, by the variance with n below: (x - mean) / √(variance + epsilon) · scale + offset.""")
row, matrix, image = 'readonly number[]', 'Matrix', 'Images'
print('export type Matrix = readonly (readonly number[])[]')
print('export type Images = readonly (readonly Matrix[])[]')
print()
where = {'stride': 'readonly number[]', 'padding': matrix}
interface('Convolution', name='string', **where, dilation='readonly number[]', x=image, kernel=image, bias=row, y=image, dy=image,
          dx=image, dkernel=image, dbias=row)
print()
interface('Pooling', name='string', window='readonly number[]', **where, x=image, y=image, dy=image, dx=image)
print()
either = 'Matrix | readonly Matrix[]'
interface('Normalization', name='string', epsilon='number', x=either, scale=row, offset=row, y=either, dy=either, dx=either,
          dscale=row, doffset=row)
print()
interface('Dense', name='string', x=matrix, weight=matrix, bias=row, y=matrix, dy=matrix, dx=matrix, dweight=matrix, dbias=row)
export('convolutions', 'readonly Convolution[]', convolutions)
export('maxPools', 'readonly Pooling[]', highest)
export('averagePools', 'readonly Pooling[]', averages)
export('layerNorms', 'readonly Normalization[]', normalizations)
export('denses', 'readonly Dense[]', denses)
