"""Reads a workload's file: tensors by name, and what its metadata says of the workload."""
import json
import numpy as np

LISTS = {'F32': np.float32, 'I32': np.int32}


def read(file):
    with open(file, 'rb') as stream:
        data = stream.read()
    start = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:start])
    workload = json.loads(header.pop('__metadata__')['workload'])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        values = np.frombuffer(data[start + begin:start + end], LISTS[entry['dtype']])
        tensors[name] = values.reshape(entry['shape']).copy()
    return tensors, workload


def batches(tensors, workload):
    return [(tensors[f'batch.{i}.inputs'], tensors[f'batch.{i}.targets']) for i in range(workload['batches'])]


def tree(tensors):
    """`params.2.1.key.bias` and the others as lists and dictionaries in one another."""
    root = {}
    for name, values in tensors.items():
        *way, last = name.split('.')
        at = root
        for part in way:
            at = at.setdefault(part, {})
        at[last] = values

    def listed(node):
        if not isinstance(node, dict):
            return node
        parts = {key: listed(part) for key, part in node.items()}
        return [parts[str(i)] for i in range(len(parts))] if all(key.isdigit() for key in parts) else parts

    return listed(root['params'])
