"""Says what XLA makes of steps that are only compiled: for each JSON line on standard input one on standard output.

{"text": FILE, "mesh": {"data": 8}, "shard": ["fsdp"], "inputs": [{"name", "dtype", "shape", "role"}, ...], "results": [...]}
    a step by its text and what job.json says of its inputs and results; it is compiled as the runner does it.
The answer: bytes of "arguments", "results" and "temporary" memory of one device, processors' "seconds" of the compilation, and "collectives",
[kind, bytes of its result, how often it runs in a step].
"""
from __future__ import annotations

import collections
import json
import math
import pathlib
import re
import sys
import time
import traceback
import types
from collections.abc import Iterator

import jax
import numpy as np

import tenfold_xla

SIZES = {'pred': 1, 's8': 1, 'u8': 1, 'bf16': 2, 'f16': 2, 'f32': 4, 's32': 4, 'u32': 4, 'f64': 8, 's64': 8, 'u64': 8}
KINDS = 'all-reduce', 'all-gather', 'reduce-scatter', 'all-to-all', 'collective-permute'


def bytes_of(text: str) -> int:
    """Bytes of the arrays of a type: of `f32[2,3]{1,0}`, or of a tuple of such."""
    found = re.findall(r'(\w+)\[([\d,]*)\]', text)
    return sum(SIZES[kind] * math.prod(int(n) for n in shape.split(',') if n) for kind, shape in found)


def computations(text: str) -> tuple[dict[str, list[str]], str]:
    """The instructions of each computation of a module, and the name of the one that it begins with."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    entry = name = ''
    for line in text.splitlines():
        head = re.match(r'(ENTRY )?%?([\w.\-]+) .*\{$', line)
        if head is not None:
            name = head[2]
            entry = name if head[1] else entry
        elif line.startswith('  '):
            found[name].append(line)
    return found, entry


def collectives(text: str) -> Iterator[tuple[str, int, int]]:
    """Each collective of a module: its kind, the bytes of its result, and how often it runs."""
    found, entry = computations(text)

    def within(name: str, times: int) -> Iterator[tuple[str, int, int]]:
        for line in found[name]:
            instruction = re.match(r'\s+(?:ROOT )?%?[\w.\-]+ = (\(.*?\)|\S+) ([\w\-]+)\(', line)
            kind = instruction[2].removesuffix('-start') if instruction is not None else ''
            if kind in KINDS:
                # What is only begun gives its operands, too.
                yield kind, bytes_of(instruction[1]) // (1 if instruction[2] == kind else 2), times
            trips = re.search(r'"known_trip_count":\{"n":"(\d+)"', line)
            if kind == 'while' and trips is None:
                raise ValueError(f'a loop of how many steps? {line[:200]}')
            for called in re.findall(r'(?:body|calls|to_apply)=%?([\w.\-]+)', line):
                yield from within(called, times * (int(trips[1]) if trips is not None else 1))

    return within(entry, 1)


def compiled(request: dict) -> tuple[jax.stages.Compiled, float]:
    """The step as the runner compiles it, for a state that is nowhere; and the seconds that processors took for it."""
    training = object.__new__(tenfold_xla.Training)
    sizes, ports = request['mesh'], request['inputs']
    devices = np.array(jax.devices()[:math.prod(sizes.values())])
    training.mesh = jax.sharding.Mesh(devices.reshape(list(sizes.values())), tuple(sizes))
    carried = {port['name']: port for port in ports if port['role'] == 'carried'}
    split = tenfold_xla.split(carried, request['shard'], sizes)
    text = pathlib.Path(request['text']).read_text()
    training.job = types.SimpleNamespace(carried=carried, programs={1: (None, text, ports, request['results'])})
    training.carried = [types.SimpleNamespace(sharding=training.sharding(split.get(name, []))) for name in carried]
    training.compiled, training.rank = {}, 1
    column = types.SimpleNamespace(sharding=training.sharding(['data']))
    began = time.process_time()
    step, _ = training.program(1, {port['name']: column for port in ports if port['role'] == 'batch'})
    return step, time.process_time() - began


def answer(request: dict) -> dict:
    """Compiles a step, and says what it takes."""
    step, seconds = compiled(request)
    memory, text = step.memory_analysis(), step.as_text()
    if 'keep' in request:
        pathlib.Path(request['keep']).write_text(text)
    return {'arguments': memory.argument_size_in_bytes, 'results': memory.output_size_in_bytes,
            'temporary': memory.temp_size_in_bytes, 'seconds': seconds, 'collectives': list(collectives(text))}


def main() -> None:
    """Answers until there are no more requests."""
    for line in sys.stdin:
        try:
            made = answer(json.loads(line))
        except Exception:
            made = {'error': traceback.format_exc(limit=-3)}
        print(json.dumps(made), flush=True)


if __name__ == '__main__':
    main()
