"""Windows along sequences, groups, transposed convolutions and global pools of torch with their gradients: prints windows.ts."""
import torch
import torch.nn.functional as F
from fixture import export, header, interface
from gradients import listed, numbers, padded, pads, run, same


def flat(x):
    """[batch, length, channels] as an image of height 1."""
    return x.unsqueeze(1)


def convolution(name, image, window, out, stride=(1, 1), padding='valid', dilation=(1, 1), groups=1):
    x, kernel, bias = numbers(*image), numbers(*window, image[3] // groups, out, seed=1), numbers(out, seed=2)
    used = pads(padding, image[1], image[2], window, stride, dilation)
    f = lambda x, k, b: F.conv2d(padded(x, used), k.permute(3, 2, 0, 1), b, stride, 0, dilation, groups).permute(0, 2, 3, 1)
    y, dy, (dx, dk, db) = run(f, x, kernel, bias)
    return listed(name=name, stride=stride, padding=padding, dilation=dilation, groups=groups, x=x, kernel=kernel, bias=bias,
                  y=y, dy=dy, dx=dx, dkernel=dk, dbias=db)


def sequence(name, length, channels, window, out, stride=1, padding='valid', dilation=1, groups=1):
    x, kernel, bias = numbers(2, length, channels), numbers(window, channels // groups, out, seed=1), numbers(out, seed=2)
    used = same(length, window, stride, dilation) if padding == 'same' else (0, 0) if padding == 'valid' else padding
    f = lambda x, k, b: F.conv1d(F.pad(x.permute(0, 2, 1), used), k.permute(2, 1, 0), b, stride, 0, dilation, groups).permute(0, 2, 1)
    y, dy, (dx, dk, db) = run(f, x, kernel, bias)
    return listed(name=name, stride=stride, padding=padding, dilation=dilation, groups=groups, x=x, kernel=kernel, bias=bias,
                  y=y, dy=dy, dx=dx, dkernel=dk, dbias=db)


def cut(size, window, stride, dilation, padding):
    """What is cut off at both ends, and how many elements are missing at the last: those that no window reaches."""
    whole = (size - 1) * stride + (window - 1) * dilation + 1
    if padding == 'same':
        total = max(0, whole - size * stride)
        return total // 2, total - total // 2, max(0, size * stride - whole)
    return (*((0, 0) if padding == 'valid' else padding), 0)


def trimmed(y, axis, low, high, missing):
    size = y.shape[axis]
    y = y.narrow(axis, low, size - low - high)
    zeros = list(y.shape)
    zeros[axis] = missing
    return torch.cat([y, torch.zeros(zeros)], axis)


def backwards(kernel, groups):
    """[...window, in / groups, out] as torch has it: [in, out / groups, ...window]."""
    *window, c, f = kernel.shape
    apart = kernel.reshape(*window, c, groups, f // groups)
    n = len(window)
    return apart.permute(n + 1, n, n + 2, *range(n)).reshape(groups * c, f // groups, *window)


def transposed(name, image, window, out, stride=(1, 1), padding='valid', dilation=(1, 1), groups=1):
    x, kernel, bias = numbers(*image), numbers(*window, image[3] // groups, out, seed=1), numbers(out, seed=2)
    either = padding if isinstance(padding, list) else [padding, padding]
    cuts = [cut(image[1 + i], window[i], stride[i], dilation[i], either[i]) for i in (0, 1)]

    def f(x, k, b):
        y = F.conv_transpose2d(x.permute(0, 3, 1, 2), backwards(k, groups), None, stride, 0, 0, groups, dilation)
        return trimmed(trimmed(y, 2, *cuts[0]), 3, *cuts[1]).permute(0, 2, 3, 1) + b

    y, dy, (dx, dk, db) = run(f, x, kernel, bias)
    return listed(name=name, stride=stride, padding=padding, dilation=dilation, groups=groups, x=x, kernel=kernel, bias=bias,
                  y=y, dy=dy, dx=dx, dkernel=dk, dbias=db)


def transposed_sequence(name, length, channels, window, out, stride=1, padding='valid', dilation=1, groups=1):
    x, kernel, bias = numbers(2, length, channels), numbers(window, channels // groups, out, seed=1), numbers(out, seed=2)
    ends = cut(length, window, stride, dilation, padding)
    f = lambda x, k, b: trimmed(F.conv_transpose1d(x.permute(0, 2, 1), backwards(k, groups), None, stride, 0, 0, groups, dilation),
                                2, *ends).permute(0, 2, 1) + b
    y, dy, (dx, dk, db) = run(f, x, kernel, bias)
    return listed(name=name, stride=stride, padding=padding, dilation=dilation, groups=groups, x=x, kernel=kernel, bias=bias,
                  y=y, dy=dy, dx=dx, dkernel=dk, dbias=db)


def pooling(name, length, window, stride, padding='valid', average=False):
    x = numbers(2, length, 2, seed=3)
    used = [(0, 0), same(length, window, stride, 1) if padding == 'same' else (0, 0)]
    if average:
        total = lambda x: F.avg_pool2d(padded(flat(x), used), (1, window), (1, stride), divisor_override=1)
        f = lambda x: (total(x) / total(torch.ones_like(x))).permute(0, 2, 3, 1).squeeze(1)
    else:
        f = lambda x: F.max_pool2d(padded(flat(x), used, -torch.inf), (1, window), (1, stride)).permute(0, 2, 3, 1).squeeze(1)
    y, dy, (dx,) = run(f, x)
    return listed(name=name, window=window, stride=stride, padding=padding, x=x, y=y, dy=dy, dx=dx)


def whole(name, *shape, average=False):
    x = numbers(*shape, seed=3)
    axes = tuple(range(1, len(shape) - 1))
    y, dy, (dx,) = run(lambda x: x.mean(axes) if average else F.adaptive_max_pool1d(x.flatten(1, -2).transpose(1, 2), 1).squeeze(2), x)
    return listed(name=name, x=x, y=y, dy=dy, dx=dx)


convolutions = [
    convolution('2 groups', (2, 4, 4, 4), (3, 2), 6, groups=2),
    convolution('3 groups, stride 2, same', (1, 5, 4, 6), (2, 3), 3, stride=(2, 2), padding='same', groups=3),
    convolution('2 groups, dilation 2', (1, 5, 6, 4), (2, 2), 4, dilation=(2, 2), padding=[(1, 0), (0, 1)], groups=2),
    convolution('depthwise', (2, 4, 4, 5), (3, 3), 5, groups=5),
    convolution('depthwise, stride (2, 1), same', (1, 5, 4, 3), (3, 2), 3, stride=(2, 1), padding='same', groups=3),
    convolution('depthwise, two filters each', (1, 4, 4, 3), (2, 2), 6, groups=3),
]
sequences = [
    sequence('3', 7, 2, 3, 3),
    sequence('stride 2', 8, 1, 3, 2, stride=2),
    sequence('same, stride 2, even', 7, 2, 4, 2, stride=2, padding='same'),
    sequence('dilation 2, padding (2, 1)', 6, 2, 3, 2, dilation=2, padding=(2, 1)),
    sequence('causal', 5, 2, 3, 2, dilation=2, padding=(4, 0)),
    sequence('2 groups', 6, 4, 3, 4, groups=2),
    sequence('depthwise', 6, 3, 4, 3, groups=3),
]
transposes = [
    transposed('3×2', (2, 2, 3, 2), (3, 2), 3),
    transposed('stride 2', (1, 3, 2, 2), (3, 3), 2, stride=(2, 2)),
    transposed('same, stride 2, even', (1, 2, 3, 2), (4, 4), 2, stride=(2, 2), padding='same'),
    transposed('same, stride (2, 1), odd', (1, 3, 3, 1), (3, 3), 2, stride=(2, 1), padding='same'),
    transposed('same, gaps between windows', (1, 2, 2, 2), (2, 1), 2, stride=(3, 2), padding='same'),
    transposed('padding of four sizes', (1, 3, 3, 2), (3, 4), 1, stride=(1, 2), padding=[(0, 1), (2, 1)]),
    transposed('dilation 2', (1, 2, 3, 1), (2, 3), 2, stride=(2, 1), dilation=(2, 2)),
    transposed('2 groups, stride 2, same', (2, 2, 3, 4), (3, 4), 6, stride=(2, 2), padding='same', groups=2),
    transposed('depthwise', (1, 3, 2, 3), (2, 3), 3, stride=(1, 2), groups=3),
]
transposed_sequences = [
    transposed_sequence('3', 4, 2, 3, 3),
    transposed_sequence('same, stride 2', 4, 2, 5, 2, stride=2, padding='same'),
    transposed_sequence('padding (1, 2), dilation 2', 4, 2, 3, 2, stride=2, dilation=2, padding=(1, 2)),
    transposed_sequence('2 groups, stride 2', 3, 4, 3, 2, stride=2, groups=2),
]
highest = [pooling('2', 7, 2, 2), pooling('3, stride 1, same', 5, 3, 1, padding='same')]
averages = [pooling('3', 7, 3, 3, average=True), pooling('3, stride 2, same', 6, 3, 2, padding='same', average=True)]
global_highest = [whole('image', 2, 3, 2, 3), whole('sequence', 2, 5, 2)]
global_averages = [whole('image', 2, 3, 2, 3, average=True), whole('sequence', 2, 5, 2, average=True)]

header(f"""Windows along sequences, groups, transposed convolutions and pools over everything, with their gradients in double precision.

Made by windows.py with torch {torch.__version__}; in short
  F.conv1d(F.pad(x.permute(0, 2, 1), padding), kernel.permute(2, 1, 0), bias, stride, 0, dilation, groups).permute(0, 2, 1)
  F.conv2d(F.pad(x.permute(0, 3, 1, 2), …), kernel.permute(3, 2, 0, 1), bias, stride, 0, dilation, groups).permute(0, 2, 3, 1)
  F.conv_transpose2d(x.permute(0, 3, 1, 2), kernel.permute(2, 3, 0, 1), None, stride, 0, 0, groups, dilation), its ends cut
    off by `padding`, + bias, with groups of kernels below each other; F.conv_transpose1d likewise
  F.max_pool2d, F.avg_pool2d over images of height 1; x.mean(axes); F.adaptive_max_pool1d
Sequences are [batch, length, channels], images [batch, height, width, channels], kernels [...window, in, out], the channels of
one group first. `same` is TensorFlow's: ⌈size / stride⌉ outputs, the odd cell after; a transposed convolution gives size·stride.""")
print("import type { Images, Matrix } from './layers.js'")
print()
row = 'readonly number[]'
sides = "'valid' | 'same' | readonly "
common = lambda x: dict(groups='number', x=x, kernel=x, bias=row, y=x, dy=x, dx=x, dkernel=x, dbias=row)
interface('Convolution', name='string', stride=row, padding=f'{sides}(readonly number[])[]', dilation=row, **common('Images'))
print()
interface('Sequence', name='string', stride='number', padding=f'{sides}number[]', dilation='number', **common('readonly Matrix[]'))
print()
matrices = 'readonly Matrix[]'
interface('Pooling', name='string', window='number', stride='number', padding="'valid' | 'same'", x=matrices, y=matrices, dy=matrices, dx=matrices)
print()
either = 'Images | readonly Matrix[]'
interface('Global', name='string', x=either, y='Matrix', dy='Matrix', dx=either)
export('grouped', 'readonly Convolution[]', convolutions)
export('sequences', 'readonly Sequence[]', sequences)
export('transposed', 'readonly Convolution[]', transposes)
export('transposedSequences', 'readonly Sequence[]', transposed_sequences)
export('maxPools', 'readonly Pooling[]', highest)
export('averagePools', 'readonly Pooling[]', averages)
export('globalMaxPools', 'readonly Global[]', global_highest)
export('globalAveragePools', 'readonly Global[]', global_averages)
