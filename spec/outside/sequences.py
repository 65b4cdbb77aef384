"""Layers for sequences of torch with their gradients, in double precision, as [batch, time, features]: prints sequences.ts."""
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence
from fixture import export, header, interface

torch.set_default_dtype(torch.float64)


def numbers(*shape, seed=0, scale=0.125):
    """Small multiples of an eighth, in no order that a wrong axis would forgive."""
    count = torch.Size(shape).numel()
    return torch.tensor([((i * 37 + seed * 11) * 29 % 23 - 11) * scale for i in range(count)]).reshape(shape)


def filled(module):
    """The module with such numbers for parameters."""
    with torch.no_grad():
        for seed, value in enumerate(module.parameters()):
            value.copy_(numbers(*value.shape, seed=seed + 1))
    return module


def value(p):
    return p.detach()


def gradient(p):
    return p.grad


def case(name, x, f, params, slope=True):
    """`params(of)` names this package's parameters by their paths; `of` is a tensor or its gradient."""
    x = x.clone()
    if slope:
        x.requires_grad_()
    y = f(x)
    dy = numbers(*y.shape, seed=5, scale=0.25)
    y.backward(dy)
    values, slopes = params(value), params(gradient)
    if slope:
        slopes = {'x': x.grad, **slopes}
    listed = lambda tensors: {f"'{path}'": t.tolist() for path, t in tensors.items()}
    return {'name': name, 'x': x.tolist(), 'params': listed(values), 'y': y.tolist(), 'dy': dy.tolist(), 'slopes': listed(slopes)}


def cell(module, names, suffix='', at='0'):
    """torch has the gates of a cell below each other, and two biases where one would do."""
    def params(of):
        get = lambda kind: of(getattr(module, f'{kind}_l0{suffix}')).chunk(len(names))
        found = {}
        for i, name in enumerate(names):
            path = f'{at}.{name}' if name else at
            found[f'{path}.weights'], found[f'{path}.recurrent'] = get('weight_ih')[i].T, get('weight_hh')[i].T
            bias, other = get('bias_ih')[i], get('bias_hh')[i]
            if name == 'candidate' and isinstance(module, nn.GRU):
                found[f'{path}.bias'], found[f'{path}.recurrentBias'] = bias, other
            else:
                # Both biases get the same gradient: that of their sum.
                found[f'{path}.bias'] = bias if of is gradient else bias + other
        return found
    return params


def linear(prefix, weight, bias):
    return {f'{prefix}.weights': weight.T, f'{prefix}.bias': bias}


def attention(module, at):
    def params(of):
        found = {}
        for name, w, b in zip(('query', 'key', 'value'), of(module.in_proj_weight).chunk(3), of(module.in_proj_bias).chunk(3)):
            found.update(linear(f'{at}.{name}', w, b))
        return {**found, **linear(f'{at}.output', of(module.out_proj.weight), of(module.out_proj.bias))}
    return params


def normed(module, at):
    return lambda of: {f'{at}.scale': of(module.weight), f'{at}.offset': of(module.bias)}


def together(*all):
    return lambda of: {path: t for params in all for path, t in params(of).items()}


def source(module, at):
    """Attention to rows of another width."""
    def params(of):
        weights = zip(('query', 'key', 'value'), (module.q_proj_weight, module.k_proj_weight, module.v_proj_weight))
        found = {}
        for (name, w), b in zip(weights, of(module.in_proj_bias).chunk(3)):
            found.update(linear(f'{at}.{name}', of(w), b))
        return {**found, **linear(f'{at}.output', of(module.out_proj.weight), of(module.out_proj.bias))}
    return params


def dropping(module, x, kept):
    """What the module makes of x with only these of its weights, which are as much greater."""
    b, t, w = x.shape
    split = lambda y: y.reshape(b, t, module.num_heads, -1).transpose(1, 2)
    q, k, v = map(split, nn.functional.linear(x, module.in_proj_weight, module.in_proj_bias).chunk(3, -1))
    weights = (q @ k.transpose(2, 3) / module.head_dim ** 0.5).softmax(-1) * kept
    return module.out_proj((weights @ v).transpose(1, 2).reshape(b, t, w))


past = torch.ones(4, 4, dtype=torch.bool).triu(1)
cases = []

table = filled(nn.Embedding(5, 3))
cases.append(case('embedding', torch.tensor([[1, 4, 1, 0], [2, 1, 1, 4]]), table, lambda of: {'0.table': of(table.weight)}, slope=False))

GRU, LSTM = ('reset', 'update', 'candidate'), ('input', 'forget', 'candidate', 'output')
x = numbers(2, 4, 3)
rnn = filled(nn.RNN(3, 2, batch_first=True))
cases.append(case('simple', x, lambda x: rnn(x)[0], cell(rnn, ('',))))
gru = filled(nn.GRU(3, 2, batch_first=True))
cases.append(case('gru', x, lambda x: gru(x)[0], cell(gru, GRU)))
lstm = filled(nn.LSTM(3, 2, batch_first=True))
cases.append(case('lstm', x, lambda x: lstm(x)[0], cell(lstm, LSTM)))
last = filled(nn.LSTM(3, 2, batch_first=True))
cases.append(case('lstm, last', x, lambda x: last(x)[1][0][0], cell(last, LSTM)))
both = filled(nn.GRU(3, 2, batch_first=True, bidirectional=True))
ways = together(cell(both, GRU, at='0.forward'), cell(both, GRU, '_reverse', '0.backward'))
cases.append(case('gru, bidirectional', x, lambda x: both(x)[0], ways))
short = x.clone()
short[0, 2:] = 0
padded = filled(nn.GRU(3, 2, batch_first=True, bidirectional=True))
ends = lambda x: padded(pack_padded_sequence(x, [2, 4], batch_first=True, enforce_sorted=False))[1].transpose(0, 1).reshape(2, 4)
cases.append(case('gru, bidirectional, padding, last', short, ends,
                  together(cell(padded, GRU, at='0.forward'), cell(padded, GRU, '_reverse', '0.backward'))))

x = numbers(2, 4, 4)
short = x.clone()
short[1, 3:] = 0
hidden = (short == 0).all(-1)
for name, given, options in (('attention', x, {}), ('attention, causal', x, {'attn_mask': past}),
                             ('attention, padding', short, {'key_padding_mask': hidden})):
    module = filled(nn.MultiheadAttention(4, 2, batch_first=True))
    cases.append(case(name, given, lambda x: module(x, x, x, need_weights=False, **options)[0], attention(module, '0')))

# jax.random.uniform(jax.random.fold_in(jax.random.key(3), 0), (2, 2, 4, 4)) < 0.75
kept = torch.tensor([
    [[[1, 1, 1, 1], [1, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 1]], [[1, 1, 1, 1], [1, 0, 1, 1], [0, 1, 0, 0], [1, 1, 1, 1]]],
    [[[0, 0, 1, 1], [1, 0, 1, 1], [1, 1, 1, 0], [1, 0, 0, 1]], [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1]]]])
module = filled(nn.MultiheadAttention(4, 2, batch_first=True))
assert torch.allclose(dropping(module, x, 1), module(x, x, x, need_weights=False)[0], rtol=0, atol=1e-14)
cases.append(case('attention, weights dropped', x, lambda x: dropping(module, x, kept / 0.75), attention(module, '0')))

joint = numbers(2, 7, 4, seed=2)
joint[1, 2:3] = 0
unseen = (joint[:, :3] == 0).all(-1)
other = filled(nn.MultiheadAttention(4, 2, kdim=3, vdim=3, batch_first=True))
cases.append(case('crossAttention, padding', joint, lambda x: other(
    x[:, 3:], x[:, :3, :3], x[:, :3, :3], key_padding_mask=unseen, need_weights=False)[0], source(other, '0.1.0')))

block = filled(nn.TransformerEncoderLayer(4, 2, 6, 0.0, 'gelu', batch_first=True, norm_first=True))
dense = lambda at, module: lambda of: linear(at, of(module.weight), of(module.bias))
cases.append(case('transformerBlock, causal', x, lambda x: block(x, src_mask=past), together(
    normed(block.norm1, '0.0'), attention(block.self_attn, '0.1'),
    normed(block.norm2, '1.0'), dense('1.1', block.linear1), dense('1.2', block.linear2))))

decoder = filled(nn.TransformerDecoderLayer(4, 2, 6, 0.0, 'gelu', batch_first=True, norm_first=True))
cases.append(case('encoderDecoder', joint, lambda x: decoder(
    x[:, 3:], x[:, :3], tgt_mask=past, memory_key_padding_mask=unseen), together(
    normed(decoder.norm1, '0.1.0.0'), attention(decoder.self_attn, '0.1.0.1'),
    normed(decoder.norm2, '0.1.1.0'), attention(decoder.multihead_attn, '0.1.1.1'),
    normed(decoder.norm3, '0.1.2.0'), dense('0.1.2.1', decoder.linear1), dense('0.1.2.2', decoder.linear2))))

header(f"""Layers for sequences with their gradients in double precision: y = layer(x), and from the cotangent `dy` of y those of x
and of every parameter. Sequences are [batch, time, features].

Made by sequences.py with torch {torch.__version__}; in short
  y = nn.GRU(3, 2, batch_first=True)(x)[0], nn.LSTM, nn.RNN; nn.GRU(…, bidirectional=True) of a pack_padded_sequence
  y = nn.MultiheadAttention(4, 2, batch_first=True)(x, x, x), with attn_mask or key_padding_mask; nn.Embedding(5, 3)(x)
  y = nn.MultiheadAttention(4, 2, kdim=3, vdim=3, batch_first=True)(x[:, 3:], x[:, :3, :3], x[:, :3, :3], key_padding_mask)
  y = nn.TransformerEncoderLayer(4, 2, 6, 0, 'gelu', batch_first=True, norm_first=True)(x, src_mask)
  y = nn.TransformerDecoderLayer(4, 2, 6, 0, 'gelu', batch_first=True, norm_first=True)(x[:, 3:], x[:, :3], tgt_mask, …)
  y.backward(dy); x.grad, …; weights are dropped by jax.random.uniform(…) < 0.75, times 1 / 0.75
Parameters have the names and forms of this package: [in, out], a record for each gate, one bias where torch adds two.""")
print('export type Nested = number | readonly Nested[]')
print()
interface('Case', name='string', x='Nested', params='Readonly<Record<string, Nested>>', y='Nested', dy='Nested',
          slopes='Readonly<Record<string, Nested>>')
export('sequences', 'readonly Case[]', cases)
