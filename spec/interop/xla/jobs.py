"""Small jobs for the tests of the runner, written by hand."""
from __future__ import annotations

import hashlib
import json
import pathlib

import numpy as np

NAMES = {'<f4': ('F32', 'f32'), '<i4': ('I32', 'i32'), '<u4': ('U32', 'u32'), '|b1': ('BOOL', 'bool')}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def safetensors(tensors: dict[str, np.ndarray], texts: dict[str, str] | None = None) -> bytes:
    """The bytes of a file."""
    header, parts, end = {} if texts is None else {'__metadata__': texts}, [], 0
    for name, x in tensors.items():
        parts.append(x.tobytes())
        begin, end = end, end + len(parts[-1])
        header[name] = {'dtype': NAMES[x.dtype.str][0], 'shape': list(x.shape), 'data_offsets': [begin, end]}
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    return len(text).to_bytes(8, 'little') + text + b''.join(parts)


def sealed(tensors: dict[str, np.ndarray], texts: dict[str, str]) -> bytes:
    """A checkpoint with its seal, by the words of src/checkpoint/seal.ts (names here are ASCII)."""
    types = [[name, NAMES[x.dtype.str][1], list(x.shape)] for name, x in sorted(tensors.items())]
    text = json.dumps([sorted(texts.items()), types], ensure_ascii=False, separators=(',', ':'))
    digest = sha256(text.encode() + b''.join(x.tobytes() for _, x in sorted(tensors.items())))
    return safetensors(tensors, {**texts, 'seal': f'tenfold 1 {digest}'})


def step_text(size: int, checked: bool = False) -> str:
    """Linear regression by momentum, a mean over the batch; noise of the step's number, so that its input counts."""
    result = ', tensor<i1>' if checked else ''
    check = '''
    %n = stablehlo.constant dense<100> : tensor<i32>
    %most = stablehlo.reduce(%labels init: %n) applies stablehlo.maximum across dimensions = [0] : (tensor<SIZExi32>, tensor<i32>) -> tensor<i32>
    %ok = stablehlo.compare LE, %most, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>''' if checked else ''
    return '''module {
  func.func public @main(%w: tensor<8x4xf32>, %b: tensor<4xf32>, %m: tensor<8x4xf32>, %key: tensor<2xui32>, %step: tensor<ui32>, %x: tensor<SIZEx8xf32>, %labels: tensor<SIZExi32>, %scale: tensor<f32>) -> (tensor<8x4xf32>, tensor<4xf32>, tensor<8x4xf32>, tensor<f32>RESULT) {CHECK
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %rate = stablehlo.constant dense<0.05> : tensor<f32>
    %count = stablehlo.constant dense<COUNT.0> : tensor<f32>
    %l0 = stablehlo.convert %labels : (tensor<SIZExi32>) -> tensor<SIZExf32>
    %l = stablehlo.broadcast_in_dim %l0, dims = [0] : (tensor<SIZExf32>) -> tensor<SIZEx4xf32>
    %p0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<SIZEx8xf32>, tensor<8x4xf32>) -> tensor<SIZEx4xf32>
    %p1 = stablehlo.broadcast_in_dim %b, dims = [1] : (tensor<4xf32>) -> tensor<SIZEx4xf32>
    %p = stablehlo.add %p0, %p1 : tensor<SIZEx4xf32>
    %e = stablehlo.subtract %p, %l : tensor<SIZEx4xf32>
    %sq = stablehlo.multiply %e, %e : tensor<SIZEx4xf32>
    %sum = stablehlo.reduce(%sq init: %zero) applies stablehlo.add across dimensions = [0, 1] : (tensor<SIZEx4xf32>, tensor<f32>) -> tensor<f32>
    %loss = stablehlo.divide %sum, %count : tensor<f32>
    %k = stablehlo.divide %rate, %count : tensor<f32>
    %ks = stablehlo.multiply %k, %scale : tensor<f32>
    %kw = stablehlo.broadcast_in_dim %ks, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
    %kb = stablehlo.broadcast_in_dim %ks, dims = [] : (tensor<f32>) -> tensor<4xf32>
    %gw = stablehlo.dot_general %x, %e, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<SIZEx8xf32>, tensor<SIZEx4xf32>) -> tensor<8x4xf32>
    %gb = stablehlo.reduce(%e init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<SIZEx4xf32>, tensor<f32>) -> tensor<4xf32>
    %half = stablehlo.constant dense<0.5> : tensor<8x4xf32>
    %mh = stablehlo.multiply %m, %half : tensor<8x4xf32>
    %m1 = stablehlo.add %mh, %gw : tensor<8x4xf32>
    %dw = stablehlo.multiply %m1, %kw : tensor<8x4xf32>
    %db = stablehlo.multiply %gb, %kb : tensor<4xf32>
    %w1 = stablehlo.subtract %w, %dw : tensor<8x4xf32>
    %b1 = stablehlo.subtract %b, %db : tensor<4xf32>
    %sf = stablehlo.convert %step : (tensor<ui32>) -> tensor<f32>
    %one = stablehlo.slice %key [1:2] : (tensor<2xui32>) -> tensor<1xui32>
    %onef = stablehlo.convert %one : (tensor<1xui32>) -> tensor<1xf32>
    %key1 = stablehlo.reshape %onef : (tensor<1xf32>) -> tensor<f32>
    %noise = stablehlo.multiply %sf, %key1 : tensor<f32>
    %small = stablehlo.constant dense<0.0001> : tensor<f32>
    %n1 = stablehlo.multiply %noise, %small : tensor<f32>
    %told = stablehlo.add %loss, %n1 : tensor<f32>
    return %w1, %b1, %m1, %toldVALUE : tensor<8x4xf32>, tensor<4xf32>, tensor<8x4xf32>, tensor<f32>RESULT
  }
}
'''.replace('CHECK', check).replace('RESULT', result).replace('VALUE', ', %ok' if checked else '') \
        .replace('COUNT', str(4 * size)).replace('SIZE', str(size))


def trained(job: dict, steps: int, first: int = 0, done: int = 0) -> tuple[list[float], dict[str, np.ndarray]]:
    """The losses of the same training in f64 by numpy, and the tensors that it ends with."""
    w, b, m = (job['state'][name].astype(np.float64) for name, *_ in PORTS)
    data, found = job['contents']['data'], []
    sizes = [run['size'] for run in data['batches'] for _ in range(run['count'])]
    for step in range(steps):
        epoch, own = divmod(first + step, len(sizes))
        rows = np.arange(data['rows']) if not job['order'] else job['order'][epoch]
        rows = rows[sum(sizes[:own]):][:sizes[own]]
        x, labels = job['inputs'][rows].astype(np.float64), job['labels'][rows].astype(np.float64)
        error = x @ w + b - labels[:, None]
        found.append(np.mean(error ** 2) + 3e-4 * (done + step))
        m = m / 2 + x.T @ error
        rate = 0.05 / error.size * job['scales'][own]
        w, b = w - rate * m, b - rate * error.sum(0)
    return found, dict(zip((name for name, *_ in PORTS), (w, b, m)))


PORTS = [('params.0.weights', 'f32', [8, 4]), ('params.0.biases', 'f32', [4]), ('optimizer.mean.0.weights', 'f32', [8, 4])]


def port(name: str, dtype: str, shape: list[int], role: str) -> dict:
    return {'name': name, 'dtype': dtype, 'shape': shape, 'role': role}


def write_job(folder: pathlib.Path, *, rows: int = 40, sizes=((16, 2), (8, 1)), epochs: int = 3, shards: int = 3, orders: bool = True,
              count: int = 9, done: int = 0, first: int = 0, checked: bool = False, seed: int = 0, change=None) -> dict:
    """Writes a job; gives what it is made of."""
    rng = np.random.default_rng(seed)
    for inner in ('data', 'orders'):
        (folder / inner).mkdir(parents=True, exist_ok=True)

    def file(name: str, data: bytes) -> dict:
        (folder / name).write_bytes(data)
        return {'file': name, 'digest': sha256(data)}

    inputs = rng.standard_normal((rows, 8)).astype('<f4')
    labels = rng.integers(0, 4, rows).astype('<i4')
    if change is not None:
        change(inputs, labels)
    per_epoch = sum(n for _, n in sizes)
    scales = rng.uniform(0.5, 1.5, per_epoch).astype('<f4')
    bounds = np.linspace(0, rows, shards + 1).astype(int)
    own = np.linspace(0, per_epoch, shards + 1).astype(int)
    listed = [{**file(f'data/{i:05}.safetensors', safetensors({
        'batch.inputs': inputs[a:b], 'batch.labels': labels[a:b], 'batch.scale': scales[c:d]})), 'rows': int(b - a), 'batches': int(d - c)}
        for i, (a, b, c, d) in enumerate(zip(bounds, bounds[1:], own, own[1:]))]
    order = [rng.permutation(rows).astype('<i4') for _ in range(epochs)] if orders else []
    ordered = [file(f'orders/{i}.safetensors', safetensors({'order': o})) for i, o in enumerate(order)]
    state = {'optimizer.mean.0.weights': np.zeros((8, 4), '<f4'), 'params.0.biases': np.zeros(4, '<f4'),
             'params.0.weights': (rng.standard_normal((8, 4)) / 3).astype('<f4'), 'key': np.array([7, 3], '<u4')}
    tree = {'params': [{'weights': {'$tensor': 'params.0.weights'}, 'biases': {'$tensor': 'params.0.biases'}}],
            'optimizer': {'mean': [{'weights': {'$tensor': 'optimizer.mean.0.weights'}}]}, 'step': done,
            'loss': {'$number': 'NaN'}, 'key': {'$tensor': 'key'}}
    texts = {'format': 'tenfold 1', 'tree': json.dumps(tree, separators=(',', ':'))}
    carried = [port(*p, 'carried') for p in PORTS]
    programs = [{
        **file(f'step-{size}.mlir', step_text(size).encode()), 'examples': size,
        'inputs': [*carried, port('key', 'u32', [2], 'key'), port('step', 'u32', [], 'step'), port('batch.inputs', 'f32', [size, 8], 'batch'),
                   port('batch.labels', 'i32', [size], 'batch'), port('batch.scale', 'f32', [], 'batch')],
        'results': [*carried, port('loss', 'f32', [], 'loss')],
        **({'checked': file(f'step-{size}.checked.mlir', step_text(size, True).encode())} if checked else {}),
    } for size in sorted({size for size, _ in sizes}, reverse=True)]
    contents = {
        'format': 'tenfold-xla 1', 'tenfold': '0.0.0', 'steps': {'done': done, 'firstBatch': first, 'count': count}, 'programs': programs,
        'state': file('state.safetensors', sealed(state, texts)),
        'data': {
            'columns': [{'name': 'batch.inputs', 'dtype': 'f32', 'shape': [8], 'per': 'example'},
                        {'name': 'batch.labels', 'dtype': 'i32', 'shape': [], 'per': 'example'},
                        {'name': 'batch.scale', 'dtype': 'f32', 'shape': [], 'per': 'batch'}],
            'shards': listed, 'rows': rows, 'batches': [{'size': s, 'count': n} for s, n in sizes], 'orders': ordered, 'epochs': epochs,
            'digest': '0' * 64},
        'receipt': {'configuration': None, 'data': '0' * 64, 'initial': '0' * 64, 'program': '0' * 64},
    }
    (folder / 'job.json').write_text(json.dumps(contents))
    return {'state': state, 'inputs': inputs, 'labels': labels, 'scales': scales, 'order': order, 'contents': contents}
