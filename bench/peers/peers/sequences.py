"""Sequence models in PyTorch: causal attention with rotary positions, as its users write it, and its own GRU."""
import math

import torch
from torch.nn import functional as F

from safetensors import tree


def linear(weights, bias):
    layer = torch.nn.Linear(weights.shape[0], weights.shape[1])
    layer.weight.data = torch.tensor(weights).t().contiguous()
    layer.bias.data = torch.tensor(bias)
    return layer


class RmsNorm(torch.nn.Module):
    def __init__(self, own):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.tensor(own['scale']))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.scale


class Attention(torch.nn.Module):
    """Queries, keys and values by one product, turned by their positions; causal scores, softmax, the mean of values."""

    def __init__(self, own, heads, time):
        super().__init__()
        parts = [own['query'], own['key'], own['value']]
        weights = torch.cat([torch.tensor(part['weights']) for part in parts], 1)
        self.project = linear(weights.numpy(), torch.cat([torch.tensor(part['bias']) for part in parts]).numpy())
        self.output = linear(own['output']['weights'], own['output']['bias'])
        self.heads = heads
        size = weights.shape[0] // heads
        angles = torch.outer(torch.arange(time, dtype=torch.float64), 10000.0 ** (-torch.arange(0, size, 2) / size))
        self.cos = torch.cat([angles.cos(), angles.cos()], 1).float()
        self.sin = torch.cat([angles.sin(), angles.sin()], 1).float()
        self.mask = torch.triu(torch.ones(time, time, dtype=torch.bool), 1)

    def turned(self, x):
        first, second = x.chunk(2, -1)
        return x * self.cos + torch.cat([-second, first], -1) * self.sin

    def forward(self, x):
        batch, time, width = x.shape
        split = self.project(x).view(batch, time, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = self.turned(split[0]), self.turned(split[1]), split[2]
        scores = (query @ key.transpose(-2, -1)) * (1 / math.sqrt(width // self.heads))
        seen = F.softmax(scores.masked_fill(self.mask, float('-inf')), -1)
        return self.output((seen @ value).transpose(1, 2).reshape(batch, time, width))


class Residual(torch.nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


class Gru(torch.nn.Module):
    """PyTorch's GRU has a second bias for each gate; ours has one for the candidate only, so the others stay 0."""

    def __init__(self, own):
        super().__init__()
        gates = [own['reset'], own['update'], own['candidate']]
        joined = {name: torch.cat([torch.tensor(gate[name]).t() if gate[name].ndim == 2 else torch.tensor(gate[name])
                                   for gate in gates]).contiguous() for name in ('weights', 'recurrent', 'bias')}
        units = own['candidate']['bias'].shape[0]
        self.gru = torch.nn.GRU(joined['weights'].shape[1], units, batch_first=True)
        self.gru.weight_ih_l0.data, self.gru.weight_hh_l0.data = joined['weights'], joined['recurrent']
        self.gru.bias_ih_l0.data = joined['bias']
        self.gru.bias_hh_l0.data = torch.cat([torch.zeros(2 * units), torch.tensor(own['candidate']['recurrentBias'])])
        candidate = torch.cat([torch.zeros(2 * units), torch.ones(units)])
        self.gru.bias_hh_l0.register_hook(lambda gradient: gradient * candidate)

    def forward(self, x):
        return self.gru(x)[0]


def grown(described, params, time):
    """The layers in order; those without parameters take none."""
    params, layers = iter(params), []
    for layer in described:
        kind = layer['kind']
        if kind == 'relu':
            layers.append(torch.nn.ReLU())
            continue
        own = next(params)
        if kind == 'embedding':
            layers.append(torch.nn.Embedding.from_pretrained(torch.tensor(own['table']), freeze=False))
        elif kind == 'rmsNorm':
            layers.append(RmsNorm(own))
        elif kind == 'attention':
            layers.append(Attention(own, layer['heads'], time))
        elif kind == 'residual':
            layers.append(Residual(grown(layer['layers'], own, time)))
        elif kind == 'gru':
            layers.append(Gru(own))
        else:
            layers.append(linear(**own))
    return torch.nn.Sequential(*layers)


def network(tensors, workload):
    params = tree({name: x for name, x in tensors.items() if name.startswith('params.')})
    body = grown(workload['layers'], params, workload['input'][0])
    return torch.nn.Sequential(body, torch.nn.Flatten(0, 1))
