"""Trains a job of Tenfold on XLA: `python tenfold_xla.py JOB`, where JOB is a folder that `xla.job` wrote."""
from __future__ import annotations

import argparse
import concurrent.futures
import ctypes
import dataclasses
import fnmatch
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
    import jax.extend.mlir
    import numpy as np
    from jax.experimental import multihost_utils
except ImportError as missing:
    sys.exit(f'tenfold_xla: JAX is not installed here ({missing}): '
             'python -m venv .venv, then .venv/bin/pip install -r requirements.txt')

Types = dict[str, tuple[str, tuple[int, ...]]]
#: Element types by their names in Tenfold: those in safetensors, in numpy and in StableHLO.
DTYPES = {'f32': ('F32', '<f4', 'f32'), 'f64': ('F64', '<f8', 'f64'), 'i32': ('I32', '<i4', 'i32'),
          'u32': ('U32', '<u4', 'ui32'), 'bool': ('BOOL', '|b1', 'i1')}
LOST = 'a process of this training was lost: --resume goes on from the last checkpoint'


class Refused(Exception):
    """Why a training does not go on, in a sentence."""


def numpy_type(dtype: str) -> np.dtype:
    """The element type in numpy."""
    return np.dtype(DTYPES[dtype][1])


def by_units(names: Iterable[str]) -> list[str]:
    """Sorted as JavaScript compares texts, by UTF-16 code units."""
    return sorted(names, key=lambda name: name.encode('utf-16-be', 'surrogatepass'))


def compact(value: object) -> bytes:
    """JSON as `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode()


def number(value: float) -> float | str:
    """A number, or the text by which JavaScript calls one that JSON cannot say."""
    return value if math.isfinite(value) else 'NaN' if math.isnan(value) else 'Infinity' if value > 0 else '-Infinity'


# Tensors in files.

@dataclasses.dataclass(frozen=True)
class Stored:
    """A tensor in files: the pieces that it is made of, each with the place of its first element."""
    dtype: str
    shape: tuple[int, ...]
    pieces: list[tuple[tuple[int, ...], np.ndarray]]

    def read(self, index: tuple[slice, ...] = ()) -> np.ndarray:
        """The elements of a part, or of all of it."""
        box = [part.indices(size)[:2] for part, size in zip(index or [slice(None)] * len(self.shape), self.shape)]
        out = np.empty([stop - start for start, stop in box], numpy_type(self.dtype))
        for begin, piece in self.pieces:
            shared = [(max(a, c), min(b, c + n)) for (a, b), c, n in zip(box, begin, piece.shape)]
            if all(a < b for a, b in shared):
                there = tuple(slice(a - c, b - c) for (a, b), c in zip(shared, begin))
                out[tuple(slice(a - c, b - c) for (a, b), (c, _) in zip(shared, box))] = piece[there]
        return out


def element_bytes(elements: object) -> memoryview:
    """Row-major and little-endian, with one NaN."""
    made = np.ascontiguousarray(elements, np.asarray(elements).dtype.newbyteorder('<'))
    if made.dtype.kind == 'f' and np.isnan(made).any():
        made = np.where(np.isnan(made), made.dtype.type(np.nan), made)
    return made.reshape(-1).view(np.uint8).data


def seal_of(texts: dict[str, str], types: Types):
    """The hash of what a checkpoint says, before its elements in the order of the names."""
    listed = [[(name, texts[name]) for name in by_units(texts)], [(name, *types[name]) for name in by_units(types)]]
    return hashlib.sha256(compact(listed))


def read_tensors(file: pathlib.Path) -> tuple[dict[str, Stored], dict[str, str]]:
    """The tensors of a safetensors file, memory-mapped, and its texts; its seal has to fit, if there is one."""
    try:
        data, tensors = np.memmap(file, np.uint8, 'r'), {}
        start = 8 + int(data[:8].view('<u8')[0])
        header = json.loads(data[8:start].tobytes())
        texts = header.pop('__metadata__', {})
        for name, entry in header.items():
            dtype = next(dtype for dtype, names in DTYPES.items() if names[0] == entry['dtype'])
            begin, end = entry['data_offsets']
            elements = data[start + begin:start + end].view(numpy_type(dtype)).reshape(entry['shape'])
            tensors[name] = Stored(dtype, elements.shape, [((0,) * elements.ndim, elements)])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        raise Refused(f'{file} is no safetensors file that can be read: {error}') from error
    if 'seal' in texts:
        seal, hashed = texts.pop('seal'), seal_of(texts, {name: (x.dtype, x.shape) for name, x in tensors.items()})
        for name in by_units(tensors):
            hashed.update(element_bytes(tensors[name].pieces[0][1]))
        if seal != f'tenfold 1 {hashed.hexdigest()}':
            raise Refused(f'{file} is damaged: its seal does not fit')
    return tensors, texts


def write_tensors(file: pathlib.Path, types: Types, texts: dict[str, str], values: Iterable) -> None:
    """Writes a sealed file, whole or not at all, as Tenfold does; values come in the order of the names."""
    entries, end = {}, 0
    for name in sorted(by_units(types), key=lambda name: -numpy_type(types[name][0]).itemsize):
        (dtype, shape), begin = types[name], end
        end += math.prod(shape) * numpy_type(dtype).itemsize
        entries[name] = {'dtype': DTYPES[dtype][0], 'shape': shape, 'data_offsets': [begin, end]}

    def head(digits: str) -> bytes:
        told = {**texts, 'seal': f'tenfold 1 {digits}'}
        text = compact({'__metadata__': {name: told[name] for name in by_units(told)}, **entries})
        return (-(-len(text) // 8) * 8).to_bytes(8, 'little') + text.ljust(-(-len(text) // 8) * 8)

    hashed, start, beside = seal_of(texts, types), len(head('0' * 64)), file.with_name(f'.{file.name}.{os.getpid()}')
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open('wb') as out:
            out.truncate(start + end)
            for name, value in zip(by_units(types), values):
                out.seek(start + entries[name]['data_offsets'][0])
                out.write(part := element_bytes(value))
                hashed.update(part)
            out.seek(0)
            out.write(head(hashed.hexdigest()))
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(f'{file} cannot be written: {error.strerror}') from error


# Jobs and their checkpoints.

def expect_file(folder: pathlib.Path, entry: dict) -> None:
    """Refuses a file of other bytes than the job says."""
    hashed = hashlib.sha256()
    with (folder / entry['file']).open('rb') as opened:
        for part in iter(lambda: opened.read(1 << 20), b''):
            hashed.update(part)
    if hashed.hexdigest() != entry['digest']:
        raise Refused(f'{entry["file"]} is not the file of the job: its SHA-256 is {hashed.hexdigest()}, '
                      f'job.json says {entry["digest"]}')


def step_of(program: dict, checked: bool) -> tuple[dict, list[dict]]:
    """The file of a step, and its results: the checked one where asked for, if there is something to check."""
    in_range = {'name': 'inRange', 'role': 'inRange', 'dtype': 'bool', 'shape': []}
    is_checked = checked and 'checked' in program
    return (program['checked'], [*program['results'], in_range]) if is_checked else (program, program['results'])


def expect_step(folder: pathlib.Path, program: dict, known: Types, checked: bool) -> None:
    """Refuses a step of other inputs and results than job.json says, or the state and the data have."""
    file, results = step_of(program, checked)
    signature = re.search(r'@main\((.*)\) -> (.*)', (folder / file['file']).read_text())
    for what, ports, text in zip(('inputs', 'results'), (program['inputs'], results), signature.groups()):
        found = re.findall(r'tensor<([^>]*)>', text)
        said = ['x'.join([*map(str, port['shape']), DTYPES[port['dtype']][2]]) for port in ports]
        if found != said:
            raise Refused(f'the {what} of {file["file"]} are {", ".join(found)}; job.json says {", ".join(said)}')
    for port in program['inputs']:
        there, needed = known.get(port['name']), (port['dtype'], tuple(port['shape']))
        if port['role'] != 'step' and there != needed:
            raise Refused(f'{file["file"]} takes {port["name"]} as {needed}, the job has {there or "nothing of this name"}')


def read_job(folder: pathlib.Path, options: argparse.Namespace) -> tuple[dict, str, dict[str, Stored], dict[str, str]]:
    """What `job.json` says, its digest, the state and its texts; a process looks at its share of the data's files."""
    try:
        text = (folder / 'job.json').read_bytes()
        job = json.loads(text)
        if job['format'] != 'tenfold-xla 1':
            raise Refused(f'job.json has the format {job["format"]}, this program reads tenfold-xla 1')
        shared = [*job['data']['shards'], *job['data']['orders']]
        own = [] if options.join else shared[jax.process_index()::jax.process_count()]
        for entry in (job['state'], *(step_of(program, options.check)[0] for program in job['programs']), *own):
            expect_file(folder, entry)
        state, texts = read_tensors(folder / job['state']['file'])
        for program in job['programs']:
            known = {name: (x.dtype, x.shape) for name, x in state.items()}
            for column in job['data']['columns']:
                rows = [program['examples']] if column['per'] == 'example' else []
                known[column['name']] = (column['dtype'], (*rows, *column['shape']))
            expect_step(folder, program, known, options.check)
        return job, hashlib.sha256(text).hexdigest(), state, texts
    except OSError as error:
        raise Refused(f'{error.filename} cannot be read: {error.strerror}') from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused(f'{folder / "job.json"} is no job that this program reads: {error!r}') from error


def last_checkpoint(out: pathlib.Path, state: dict[str, Stored]) -> tuple[pathlib.Path | None, dict[str, Stored], dict]:
    """The last checkpoint of a folder, whole or in pieces, its tensors and texts; nothing where there is none."""
    found = [(file, *read_tensors(file)) for file in (*out.glob('checkpoint.safetensors'), *out.glob('checkpoint/*/index.safetensors'))]
    if not found:
        return None, state, {}
    file, tensors, texts = max(found, key=lambda one: json.loads(one[2]['tree'])['step'])
    if file.name.startswith('index'):
        tensors = {name: dataclasses.replace(x, pieces=[*x.pieces] if name not in texts['carried'].split() else []) for name, x in state.items()}
        for rank in range(json.loads(texts['engine'])['processes']):
            for name, piece in read_tensors(file.with_name(f'{rank}.safetensors'))[0].items():
                name, _, begin = name.rpartition('@')
                tensors[name].pieces.append((tuple(map(int, filter(None, begin.split(',')))), piece.pieces[0][1]))
    return file, tensors, texts


class Data:
    """The rows of all columns, memory-mapped, and which of them a batch has."""

    def __init__(self, folder: pathlib.Path, data: dict) -> None:
        files = [read_tensors(folder / shard['file'])[0] for shard in data['shards']]
        self.columns, self.parts, self.starts = {column['name']: column for column in data['columns']}, {}, {}
        for name, column in self.columns.items():
            counts = [shard['rows' if column['per'] == 'example' else 'batches'] for shard in data['shards']]
            for file, shard, count in zip(files, data['shards'], counts):
                there, needed = file.get(name), (column['dtype'], (count, *column['shape']))
                if count > 0 and (there is None or (there.dtype, there.shape) != needed):
                    raise Refused(f'{shard["file"]} should have {name} as {needed}')
            self.parts[name] = [file[name].pieces[0][1] for file, count in zip(files, counts) if count > 0]
            self.starts[name] = np.cumsum([0, *filter(None, counts)])[:-1]
        self.orders = [read_tensors(folder / order['file'])[0]['order'].pieces[0][1] for order in data['orders']]
        self.runs = [(run['size'], run['count']) for run in data['batches']]
        self.per_epoch = sum(count for _, count in self.runs)

    def place(self, batch: int) -> tuple[int, int, int, int]:
        """The epoch of a batch, its number there, its first example and its size."""
        (epoch, batch), start, left = divmod(batch, self.per_epoch), 0, batch % self.per_epoch
        for size, count in self.runs:
            if left < count:
                break
            start, left = start + size * count, left - count
        return epoch, batch, start + left * size, size

    def rows(self, name: str, numbers: np.ndarray) -> np.ndarray:
        """Rows of a column by their numbers."""
        shards = np.searchsorted(self.starts[name], numbers, 'right') - 1
        out = np.empty((len(numbers), *self.columns[name]['shape']), numpy_type(self.columns[name]['dtype']))
        for shard in np.unique(shards):
            out[shards == shard] = self.parts[name][shard][numbers[shards == shard] - self.starts[name][shard]]
        return out

    def read(self, name: str, batch: int, index: tuple[slice, ...]) -> np.ndarray:
        """A part of what a batch has in a column."""
        epoch, number, start, size = self.place(batch)
        if self.columns[name]['per'] == 'batch':
            return self.rows(name, np.array([number]))[0][index]
        numbers = np.arange(size)[index[0]] + start
        return self.rows(name, self.orders[epoch][numbers] if self.orders else numbers)[(slice(None), *index[1:])]


# The mesh.

def axes(text: str) -> dict[str, int]:
    """`data=2,model=2`."""
    return {axis: int(size) for axis, size in (part.split('=') for part in text.split(','))}


def rule(text: str) -> tuple[str, str, str, int | None]:
    """`fsdp` or `PATTERN=AXIS[:DIMENSION]`: the text, pattern, axis and dimension."""
    if text == 'fsdp':
        return text, '*', 'data', None
    pattern, axis, dimension = re.fullmatch(r'(.+)=(\w+)(?::(-?\d+))?', text).groups()
    return text, pattern, axis, int(dimension or -1)


def split(ports: dict[str, dict], rules: list, mesh: jax.sharding.Mesh) -> dict[str, list]:
    """The mesh axis of each dimension of each tensor: by the first pattern that matches, then by fsdp."""
    found = {}
    for text, pattern, axis, dimension in sorted(rules, key=lambda one: one[0] == 'fsdp'):
        names, size = fnmatch.filter(ports, pattern), mesh.shape.get(axis)
        if size is None or not names:
            raise Refused(f'--shard {text}: ' + (f'no tensor matches; there are {", ".join(ports)}' if size else
                          f'the mesh has no axis {axis}, only {", ".join(mesh.shape)}'))
        for name in (name for name in names if name not in found):
            shape = ports[name]['shape']
            fitting = [i for i, n in enumerate(shape) if n % size == 0]
            at = max(fitting, key=shape.__getitem__, default=None) if dimension is None else \
                dimension + len(shape) * (dimension < 0)
            if dimension is not None and at not in fitting:
                raise Refused(f'--shard {text}: {name} {shape} cannot be cut into {size} along dimension {dimension}')
            found[name] = [axis if i == at else None for i in range(len(shape))]
    return {name: found.get(name, []) for name in ports}


# Training.

class Training:
    """A job on a mesh: the tensors that are carried from step to step, and the steps done."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.folder, self.rank = options, options.job, jax.process_index()
        self.job, self.digest, state, self.texts = read_job(options.job, options)
        self.data, steps = Data(options.job, self.job['data']), self.job['steps']
        self.state_types = {name: (x.dtype, x.shape) for name, x in state.items()}
        self.out = options.out or options.job / 'out'
        inputs = self.job['programs'][0]['inputs']
        self.ports = {port['name']: port for port in inputs if port['role'] == 'carried'}
        devices = np.array(jax.devices())
        sizes = options.mesh or {'data': len(devices)}
        if math.prod(sizes.values()) != len(devices):
            raise Refused(f'--mesh is made of {math.prod(sizes.values())} devices; there are {len(devices)}')
        self.mesh = jax.sharding.Mesh(devices.reshape(list(sizes.values())), tuple(sizes))
        self.across = sizes.get('data', 1)
        for size, _ in self.data.runs:
            if size % self.across != 0:
                raise Refused(f'step-{size}.mlir takes {size} examples, which the {self.across} devices of the mesh axis '
                              f'data do not divide: batches of another size, or another --mesh, are needed')
        self.shardings = {name: self.sharding(*at) for name, at in split(self.ports, options.shard, self.mesh).items()}
        file, tensors, texts = last_checkpoint(self.out, state)
        if file and not options.resume:
            raise Refused(f'{file} is there: --resume goes on from it, another --out begins anew')
        if file and json.loads(texts['engine'])['job'] != self.digest:
            raise Refused(f'{file} is a checkpoint of another job')
        self.first, self.goal = steps['done'], steps['done'] + (options.steps or steps['count'])
        self.step = json.loads(texts['tree'])['step'] if file else self.first
        self.loss, self.saved = math.nan, self.step
        if steps['firstBatch'] + self.goal - self.first > self.data.per_epoch * self.job['data']['epochs']:
            raise Refused(f'there are not batches enough for {self.goal - self.first} steps')
        self.out.mkdir(parents=True, exist_ok=True)
        size = sum(math.prod(shape) * numpy_type(dtype).itemsize for dtype, shape in self.state_types.values())
        if shutil.disk_usage(self.out).free < size:
            raise Refused(f'{self.out} has no room for a checkpoint of {size} bytes')
        self.engine = {'engine': 'xla', 'jax': jax.__version__, 'jaxlib': jax.lib.__version__, 'platform': jax.default_backend(),
                       'devices': len(devices), 'processes': jax.process_count(), 'mesh': dict(self.mesh.shape),
                       'shard': [text for text, *_ in options.shard], 'python': sys.version.split()[0], 'job': self.digest}
        told = compact([self.engine, self.step, self.goal, options.save_every, options.sharded, options.check])
        self.agree(hashlib.sha256(told).hexdigest(), 'the processes have other jobs, options or checkpoints')
        jax.config.update('jax_enable_x64', any(dtype == 'f64' for dtype, _ in self.state_types.values()))
        self.fixed = {name: x.read() for name, x in state.items() if name not in self.ports}
        self.carried = [self.array(port['shape'], self.shardings[name], tensors[name].read) for name, port in self.ports.items()]
        self.key = {port['name']: self.array(port['shape'], self.sharding(), state[port['name']].read)
                    for port in inputs if port['role'] == 'key'}
        count = len(devices)
        self.flags = [self.array([count], self.sharding(tuple(sizes)), lambda index, flag=flag: np.full(count, flag)[index])
                      for flag in (False, True)]
        self.any = jax.jit(jax.numpy.any, out_shardings=self.sharding())
        self.programs, self.signal, self.stops = {}, 0, False

    def sharding(self, *at) -> jax.sharding.NamedSharding:
        """How a tensor lies on the mesh: by axis for each dimension."""
        return jax.sharding.NamedSharding(self.mesh, jax.sharding.PartitionSpec(*at))

    def array(self, shape: Iterable[int], sharding: jax.sharding.NamedSharding, read: Callable) -> jax.Array:
        """An array of which this process reads what its devices have."""
        return jax.make_array_from_callback(tuple(shape), sharding, read)

    def agree(self, digest: str, sentence: str) -> None:
        """Refuses where this process has something else than the first one."""
        try:
            multihost_utils.assert_equal(np.frombuffer(bytes.fromhex(digest), np.uint8), sentence)
        except AssertionError:
            raise Refused(sentence) from None

    def batch(self, step: int) -> tuple[int, dict[str, jax.Array]]:
        """The number of examples of the batch of a step, and its columns."""
        number = self.job['steps']['firstBatch'] + step - self.first
        size, arrays = self.data.place(number)[3], {}
        for name, column in self.data.columns.items():
            rows, at = ([size], ['data'][:'data' in self.mesh.shape]) if column['per'] == 'example' else ([], [])
            arrays[name] = self.array([*rows, *column['shape']], self.sharding(*at), lambda index: self.data.read(name, number, index))
        return size, arrays

    def compiled(self, size: int, batch: dict[str, jax.Array]) -> tuple[Callable, list[dict]]:
        """The step for batches of a size, and what it takes besides what is carried."""
        began = time.perf_counter()
        program = next(program for program in self.job['programs'] if program['examples'] == size)
        file, results = step_of(program, self.options.check)
        types = [[jax.ShapeDtypeStruct(port['shape'], numpy_type(port['dtype'])) for port in ports]
                 for ports in (program['inputs'], results)]
        template = jax.export.export(jax.jit(lambda *_: [jax.numpy.zeros(x.shape, x.dtype) for x in types[1]], keep_unused=True))
        text = (self.folder / file['file']).read_text()
        exported = dataclasses.replace(template(*types[0]), mlir_module_serialized=portable(text))
        at = {**self.shardings, **{name: array.sharding for name, array in batch.items()}}
        ins, outs = ([at.get(port['name'], self.sharding()) for port in ports] for ports in (program['inputs'], results))
        # Parameters that fsdp cuts are gathered: left to itself, XLA would move the activations of all examples instead.
        cut = [port['name'].startswith('params.') and 'data' in at.spec for port, at in zip(program['inputs'], ins)]

        def gathered(*given):
            return exported.call(*(jax.lax.with_sharding_constraint(x, self.sharding()) if c else x for x, c in zip(given, cut)))

        step = jax.jit(gathered, in_shardings=ins, out_shardings=outs, donate_argnums=tuple(range(len(self.ports))))
        made = step.lower(*types[0]).compile()
        self.say('compiled', examples=size, seconds=round(time.perf_counter() - began, 3))
        return made, program['inputs'][len(self.ports):]

    def say(self, event: str, **more: object) -> None:
        """A line of JSON from the process of rank 0."""
        if self.rank == 0:
            print(json.dumps({'event': event, **more}), flush=True)

    def tensors(self, names: Iterable[str]) -> Iterator:
        """Tensors of the state by name, one after the other, those in parts gathered."""
        carried = dict(zip(self.ports, self.carried))
        for name in by_units(names):
            array = carried.get(name, self.fixed.get(name))
            if name in carried and not (array.is_fully_addressable or array.is_fully_replicated):
                array = jax.jit(lambda x: x, out_shardings=self.sharding())(array)
            yield array

    def save(self) -> None:
        """Writes a checkpoint: the whole by one process, or each process its own pieces."""
        tree = {**json.loads(self.texts['tree']), 'step': self.step}
        tree['loss'] = self.loss if math.isfinite(self.loss) else {'$number': number(self.loss)}
        texts = {**self.texts, 'tree': json.dumps(tree, separators=(',', ':')), 'engine': compact(self.engine).decode()}
        file, values = self.out / 'checkpoint.safetensors', self.tensors(self.state_types)
        if self.options.sharded:
            folder = self.out / 'checkpoint' / str(self.step)
            pieces = {f'{name}@{",".join(str(part.start or 0) for part in shard.index)}': (port['dtype'], shard.data)
                      for (name, port), array in zip(self.ports.items(), self.carried)
                      for shard in array.addressable_shards if shard.replica_id == 0}
            types = {name: (dtype, data.shape) for name, (dtype, data) in pieces.items()}
            write_tensors(folder / f'{self.rank}.safetensors', types, {}, (pieces[name][1] for name in by_units(pieces)))
            multihost_utils.sync_global_devices('saved')
            file = folder / 'index.safetensors'
            if self.rank == 0:
                write_tensors(file, {}, {**texts, 'carried': ' '.join(self.ports)}, ())
                for other in folder.parent.iterdir():
                    if other != folder:
                        shutil.rmtree(other)
        elif self.rank == 0:
            write_tensors(file, self.state_types, texts, values)
            if self.options.keep:
                shutil.copyfile(file, file := file.with_stem(f'checkpoint-{self.step}'))
        else:
            all(True for _ in values)
        self.saved = self.step
        self.say('saved', step=self.step, file=str(file))

    def params_digest(self) -> str:
        """What `receipt.digest` makes of the parameters."""
        def text(value: str) -> bytes:
            return len(value.encode()).to_bytes(4, 'little') + value.encode()
        hashed, names = hashlib.sha256(), [name for name in self.ports if name.split('.')[0] == 'params']
        for name, value in zip(by_units(names), self.tensors(names)):
            hashed.update(text(name[7:]) + text(self.ports[name]['dtype']))
            hashed.update(np.array([np.ndim(value), *np.shape(value)], '<u4').tobytes())
            hashed.update(element_bytes(value))
        return hashed.hexdigest()

    def tell(self, step: int, size: int, results: list, stops: object) -> None:
        """Reads what a step gave, when it is there."""
        self.loss = float(results[0])
        if len(results) > 1 and not bool(results[1]):
            raise Refused(f'step {step}: an index is out of range')
        if not math.isfinite(self.loss) and not self.options.allow_non_finite:
            raise Refused(f'step {step}: the loss is {number(self.loss)}; --allow-non-finite goes on')
        now, self.told = time.perf_counter(), self.told
        line = json.dumps({'event': 'step', 'step': step, 'loss': number(self.loss), 'examples': size, 'seconds': round(now - self.told, 6)})
        self.told, self.stops = now, self.stops or bool(stops)
        if self.rank == 0:
            print(line, file=self.losses, flush=True)
            print(line, flush=True)

    def run(self) -> int:
        """Does the steps; gives the exit code."""
        # Devices of a CPU take turns on few threads: a second step in flight could keep the first one from its end.
        lag = 0 if jax.default_backend() == 'cpu' else 2
        said = {name: self.engine[name] for name in ('jax', 'jaxlib', 'platform', 'devices', 'processes', 'mesh', 'shard')}
        self.say('start', step=self.step, steps=self.goal, **said)
        began = self.told = time.perf_counter()
        for number_ in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number_, self.interrupt)
        pending, log = [], self.out / 'losses.jsonl'
        if self.rank == 0:
            lines = log.read_text().splitlines(True) if log.exists() else []
            kept = [line for line in lines if (found := re.match(r'.*"step": (\d+).*}\n', line)) and int(found[1]) <= self.step]
            beside = log.with_name('.losses.jsonl')
            beside.write_text(''.join(kept) if self.step > self.first else '')
            os.replace(beside, log)
        with concurrent.futures.ThreadPoolExecutor(1) as pool, (log if self.rank == 0 else pathlib.Path(os.devnull)).open('a') as self.losses:
            coming = pool.submit(self.batch, self.step)
            while self.step < self.goal and not self.stops:
                size, batch = coming.result()
                coming = pool.submit(self.batch, min(self.step + 1, self.goal - 1))
                made, inputs = self.programs.get(size) or self.programs.setdefault(size, self.compiled(size, batch))
                given = {**batch, **self.key}
                results = made(*self.carried, *(given.get(port['name'], np.uint32(self.step)) for port in inputs))
                self.carried, self.step = results[:len(self.ports)], self.step + 1
                if lag == 0:
                    jax.block_until_ready(results)
                stops = self.any(self.flags[self.signal > 0]) if jax.process_count() > 1 else self.signal
                pending.append((self.step, size, results[len(self.ports):], stops))
                is_due = self.step == self.goal or self.step % (self.options.save_every or self.goal) == 0
                while len(pending) > (0 if is_due else lag):
                    self.tell(*pending.pop(0))
                if is_due:
                    self.save()
            while pending:
                self.tell(*pending.pop(0))
        if self.saved != self.step:
            self.save()
        if self.stops:
            print(f'tenfold_xla: stopped after step {self.step}; {LOST.split(": ")[1]}', file=sys.stderr)
            return 130
        digest = self.params_digest()
        self.agree(digest, 'the processes have other parameters')
        self.say('end', step=self.step, digest=digest, seconds=round(time.perf_counter() - began, 3))
        return 0

    def interrupt(self, number: int, _: object) -> None:
        """Stops after the step; a second signal ends at once."""
        self.signal = number
        signal.signal(number, signal.SIG_DFL)


def portable(text: str) -> bytes:
    """A text as all versions of XLA read it."""
    if hasattr(jax.extend.mlir, 'serialize_portable_artifact'):
        return jax.extend.mlir.serialize_portable_artifact(text, '1.0.0')
    from jax.extend.mlir.dialects import stablehlo
    return stablehlo.serialize_portable_artifact_str(text, '1.0.0')


def join(options: argparse.Namespace) -> int:
    """Makes one checkpoint of the pieces of the last one."""
    _, _, state, _ = read_job(options.job, options)
    out = options.out or options.job / 'out'
    file, tensors, texts = last_checkpoint(out, state)
    if file is None:
        raise Refused(f'{out} has no checkpoint')
    texts.pop('carried', None)
    write_tensors(out / 'checkpoint.safetensors', {name: (x.dtype, x.shape) for name, x in tensors.items()}, texts,
                  (tensors[name].read() for name in by_units(tensors)))
    print(json.dumps({'event': 'saved', 'step': json.loads(texts['tree'])['step'], 'file': str(out / 'checkpoint.safetensors')}))
    return 0


def fail(sentence: str) -> int:
    print(f'tenfold_xla: {sentence}', file=sys.stderr, flush=True)
    return 1


def begin(options: argparse.Namespace) -> None:
    """Meets the other processes, of which a lost one ends this one with a sentence, too."""
    end = ctypes.CFUNCTYPE(None, ctypes.c_int)(lambda _: os._exit(fail(LOST)))
    begin.kept = end
    ctypes.CDLL(None).signal(int(signal.SIGABRT), end)
    known = inspect.signature(jax.distributed.initialize).parameters
    timeout = {'heartbeat_timeout_seconds': 30} if 'heartbeat_timeout_seconds' in known else {}
    jax.config.update('jax_cpu_collectives_implementation', 'gloo')
    if options.distributed:
        jax.distributed.initialize(**timeout)
    else:
        jax.distributed.initialize(options.coordinator, options.processes, options.rank, **timeout)


def options_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='tenfold_xla.py', description=__doc__)
    add = parser.add_argument
    add('job', type=pathlib.Path, metavar='JOB')
    add('--out', type=pathlib.Path, metavar='DIR', help='where checkpoints and losses go; JOB/out')
    add('--mesh', type=axes, help='axes with their sizes, data=2,model=2; all devices along data')
    add('--shard', type=rule, action='append', default=[], help='fsdp, or PATTERN=AXIS[:DIMENSION] for tensors by name')
    add('--coordinator', metavar='HOST:PORT', help='where the process of rank 0 is met')
    add('--processes', type=int, default=1, metavar='N')
    add('--rank', type=int, default=0, metavar='R')
    add('--distributed', action='store_true', help='processes as the cluster says (SLURM, Open MPI, Kubernetes, Cloud TPU)')
    add('--devices', type=int, metavar='N', help='this many virtual devices of the CPU')
    add('--steps', type=int, metavar='N', help='steps of the job to do, instead of all')
    add('--save-every', type=int, default=0, metavar='N', help='steps from checkpoint to checkpoint')
    for flag, told in {'--sharded': 'each process writes its own pieces', '--keep': 'checkpoints of all steps stay',
                       '--resume': 'go on from the last checkpoint', '--check': 'check indices in each step',
                       '--join': 'make one checkpoint of pieces, and nothing else',
                       '--allow-non-finite': 'go on where the loss is NaN or infinite'}.items():
        add(flag, action='store_true', help=told)
    options = parser.parse_args(arguments)
    if options.processes > 1 and not options.coordinator:
        parser.error('--processes needs --coordinator HOST:PORT')
    return options


def main(arguments: list[str]) -> int:
    """Does what the options say; gives the exit code."""
    options = options_of(arguments)
    is_one = options.processes == 1 and not options.distributed
    try:
        if options.join:
            return join(options)
        if options.devices:
            os.environ['XLA_FLAGS'] = f'{os.environ.get("XLA_FLAGS", "")} --xla_force_host_platform_device_count={options.devices}'
        if not is_one:
            begin(options)
        return Training(options).run()
    except Refused as error:
        return fail(str(error))
    except (RuntimeError, ValueError, OSError) as error:
        return fail(f'{"" if is_one else LOST + ": "}{str(error).splitlines()[0]}')


if __name__ == '__main__':
    code = main(sys.argv[1:])
    if code == 1:
        os._exit(code)
    sys.exit(code)
