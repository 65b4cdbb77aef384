"""PyTorch on the CPU, eager, `{"threads": 1}`; of the ways that its users try for speed, the fastest here."""
import json
import os
import sys
import time

OPTIONS = json.loads(sys.argv[3])
THREADS = OPTIONS['threads']
os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = str(THREADS)
with open('/proc/cpuinfo') as processor:
    FLAGS = next((line for line in processor if line.startswith('flags')), '').split()
# OpenBLAS takes a processor that is newer than itself for a very old one.
if 'OPENBLAS_CORETYPE' not in os.environ and 'avx2' in FLAGS:
    os.environ['OPENBLAS_CORETYPE'] = 'SkylakeX' if 'avx512f' in FLAGS else 'Haswell'

import torch  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import safetensors  # noqa: E402
import sequences  # noqa: E402
from serve import BETA1, BETA2, CHECKED_STEPS, EPSILON, FILE, LEARNING_RATE, WORK, sample, serve  # noqa: E402

torch.set_num_threads(THREADS)


def blas():
    """The file of the BLAS in use: Debian's default one is many times slower than OpenBLAS."""
    with open('/proc/self/maps') as maps:
        names = {os.path.basename(line.split()[-1]) for line in maps if 'blas' in line}
    return ', '.join(sorted(names))


def network(tensors, workload, memory):
    """Channels first; the weights after `flatten` are put into that order."""
    if workload['layers'][0]['kind'] == 'embedding':
        return sequences.network(tensors, workload)
    layers, shape, weighted, flattened = [], workload['input'], 0, None
    for described in workload['layers']:
        kind = described['kind']
        if kind == 'dense':
            weights, bias = tensors[f'params.{weighted}.weights'], tensors[f'params.{weighted}.bias']
            weighted += 1
            if flattened is not None:
                weights = weights.reshape(*flattened, -1).transpose(2, 0, 1, 3).reshape(weights.shape)
                flattened = None
            layers.append(sequences.linear(weights, bias))
            shape = [weights.shape[1]]
        elif kind == 'conv2d':
            kernel, bias = tensors[f'params.{weighted}.kernel'], tensors[f'params.{weighted}.bias']
            weighted += 1
            layer = torch.nn.Conv2d(kernel.shape[2], kernel.shape[3], kernel.shape[:2], padding=described['padding'])
            layer.weight.data = torch.tensor(kernel).permute(3, 2, 0, 1).contiguous(memory_format=memory)
            layer.bias.data = torch.tensor(bias)
            layers.append(layer)
            sizes = shape[:2] if described['padding'] == 'same' else [n - k + 1 for n, k in zip(shape, kernel.shape)]
            shape = [*sizes[:2], kernel.shape[3]]
        elif kind == 'maxPool2d':
            h, w = described['window']
            layers.append(torch.nn.MaxPool2d((h, w)))
            shape = [shape[0] // h, shape[1] // w, shape[2]]
        elif kind == 'flatten':
            layers.append(torch.nn.Flatten())
            flattened = shape
        else:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def inputs_of(x, memory):
    x = torch.tensor(x)
    return x.permute(0, 3, 1, 2).contiguous(memory_format=memory) if x.ndim == 4 else x


MEMORIES = {'channels first': torch.contiguous_format, 'channels last': torch.channels_last}

# Training begins anew after so many steps, as ours does: averages would fade into subnormal numbers.
STEPS_PER_TRAINING = 500


def trainer(tensors, workload, foreach, memory):
    net = network(tensors, workload, memory)
    optimizer = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, betas=(BETA1, BETA2), eps=EPSILON, foreach=foreach)
    criterion = torch.nn.CrossEntropyLoss()
    data = [(inputs_of(x, memory), torch.tensor(y).long().flatten()) for x, y in safetensors.batches(tensors, workload)]
    begin = [p.detach().clone() for p in net.parameters()]
    done = 0

    def run(steps):
        nonlocal done
        loss = None
        for _ in range(steps):
            if done % STEPS_PER_TRAINING == 0:
                with torch.no_grad():
                    for p, first in zip(net.parameters(), begin):
                        p.copy_(first)
                optimizer.state.clear()
            x, y = data[done % len(data)]
            done += 1
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(net(x), y)
            loss.backward()
            optimizer.step()
        return loss

    return run


def seconds(run, steps):
    start = time.perf_counter()
    run(steps)
    return time.perf_counter() - start


def training(tensors, workload):
    ways = {}
    memories = MEMORIES if len(workload['input']) == 3 else {'': torch.contiguous_format}
    for form, memory in memories.items():
        for foreach in (False, True):
            name = ', '.join(text for text in (form, 'foreach' if foreach else 'a loop over tensors') if text)
            run = trainer(tensors, workload, foreach, memory)
            loss = run(CHECKED_STEPS + 1).item()
            ways[name] = run, loss
    times = {name: [] for name in ways}
    for _ in range(7):
        for name, (run, _) in ways.items():
            times[name].append(seconds(run, 20))
    name = min(times, key=lambda way: sorted(times[way])[3])
    run, loss = ways[name]
    return name, [loss], run


def predicting(tensors, workload):
    memory = torch.contiguous_format
    net = network(tensors, workload, memory).eval()
    x = inputs_of(safetensors.batches(tensors, workload)[0][0], memory)
    x = x if WORK == 'predict' else x[:1].clone()

    def run(steps):
        with torch.inference_mode():
            for _ in range(steps):
                net(x)

    with torch.inference_mode():
        outputs = net(x).flatten().tolist()
    return 'inference mode', sample(outputs), run


def multiplying(tensors, _):
    a, b = torch.tensor(tensors['a']), torch.tensor(tensors['b'])

    def run(steps):
        for _ in range(steps):
            torch.matmul(a, b)

    return 'matmul', sample(torch.matmul(a, b).flatten().tolist()), run


def make():
    way = training if WORK == 'step' else multiplying if WORK == 'matmul' else predicting
    name, check, run = way(*safetensors.read(FILE))
    return f'PyTorch {torch.__version__}, {name}, {blas()}', check, run


serve(make)
