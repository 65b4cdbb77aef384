"""This project's training step, a text in StableHLO that `node` writes, compiled by XLA for the CPU."""
import dataclasses
import json
import os
import subprocess
import sys

from xla_cpu import OPTIONS  # before JAX

import jax  # noqa: E402
import jax.export  # noqa: E402
import jax.extend.mlir  # noqa: E402
import jax.numpy as jnp  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
import safetensors  # noqa: E402
from serve import CHECKED_STEPS, FILE, WORK, serve  # noqa: E402


def compiled(text, inputs, carried):
    """The function `main` of a text of these inputs, the memory of the carried ones donated."""
    results = [*inputs[:carried], jax.ShapeDtypeStruct((), 'float32')]
    template = jax.jit(lambda *_: tuple(jnp.zeros(r.shape, r.dtype) for r in results), keep_unused=True)
    artifact = jax.extend.mlir.serialize_portable_artifact(text, '1.0.0')
    exported = dataclasses.replace(jax.export.export(template)(*inputs), mlir_module_serialized=artifact)
    return jax.jit(exported.call, donate_argnums=tuple(range(carried)))


def training(tensors, workload):
    writer = [OPTIONS['node'], os.path.join(HERE, '..', 'text.mjs'), FILE]
    written = json.loads(subprocess.run(writer, check=True, capture_output=True, text=True).stdout)
    carried = written['carried']
    inputs = [jax.ShapeDtypeStruct(tuple(each['shape']), each['dtype']) for each in written['inputs']]
    step = compiled(written['text'], inputs, carried)
    # Averages and counts of Adam begin at 0; nothing is drawn by the key.
    named = [(each['name'], spec) for each, spec in zip(written['inputs'][:carried], inputs)]
    state = [jnp.array(tensors[name]) if name in tensors else jnp.zeros(spec.shape, spec.dtype) for name, spec in named]
    rest = [jnp.zeros(spec.shape, spec.dtype) for spec in inputs[carried:-2]]
    data = [(jnp.array(x), jnp.array(y)) for x, y in safetensors.batches(tensors, workload)]
    done, loss = 0, None

    def run(steps):
        nonlocal state, done, loss
        for _ in range(steps):
            *state, loss = step(*state, *rest, *data[done % len(data)])
            done += 1
        jax.block_until_ready((state, loss))

    run(CHECKED_STEPS + 1)
    return [loss], run


def make():
    if WORK != 'step':
        raise NotImplementedError('training steps only')
    check, run = training(*safetensors.read(FILE))
    return f'StableHLO, JAX {jax.__version__}', check, run


serve(make)
