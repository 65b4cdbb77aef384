"""Functions of torch with their gradients, in double precision: what the generators of layers share."""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def numbers(*shape, seed=0, scale=0.5):
    """Small multiples of a half or a quarter, in no order that a wrong axis would forgive."""
    count = torch.Size(shape).numel()
    return torch.tensor([((i * 37 + seed * 11) * 29 % 23 - 11) * scale for i in range(count)]).reshape(shape)


def same(size, window, stride, dilation):
    """TensorFlow's `same`: ⌈size / stride⌉ outputs, the odd cell of padding after."""
    total = max(0, (-(-size // stride) - 1) * stride + (window - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def pads(padding, height, width, window, stride, dilation):
    if padding == 'same':
        return [same(s, w, t, d) for s, w, t, d in zip((height, width), window, stride, dilation)]
    return [(0, 0), (0, 0)] if padding == 'valid' else padding


def padded(x, padding, value=0.0):
    (top, bottom), (left, right) = padding
    return F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom), value=value)


def run(f, *inputs):
    """The value, the cotangent that it is given, and the cotangent of each input."""
    inputs = [value.clone().requires_grad_() for value in inputs]
    y = f(*inputs)
    cotangent = numbers(*y.shape, seed=5, scale=0.25)
    y.backward(cotangent)
    return y, cotangent, [value.grad for value in inputs]


def listed(**tensors):
    return {name: t.tolist() if isinstance(t, torch.Tensor) else t for name, t in tensors.items()}
