"""Trains a job of Tenfold on XLA: `python tenfold_xla.py JOB`, where JOB is a folder that `xla.job` wrote."""
from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import ctypes
import dataclasses
import functools
import hashlib
import inspect
import json
import math
import os
import pathlib
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator

try:
    import jax
    import jax.export
    import numpy as np
    from jax.experimental.multihost_utils import assert_equal, sync_global_devices
    from jax.extend.mlir.dialects import stablehlo
except ImportError as missing:
    sys.exit(f'tenfold_xla: JAX is not installed here ({missing}): python -m venv .venv, then '
             '.venv/bin/pip install -r requirements.txt')

from tenfold_job import (
    BROKEN, DTYPES, KINDS, RULE, Job, Refused, by_units, compact, element_bytes, mesh_sizes, said_number,
    split, write_tensors)

#: Before 0.7.1, JAX had it elsewhere, and it took no functions of CHLO, such as tan.
serialize = getattr(jax.extend.mlir, 'serialize_portable_artifact', stablehlo.serialize_portable_artifact_str)
RESUME = '--resume goes on from the last checkpoint'
LOST = f'a process of this training was lost; {RESUME}'


def fail(sentence: str) -> int:
    """Says why nothing goes on; gives the exit code."""
    with contextlib.suppress(OSError):  # Nobody may listen any more.
        print(f'tenfold_xla: {sentence}', file=sys.stderr, flush=True)
    return 1


class Training:
    """A job on the devices of a mesh: the tensors that are carried from step to step, and the steps done."""

    def __init__(self, job: Job, options: argparse.Namespace) -> None:
        self.job, self.options, self.rank = job, options, jax.process_index()
        self.step, self.goal = job.step, job.steps['done'] + (options.steps or job.steps['count'])
        self.every = options.save_every or self.goal
        job.open_data(self.rank, jax.process_count())
        sizes = mesh_sizes(options.mesh, jax.device_count())
        job.expect(sizes, self.goal, options)
        self.mesh = jax.sharding.Mesh(np.array(jax.devices()).reshape(list(sizes.values())), tuple(sizes))
        self.engine = {
            'engine': 'xla', 'jax': jax.__version__, 'jaxlib': jax.lib.__version__, 'job': job.digest,
            'platform': jax.default_backend(), 'devices': jax.device_count(), 'shard': options.shard,
            'processes': jax.process_count(), 'mesh': sizes, 'python': sys.version.split()[0]}
        same = compact([self.engine, self.step, self.goal, self.every, options.sharded, options.check])
        self.agree(hashlib.sha256(same.encode()), 'the processes have other jobs, options or checkpoints')
        jax.config.update('jax_enable_x64', any(port['dtype'] == 'f64' for port in job.inputs))
        at, tensors = split(job.carried, options.shard, sizes), job.tensors()
        self.carried = [self.array(port['shape'], at.get(name, []), tensors(name))
                        for name, port in job.carried.items()]
        self.key = {port['name']: self.array(port['shape'], [], job.state[port['name']])
                    for port in job.inputs if port['role'] == 'key'}
        # An element for each device, true where its process is to stop: so all stop after the same step.
        count = jax.device_count()
        self.flags = [self.array([count], [tuple(sizes)], np.full(count, flag)) for flag in (False, True)]
        self.any = jax.jit(jax.numpy.any, out_shardings=self.sharding())
        self.loss, self.saved, self.signal, self.stops, self.compiled = math.nan, self.step, 0, False, {}

    def agree(self, hashed, sentence: str) -> None:
        """Refuses where this process has something else than the first one."""
        try:
            assert_equal(np.frombuffer(hashed.digest(), np.uint8))
        except AssertionError:
            raise Refused(sentence) from None

    def sharding(self, at: Iterable = ()) -> jax.sharding.NamedSharding:
        """An array on the mesh, by the axis of each dimension."""
        return jax.sharding.NamedSharding(self.mesh, jax.sharding.PartitionSpec(*at))

    def array(self, shape: list[int], at: Iterable, read: Callable | np.ndarray) -> jax.Array:
        """An array, of which this process reads what its devices have."""
        part = read if callable(read) else lambda index: np.array(read[index])
        return jax.make_array_from_callback(tuple(shape), self.sharding(at), part)

    def batch(self, step: int) -> tuple[int, dict[str, jax.Array]]:
        """The number of examples of a step's batch, and its columns."""
        job, arrays, number = self.job, {}, self.job.steps['firstBatch'] + step - self.job.steps['done']
        size = int(job.sizes[number % len(job.sizes)])
        for name, column in job.columns.items():
            is_split = column['per'] == 'example' and size % self.mesh.shape.get('data', size + 1) == 0
            at, read = ['data'] * is_split, functools.partial(job.rows, name, number)
            arrays[name] = self.array(job.shape(name, size), at, read)
        return size, arrays

    def program(self, size: int, batch: dict[str, jax.Array]) -> tuple[Callable, list[dict]]:
        """The step for batches of a size, compiled when first needed, and its inputs that are not carried."""
        if size not in self.compiled:
            began, (_, text, *ports) = time.perf_counter(), self.job.programs[size]
            takes, gives = ([jax.ShapeDtypeStruct(port['shape'], DTYPES[port['dtype']]) for port in some]
                            for some in ports)
            template = jax.jit(lambda *_: [jax.numpy.zeros(x.shape, x.dtype) for x in gives],
                               keep_unused=True)
            exported = dataclasses.replace(jax.export.export(template)(*takes),
                                           mlir_module_serialized=serialize(text, '1.0.0'))
            at = {name: x.sharding for name, x in [*zip(self.job.carried, self.carried), *batch.items()]}
            ins, outs = ([at.get(port['name'], self.sharding()) for port in some] for some in ports)

            def whole(port: dict, x: jax.Array, here: jax.sharding.NamedSharding) -> jax.Array:
                # Left to itself, XLA would not gather parameters that fsdp cuts, but move activations.
                is_cut = port['name'].startswith('params.') and 'data' in here.spec
                return jax.lax.with_sharding_constraint(x, self.sharding()) if is_cut else x
            step = jax.jit(lambda *given: exported.call(*map(whole, ports[0], given, ins)), in_shardings=ins,
                           out_shardings=outs, donate_argnums=tuple(range(len(self.carried))))
            self.compiled[size] = step.lower(*takes).compile(), ports[0][len(self.carried):]
            self.say('compiled', examples=size, seconds=round(time.perf_counter() - began, 3))
        return self.compiled[size]

    def say(self, event: str, **more: object) -> None:
        """A line of JSON, from the process of rank 0; steps are kept, too."""
        if self.rank == 0:
            for out in [sys.stdout, self.losses] if event == 'step' else [sys.stdout]:
                print(json.dumps({'event': event, **more}), file=out, flush=True)

    def tensors(self, names: Iterable[str]) -> Iterator:
        """Tensors of the state in the order of their names, gathered where other processes have parts."""
        carried = dict(zip(self.job.carried, self.carried))
        for name in by_units(names):
            x = carried.get(name, self.job.state[name])
            is_here = name not in carried or x.is_fully_addressable or x.is_fully_replicated
            yield x if is_here else jax.jit(lambda x: x, out_shardings=self.sharding())(x)

    def save(self) -> None:
        """Writes a checkpoint: the process of rank 0 the whole, or each one its parts."""
        loss = said_number(self.loss)
        tree = {**json.loads(self.job.texts['tree']), 'step': self.step,
                'loss': {'$number': loss} if isinstance(loss, str) else loss}
        texts = {**self.job.texts, 'tree': json.dumps(tree), 'engine': compact(self.engine)}
        file = self.job.out / 'checkpoint.safetensors'
        if self.options.sharded:
            file = self.job.out / 'checkpoint' / str(self.step) / 'index.safetensors'
            parts = {f'{name}@{[at.start or 0 for at in shard.index]}': shard.data
                     for name, x in zip(self.job.carried, self.carried)
                     for shard in x.addressable_shards if shard.replica_id == 0}
            write_tensors(file.with_name(f'{self.rank}.safetensors'), parts, {},
                          map(parts.get, by_units(parts)))
            sync_global_devices('parts')
        like = {} if self.options.sharded else self.job.state
        if self.rank == 0:
            write_tensors(file, like, texts, self.tensors(like))
            self.say('saved', step=self.step, file=str(self.kept(file)))
        elif like:
            all(True for _ in self.tensors(like))
        self.saved = self.step

    def kept(self, file: pathlib.Path) -> pathlib.Path:
        """The checkpoint by the name that it keeps; without --keep, those in parts before it are removed."""
        if self.options.keep and not self.options.sharded:
            return pathlib.Path(shutil.copyfile(file, file.with_name(f'checkpoint-{self.step}.safetensors')))
        for other in file.parent.parent.iterdir() if self.options.sharded and not self.options.keep else []:
            if other != file.parent:
                shutil.rmtree(other)
        return file

    def digest(self):
        """The hash of the parameters, as `receipt.digest` makes it."""
        names = [name for name in self.job.carried if name.split('.')[0] == 'params']
        hashed = hashlib.sha256()
        for name, x in zip(by_units(names), self.tensors(names)):
            for text in (name[len('params.'):].encode(), KINDS[x.dtype][0].encode()):
                hashed.update(len(text).to_bytes(4, 'little') + text)
            hashed.update(np.array([x.ndim, *x.shape], '<u4').tobytes() + element_bytes(x))
        return hashed

    def tell(self, step: int, size: int, results: list[jax.Array], stops: object) -> None:
        """Says what a step gave, once it is there."""
        self.loss = float(results[0])
        if len(results) > 1 and not bool(results[1]):
            raise Refused(f'step {step}: an index is out of range')
        loss = said_number(self.loss)
        if isinstance(loss, str) and not self.options.allow_non_finite:
            raise Refused(f'step {step}: the loss is {loss}; --allow-non-finite goes on')
        seconds, self.told = time.perf_counter() - self.told, time.perf_counter()
        self.say('step', step=step, loss=loss, examples=size, seconds=round(seconds, 6))
        self.stops = self.stops or bool(stops)

    def run(self) -> int:
        """Does the steps; gives the exit code."""
        # Devices of a CPU share its threads: a second step in flight could keep the first one from its end.
        lag = 0 if jax.default_backend() == 'cpu' else 2
        pending, losses = [], self.job.open_losses(self.rank == 0)
        began = self.told = time.perf_counter()
        said = {name: x for name, x in self.engine.items() if name not in ('engine', 'python', 'job')}
        self.say('start', step=self.step, steps=self.goal, **said)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: setattr(self, 'signal', number))
        with concurrent.futures.ThreadPoolExecutor(1) as pool, losses as self.losses:
            coming = pool.submit(self.batch, min(self.step, self.goal - 1))
            while self.step < self.goal and not self.stops:
                size, batch = coming.result()
                coming = pool.submit(self.batch, min(self.step + 1, self.goal - 1))
                step, inputs = self.program(size, batch)
                given = {**batch, **self.key}
                results = step(*self.carried,
                               *(given.get(port['name'], np.uint32(self.step)) for port in inputs))
                self.carried, self.step = results[:len(self.carried)], self.step + 1
                jax.block_until_ready(results if lag == 0 else [])
                stops = self.any(self.flags[self.signal > 0]) if jax.process_count() > 1 else self.signal
                pending.append((self.step, size, results[len(self.carried):], stops))
                is_due = self.step == self.goal or self.step % self.every == 0
                while len(pending) > (0 if is_due else lag):
                    self.tell(*pending.pop(0))
                if is_due:
                    self.save()
            while pending:
                self.tell(*pending.pop(0))
            if self.saved != self.step:
                self.save()
        if self.stops and self.step < self.goal:
            fail(f'stopped after step {self.step}; {RESUME}')
            return 130
        digest, seconds = self.digest(), round(time.perf_counter() - began, 3)
        self.agree(digest, 'the processes have other parameters')
        self.say('end', step=self.step, digest=digest.hexdigest(), seconds=seconds)
        return 0


def meet(options: argparse.Namespace) -> None:
    """Meets the other processes; where one is lost, JAX aborts, which here ends this one with a sentence."""
    # What libraries write to standard output goes to standard error: lines of JSON are among themselves.
    sys.stdout = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    meet.abort = ctypes.CFUNCTYPE(None, ctypes.c_int)(lambda _: os._exit(fail(LOST)))
    ctypes.CDLL(None).signal(int(signal.SIGABRT), meet.abort)
    jax.config.update('jax_cpu_collectives_implementation', 'gloo')
    name, known = 'heartbeat_timeout_seconds', inspect.signature(jax.distributed.initialize).parameters
    where = [] if options.distributed else [options.coordinator, options.processes, options.rank]
    jax.distributed.initialize(*where, **({name: 30} if name in known else {}))


def main(arguments: list[str]) -> int:
    """Does what the command line says; gives the exit code."""
    parser = argparse.ArgumentParser(prog='tenfold_xla.py', description=__doc__)
    add, flag = parser.add_argument, functools.partial(parser.add_argument, action='store_true')
    add('job', type=pathlib.Path, metavar='JOB')
    add('--out', type=pathlib.Path, metavar='DIR', help='where checkpoints and losses are written; JOB/out')
    add('--mesh', metavar='data=2,model=2', help='the devices by axes; data divides the examples')
    add('--shard', action='append', default=[], metavar='RULE', help='fsdp, or PATTERN=AXIS[:DIMENSION]')
    add('--coordinator', metavar='HOST:PORT', help='where the process of rank 0 is met')
    add('--processes', type=int, metavar='N')
    add('--rank', type=int, metavar='R')
    flag('--distributed', help='processes as SLURM, Open MPI, Kubernetes or Cloud TPU has started them')
    add('--devices', type=int, metavar='N', help='number of virtual devices of the CPU')
    add('--steps', type=int, metavar='N', help='steps of the job, from its first one; all of them')
    add('--save-every', type=int, metavar='N', help='steps from checkpoint to checkpoint; one at the end')
    flag('--uneven', help='batches that data does not divide are computed whole on each device')
    flag('--sharded', help='each process writes its own parts of a checkpoint')
    flag('--keep', help='each checkpoint stays')
    flag('--resume', help='go on from the last checkpoint, if there is one')
    flag('--join', help='only make one checkpoint of the parts of the last one')
    flag('--check', help='end where an index is out of range')
    flag('--allow-non-finite', help='go on where the loss is NaN or infinite')
    options = parser.parse_args(arguments)
    if any(type(count) is int and count < 1 for name, count in vars(options).items() if name != 'rank'):
        parser.error('--devices, --steps, --save-every and --processes take numbers of at least 1')
    several = [options.coordinator, options.processes, options.rank]
    if several != [None] * 3 and (None in several or not 0 <= options.rank < options.processes):
        parser.error('--coordinator, --processes and --rank, a number below it, belong together')
    if not all(rule == 'fsdp' or re.fullmatch(RULE, rule) for rule in options.shard):
        parser.error('--shard takes fsdp or PATTERN=AXIS[:DIMENSION]')
    are_several = options.distributed or (options.processes or 1) > 1
    if options.devices:
        said = os.environ.get('XLA_FLAGS', '')
        os.environ['XLA_FLAGS'] = f'{said} --xla_force_host_platform_device_count={options.devices}'
    try:
        job = Job(options.job, options.out or options.job / 'out', options.check)
        if options.join:
            print(json.dumps({'event': 'saved', 'step': job.step, 'file': str(job.join())}))
            return 0
        if are_several:
            meet(options)
        return Training(job, options).run()
    except (Refused, RuntimeError, SystemError, MemoryError, *BROKEN) as error:
        begin = f'{LOST}: ' if are_several and not isinstance(error, Refused) else ''
        return fail(f'{begin}{error}'.partition('\n')[0])


if __name__ == '__main__':
    code = main(sys.argv[1:])
    # After a failure, JAX would wait for the other processes.
    os._exit(code) if code == 1 else sys.exit(code)
