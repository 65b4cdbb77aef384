"""Trains a job of Tenfold on XLA: `python tenfold_xla.py JOB`, where JOB is a folder that `xla.job` wrote."""
from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import fnmatch
import hashlib
import itertools
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

INSTALL = 'python -m venv .venv, then .venv/bin/pip install -r requirements.txt'
try:
    import numpy as np
except ImportError:
    sys.exit(f'tenfold_xla: numpy and JAX are not installed for {sys.executable}: {INSTALL}')

STEP_FORMAT, STATE_FORMAT = 'tenfold-xla 1', 'tenfold 1'
#: Element types by their names in Tenfold: those in safetensors, in numpy and in StableHLO.
DTYPES = {'f32': ('F32', '<f4', 'f32'), 'f64': ('F64', '<f8', 'f64'), 'i32': ('I32', '<i4', 'i32'),
          'u32': ('U32', '<u4', 'ui32'), 'bool': ('BOOL', '|b1', 'i1')}
FROM_FORMAT = {names[0]: dtype for dtype, names in DTYPES.items()}


class Refused(Exception):
    """Why a job cannot go on, in a sentence."""


def numpy_type(dtype: str) -> np.dtype:
    """The element type in numpy, little-endian."""
    return np.dtype(DTYPES[dtype][1])


def code_units(name: str) -> bytes:
    """Sorts names as `<` of JavaScript does: by their UTF-16 code units."""
    return name.encode('utf-16-be', 'surrogatepass')


def compact(value: object) -> bytes:
    """JSON as `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode()


def sha256(file: pathlib.Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    with file.open('rb') as opened:
        for part in iter(lambda: opened.read(1 << 20), b''):
            digest.update(part)
    return digest.hexdigest()


# Tensors in files.

@dataclasses.dataclass(frozen=True)
class Stored:
    """A tensor in files: the pieces that it is made of, each with the place of its first element."""
    dtype: str
    shape: tuple[int, ...]
    pieces: list[tuple[tuple[int, ...], np.ndarray]]

    def read(self, index: tuple[slice, ...] = ()) -> np.ndarray:
        """The elements of a part, or of all of it."""
        box = [part.indices(size)[:2] for part, size in itertools.zip_longest(index, self.shape, fillvalue=slice(None))]
        out = np.empty([stop - start for start, stop in box], numpy_type(self.dtype))
        for begin, piece in self.pieces:
            shared = [(max(a, c), min(b, c + n)) for (a, b), c, n in zip(box, begin, piece.shape)]
            if all(a < b for a, b in shared):
                out[tuple(slice(a - c, b - c) for (a, b), (c, _) in zip(shared, box))] = \
                    piece[tuple(slice(a - c, b - c) for (a, b), c in zip(shared, begin))]
        return out


def read_safetensors(file: pathlib.Path) -> tuple[dict[str, Stored], dict[str, str]]:
    """The tensors of a file, memory-mapped, and its texts; the seal has to fit, where there is one."""
    try:
        data = np.memmap(file, np.uint8, 'r')
        start = 8 + int(data[:8].view('<u8')[0])
        header = json.loads(data[8:start].tobytes())
        texts, tensors = header.pop('__metadata__', {}), {}
        for name, entry in header.items():
            begin, end = entry['data_offsets']
            dtype, shape = FROM_FORMAT[entry['dtype']], tuple(entry['shape'])
            elements = data[start + begin:start + end].view(numpy_type(dtype)).reshape(shape)
            tensors[name] = Stored(dtype, shape, [((0,) * len(shape), elements)])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Refused(f'{file} is no safetensors file that can be read: {error}') from error
    claimed = texts.pop('seal', None)
    if claimed is not None:
        seal = Seal(texts, {name: (one.dtype, one.shape) for name, one in tensors.items()})
        for name in sorted(tensors, key=code_units):
            seal.add(tensors[name].pieces[0][1])
        if seal.text() != claimed:
            raise Refused(f'{file} is damaged: its seal does not fit')
    return tensors, texts


class Seal:
    """SHA-256 over all that a checkpoint says: texts and types, then the elements in the order of the names."""

    def __init__(self, texts: dict[str, str], types: dict[str, tuple[str, tuple[int, ...]]]) -> None:
        listed = sorted(texts.items(), key=lambda item: code_units(item[0]))
        kinds = [[name, *types[name]] for name in sorted(types, key=code_units)]
        self.digest = hashlib.sha256(compact([listed, kinds]))

    def add(self, elements: np.ndarray) -> None:
        self.digest.update(element_bytes(elements))

    def text(self) -> str:
        return f'{STATE_FORMAT} {self.digest.hexdigest()}'


def element_bytes(elements: np.ndarray) -> memoryview:
    """Little-endian and contiguous, with one NaN."""
    made = np.ascontiguousarray(elements, elements.dtype.newbyteorder('<'))
    if made.dtype.kind == 'f' and np.isnan(made).any():
        made = np.where(np.isnan(made), made.dtype.type(np.nan), made)
    return made.reshape(-1).view(np.uint8).data


def write_atomically(file: pathlib.Path, write: Callable) -> None:
    """Writes a file whole or not at all: beside it, and then in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f'.{file.name}.{os.getpid()}')
    try:
        with beside.open('wb') as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except OSError as error:
        raise Refused(f'{file} cannot be written: {error.strerror}') from error
    finally:
        beside.unlink(missing_ok=True)


def write_checkpoint(file: pathlib.Path, types: dict[str, tuple[str, tuple[int, ...]]], texts: dict[str, str],
                     values: Iterable[np.ndarray]) -> None:
    """Writes a sealed checkpoint, the bytes that Tenfold writes; values come one by one in the order of the names."""
    entries, end = {}, 0
    for name in sorted(types, key=lambda name: (-numpy_type(types[name][0]).itemsize, code_units(name))):
        dtype, shape = types[name]
        begin, end = end, end + math.prod(shape) * numpy_type(dtype).itemsize
        entries[name] = {'dtype': DTYPES[dtype][0], 'shape': shape, 'data_offsets': [begin, end]}

    def header(seal: str) -> bytes:
        told = dict(sorted({**texts, 'seal': seal}.items(), key=lambda item: code_units(item[0])))
        text = compact({'__metadata__': told, **entries})
        return len(text := text.ljust(-(-len(text) // 8) * 8)).to_bytes(8, 'little') + text

    def write(out) -> None:
        seal = Seal(texts, types)
        start = len(header(seal.text()))
        out.truncate(start + end)
        for name, elements in zip(sorted(types, key=code_units), values):
            seal.add(elements)
            out.seek(start + entries[name]['data_offsets'][0])
            out.write(element_bytes(elements))
        out.seek(0)
        out.write(header(seal.text()))

    write_atomically(file, write)


# The job.

@dataclasses.dataclass(frozen=True)
class Job:
    """A job's folder: what `job.json` says, its digest, and the state that it begins from."""
    folder: pathlib.Path
    contents: dict
    digest: str
    state: dict[str, Stored]
    texts: dict[str, str]

    @property
    def carried(self) -> list[dict]:
        """What a step changes, in the order of its inputs and results."""
        return [port for port in self.contents['programs'][0]['inputs'] if port['role'] == 'carried']


def described(port: dict) -> str:
    """A type as StableHLO writes it."""
    return f'tensor<{"x".join([*map(str, port["shape"]), DTYPES[port["dtype"]][2]])}>'


def check_digests(folder: pathlib.Path, files: Iterable[dict]) -> None:
    """Refuses files that are not there, or have other bytes than the job says."""
    for entry in files:
        try:
            digest = sha256(folder / entry['file'])
        except OSError as error:
            raise Refused(f'{folder / entry["file"]} cannot be read: {error.strerror}') from error
        if digest != entry['digest']:
            raise Refused(f'{folder / entry["file"]} has the digest {digest}, job.json says {entry["digest"]}')


def text_of(job: Job, program: dict, checked: bool) -> tuple[dict, list[dict]]:
    """The file of a step's text, and its results."""
    is_checked = checked and 'checked' in program
    results = [port for port in program['results'] if port['role'] != 'inRange']
    in_range = {'name': 'inRange', 'dtype': 'bool', 'shape': [], 'role': 'inRange'}
    return (program['checked'], [*results, in_range]) if is_checked else (program, results)


def check_program(job: Job, program: dict, checked: bool) -> None:
    """Refuses a text whose function `main` has other inputs or results than job.json or the state."""
    entry, results = text_of(job, program, checked)
    text = (job.folder / entry['file']).read_text()
    signature = re.search(r'@main\((.*)\) -> (.*)', text)
    if signature is None:
        raise Refused(f'{entry["file"]} has no function main')
    for what, said, ports in zip(('input', 'result'), signature.groups(), (program['inputs'], results)):
        types = re.findall(r'tensor<[^>]*>', said)
        if len(types) != len(ports):
            raise Refused(f'{entry["file"]} has {len(types)} {what}s, job.json says {len(ports)}')
        for i, (found, port) in enumerate(zip(types, ports)):
            if found != described(port):
                raise Refused(f'{entry["file"]}: {what} {i} is {found}, job.json says {described(port)} for {port["name"]}')
    carried = [port for port in program['inputs'] if port['role'] == 'carried']
    for port in (port for port in program['inputs'] if port['role'] in ('carried', 'key')):
        stored = job.state.get(port['name'])
        if stored is None or (stored.dtype, list(stored.shape)) != (port['dtype'], port['shape']):
            found = 'is not there' if stored is None else f'is {stored.dtype}{list(stored.shape)}'
            raise Refused(f'the state does not fit {entry["file"]}: {port["name"]} {found}, {described(port)} is needed')
    if [p['name'] for p in carried] != [p['name'] for p in results[:len(carried)]] or carried != job.carried:
        raise Refused(f'{entry["file"]} gives other tensors than it takes')


def read_job(folder: pathlib.Path, checked: bool) -> Job:
    """Reads a job; one whose files do not belong together is refused."""
    file = folder / 'job.json'
    try:
        contents = json.loads(file.read_bytes())
        if contents['format'] != STEP_FORMAT:
            raise Refused(f'{file} has the format {contents["format"]!r}, this runner reads {STEP_FORMAT!r}')
        texts = [text_of(None, program, checked)[0] for program in contents['programs']]
        check_digests(folder, [*texts, contents['state'], *contents['data']['shards'], *contents['data']['orders']])
        job = Job(folder, contents, sha256(file), *read_safetensors(folder / contents['state']['file']))
        for program in contents['programs']:
            check_program(job, program, checked)
        return job
    except OSError as error:
        raise Refused(f'{file} cannot be read: {error.strerror}') from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refused(f'{file} is no job that this runner reads: {error!r}') from error


# The data.

class Data:
    """The rows of all columns, memory-mapped, and which of them a batch has."""

    def __init__(self, job: Job) -> None:
        data = job.contents['data']
        shards = [read_safetensors(job.folder / shard['file'])[0] for shard in data['shards']]
        self.columns = {column['name']: column for column in data['columns']}
        self.parts, self.starts = {}, {}
        for name, column in self.columns.items():
            rows = 'rows' if column['per'] == 'example' else 'batches'
            for file, shard in zip(shards, data['shards']):
                need = (column['dtype'], (shard[rows], *column['shape']))
                if shard[rows] > 0 and (name not in file or (file[name].dtype, file[name].shape) != need):
                    raise Refused(f'{shard["file"]} has no {name} of the type {need[0]}{list(need[1])}')
            kept = [(file[name].pieces[0][1], shard[rows]) for file, shard in zip(shards, data['shards']) if shard[rows] > 0]
            self.parts[name] = [part for part, _ in kept]
            self.starts[name] = np.cumsum([0, *(count for _, count in kept)])[:-1]
        self.orders = [read_safetensors(job.folder / order['file'])[0]['order'].pieces[0][1] for order in data['orders']]
        self.runs = [(run['size'], run['count']) for run in data['batches']]
        self.per_epoch = sum(count for _, count in self.runs)
        self.batches = self.per_epoch * data['epochs']

    def place(self, batch: int) -> tuple[int, int, int, int]:
        """The epoch of a batch, its number in the epoch, where it begins, and its size."""
        epoch, number = divmod(batch, self.per_epoch)
        start, left = 0, number
        for size, count in self.runs:
            if left < count:
                return epoch, number, start + left * size, size
            start, left = start + size * count, left - count
        raise AssertionError

    def rows(self, name: str, numbers: np.ndarray) -> np.ndarray:
        """Rows of a column by their numbers."""
        column, starts = self.columns[name], self.starts[name]
        out = np.empty((len(numbers), *column['shape']), numpy_type(column['dtype']))
        shards = np.searchsorted(starts, numbers, 'right') - 1
        for shard in np.unique(shards):
            where = shards == shard
            out[where] = self.parts[name][shard][numbers[where] - starts[shard]]
        return out

    def reader(self, name: str, batch: int) -> Callable[[tuple[slice, ...]], np.ndarray]:
        """Reads a part of what a batch has in a column."""
        epoch, number, start, size = self.place(batch)
        if self.columns[name]['per'] == 'batch':
            return lambda index: self.rows(name, np.array([number]))[0][index]

        def read(index: tuple[slice, ...]) -> np.ndarray:
            first, last, _ = index[0].indices(size)
            numbers = np.arange(start + first, start + last)
            return self.rows(name, self.orders[epoch][numbers] if self.orders else numbers)[(slice(None), *index[1:])]

        return read


# The mesh, and how tensors are split over it.

def mesh_sizes(text: str | None, devices: int) -> dict[str, int]:
    """`data=2,model=2` as sizes by axis, which have to make up all devices."""
    try:
        sizes = {'data': devices} if text is None else {axis: int(size) for axis, size in (part.split('=') for part in text.split(','))}
    except ValueError:
        raise Refused(f'--mesh {text}: axes with their sizes are expected, such as data=2,model=2') from None
    if math.prod(sizes.values()) != devices or min(sizes.values()) < 1:
        raise Refused(f'--mesh {text} needs {math.prod(sizes.values())} devices, there are {devices}')
    return sizes


def splits(carried: list[dict], rules: list[str], sizes: dict[str, int]) -> dict[str, list[str | None]]:
    """For each tensor the mesh axis of each of its dimensions: by the first pattern that matches, then by fsdp."""
    patterns = [rule for rule in rules if rule != 'fsdp']
    found = {port['name']: [None] * len(port['shape']) for port in carried}
    left = {port['name']: port['shape'] for port in carried}
    for rule in patterns:
        pattern, _, place = rule.rpartition('=')
        axis, _, dimension = place.partition(':')
        if pattern == '' or not re.fullmatch(r'-?\d*', dimension):
            raise Refused(f'--shard {rule}: fsdp or PATTERN=AXIS[:DIMENSION] is expected')
        if axis not in sizes:
            raise Refused(f'--shard {rule}: the mesh has no axis {axis}, only {", ".join(sizes)}')
        names = [port['name'] for port in carried if fnmatch.fnmatchcase(port['name'], pattern)]
        if not names:
            raise Refused(f'--shard {rule} matches no tensor; there are {", ".join(p["name"] for p in carried[:4])}, …')
        for name in (name for name in names if name in left):
            shape, at = left.pop(name), int(dimension or -1)
            if not -len(shape) <= at < len(shape) or shape[at] % sizes[axis] != 0:
                raise Refused(f'--shard {rule}: {name} of the shape {shape} does not divide into {sizes[axis]} parts along dimension {at}')
            found[name][at] = axis
    if 'fsdp' in rules:
        if 'data' not in sizes:
            raise Refused(f'--shard fsdp: the mesh has no axis data, only {", ".join(sizes)}')
        for name, shape in left.items():
            fitting = [i for i, size in enumerate(shape) if size > 0 and size % sizes['data'] == 0]
            if fitting:
                found[name][max(fitting, key=lambda i: shape[i])] = 'data'
    return found


# Training.

class Training:
    """A job on a mesh: the carried tensors, and how many steps are done."""

    def __init__(self, job: Job, data: Data, options: argparse.Namespace, jax) -> None:
        self.job, self.data, self.options, self.jax = job, data, options, jax
        self.rank, self.processes = jax.process_index(), jax.process_count()
        self.sizes = mesh_sizes(options.mesh, jax.device_count())
        devices = np.array(jax.devices()).reshape(list(self.sizes.values()))
        self.mesh = jax.sharding.Mesh(devices, tuple(self.sizes))
        self.ports = {port['name']: port for port in job.carried}
        self.splits = splits(job.carried, options.shard, self.sizes)
        self.shardings = {name: self.sharding(*axes) for name, axes in self.splits.items()}
        across = self.sizes.get('data', 1)
        for size, _ in data.runs:
            if size % across != 0:
                raise Refused(f'step-{size}.mlir takes {size} examples, which the {across} devices of the mesh axis data do not divide:'
                              f' choose a batch size that is a multiple of {across}, or another --mesh')
        self.out = options.out or job.folder / 'out'
        self.file = self.out / 'checkpoint.safetensors'
        steps = job.contents['steps']
        self.first, self.goal = steps['done'], steps['done'] + (options.steps or steps['count'])
        if steps['firstBatch'] + self.goal - self.first > data.batches:
            raise Refused(f'{self.goal - self.first} steps need more batches than the {data.batches} of the data'
                          f' from {steps["firstBatch"]} on')
        self.step, self.loss, state = self.first, math.nan, job.state
        self.engine = {'engine': 'xla', 'jax': jax.__version__, 'jaxlib': jax.lib.__version__, 'platform': jax.default_backend(),
                       'devices': jax.device_count(), 'processes': self.processes, 'mesh': self.sizes, 'shard': options.shard,
                       'python': sys.version.split()[0], 'job': job.digest}
        self.carried = [self.place(name, state[name].read) for name in self.ports]
        key = next((port for port in job.contents['programs'][0]['inputs'] if port['role'] == 'key'), None)
        self.key = key and self.array(tuple(key['shape']), self.sharding(), state[key['name']].read)
        self.programs, self.stopped = {}, None

    def sharding(self, *axes):
        return self.jax.sharding.NamedSharding(self.mesh, self.jax.sharding.PartitionSpec(*axes))

    def array(self, shape, sharding, read):
        return self.jax.make_array_from_callback(shape, sharding, read)

    def place(self, name, read):
        return self.array(tuple(self.ports[name]['shape']), self.shardings[name], read)

    def batch(self, number: int) -> tuple[int, dict]:
        """The size of a batch, and its columns on the devices."""
        _, _, _, size = self.data.place(number)
        arrays = {}
        for name, column in self.data.columns.items():
            is_split = column['per'] == 'example' and 'data' in self.sizes
            shape = (size, *column['shape']) if column['per'] == 'example' else tuple(column['shape'])
            arrays[name] = self.array(shape, self.sharding('data') if is_split else self.sharding(), self.data.reader(name, number))
        return size, arrays

    def compiled(self, size: int, arrays: dict):
        """The step for batches of a size."""
        jax, started = self.jax, time.perf_counter()
        program = next((p for p in self.job.contents['programs'] if p['examples'] == size), None)
        if program is None:
            raise Refused(f'the job has no step for a batch of {size} examples')
        entry, results = text_of(self.job, program, self.options.check)
        text = (self.job.folder / entry['file']).read_text()
        specs = [jax.ShapeDtypeStruct(tuple(p['shape']), numpy_type(p['dtype'])) for p in program['inputs']]
        import jax.export
        import jax.extend.mlir

        def template(*given):
            return [jax.numpy.zeros(p['shape'], numpy_type(p['dtype'])) for p in results]

        exported = jax.export.export(jax.jit(template, keep_unused=True))(*specs)
        exported = dataclasses.replace(
            exported, mlir_module_serialized=jax.extend.mlir.serialize_portable_artifact(text, '1.0.0'))
        ins = [self.shardings.get(p['name']) or (arrays[p['name']].sharding if p['role'] == 'batch' else self.sharding())
               for p in program['inputs']]
        outs = [self.shardings.get(p['name']) or self.sharding() for p in results]
        step = jax.jit(exported.call, in_shardings=ins, out_shardings=outs, donate_argnums=tuple(range(len(self.ports))))
        made = step.lower(*specs).compile()
        self.say('compiled', examples=size, seconds=round(time.perf_counter() - started, 3))
        return made, program['inputs'][len(self.ports):]

    def say(self, event: str, **more) -> None:
        if self.rank == 0:
            print(json.dumps({'event': event, **more}), flush=True)

    def whole(self) -> Iterator[tuple[str, np.ndarray]]:
        """The carried tensors by name, gathered one by one."""
        for name, array in sorted(zip(self.ports, self.carried), key=lambda item: code_units(item[0])):
            if not array.is_fully_addressable and not array.is_fully_replicated:
                array = self.jax.jit(lambda x: x, out_shardings=self.sharding())(array)
            yield name, np.asarray(array)

    def save(self) -> None:
        types = {name: (one.dtype, one.shape) for name, one in self.job.state.items()}
        others = {name: one.read() for name, one in self.job.state.items() if name not in self.ports}
        values = (value for _, value in sorted(itertools.chain(self.whole(), others.items()), key=lambda item: code_units(item[0])))
        tree = json.loads(self.job.texts['tree'])
        tree.update(step=self.step, loss=self.loss if math.isfinite(self.loss) else {'$number': number_text(self.loss)})
        texts = {**self.job.texts, 'tree': compact(tree).decode(), 'engine': compact(self.engine).decode()}
        write_checkpoint(self.file, types, texts, values)
        self.say('saved', step=self.step, file=str(self.file))

    def digest(self) -> str:
        """What `receipt.digest` makes of the parameters."""
        found = hashlib.sha256()
        words = lambda *numbers: np.array(numbers, '<u4').tobytes()
        for name, value in self.whole():
            path, shape = name.partition('.')[2], self.ports[name]['shape']
            if name.partition('.')[0] == 'params':
                for text in (path.encode(), self.ports[name]['dtype'].encode()):
                    found.update(words(len(text)) + text)
                found.update(words(len(shape), *shape))
                found.update(element_bytes(value))
        return found.hexdigest()

    def run(self) -> None:
        lag = 0 if self.jax.default_backend() == 'cpu' else 2
        self.say('start', step=self.step, steps=self.goal - self.step, **{k: self.engine[k] for k in (
            'jax', 'jaxlib', 'platform', 'devices', 'processes', 'mesh', 'shard')})
        began = self.told = time.perf_counter()
        pending = collections.deque()
        offset = self.job.contents['steps']['firstBatch'] - self.first
        self.out.mkdir(parents=True, exist_ok=True)
        with concurrent.futures.ThreadPoolExecutor(1) as pool, (self.out / 'losses.jsonl').open('a') as self.losses:
            following = pool.submit(self.batch, self.step + offset) if self.step < self.goal else None
            while self.step < self.goal:
                size, arrays = following.result()
                following = pool.submit(self.batch, self.step + 1 + offset) if self.step + 1 < self.goal else None
                if size not in self.programs:
                    self.programs[size] = self.compiled(size, arrays)
                made, inputs = self.programs[size]
                given = [self.key if p['role'] == 'key' else np.uint32(self.step) if p['role'] == 'step' else arrays[p['name']]
                         for p in inputs]
                results = made(*self.carried, *given)
                self.carried, self.step = results[:len(self.ports)], self.step + 1
                pending.append((self.step, size, results[len(self.ports):]))
                is_due = self.step == self.goal or self.options.save_every and self.step % self.options.save_every == 0
                while len(pending) > (0 if is_due else lag):
                    self.tell(*pending.popleft())
                if is_due:
                    self.save()
        self.say('end', step=self.step, digest=self.digest(), seconds=round(time.perf_counter() - began, 3))

    def tell(self, step: int, size: int, results: list) -> None:
        self.loss = float(results[0])
        if len(results) > 1 and not bool(results[1]):
            raise Refused(f'step {step}: an index is out of range')
        if not math.isfinite(self.loss) and not self.options.allow_non_finite:
            raise Refused(f'step {step}: the loss is {number_text(self.loss)}')
        now = time.perf_counter()
        line = {'event': 'step', 'step': step, 'loss': self.loss if math.isfinite(self.loss) else number_text(self.loss),
                'examples': size, 'seconds': round(now - self.told, 6)}
        self.told = now
        if self.rank == 0:
            print(json.dumps(line), file=self.losses, flush=True)
            print(json.dumps(line), flush=True)


def number_text(value: float) -> str:
    """NaN, Infinity and -Infinity as JavaScript writes them."""
    return 'NaN' if math.isnan(value) else 'Infinity' if value > 0 else '-Infinity'


def options_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='tenfold_xla', description=__doc__)
    add = parser.add_argument
    add('job', type=pathlib.Path)
    add('--out', type=pathlib.Path)
    add('--mesh')
    add('--shard', action='append', default=[])
    add('--coordinator')
    add('--processes', type=int, default=1)
    add('--rank', type=int, default=0)
    add('--devices', type=int)
    add('--steps', type=int)
    add('--save-every', type=int, default=0)
    add('--sharded', action='store_true')
    add('--resume', action='store_true')
    add('--check', action='store_true')
    add('--join', action='store_true')
    add('--allow-non-finite', action='store_true')
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    if options.devices:
        os.environ['XLA_FLAGS'] = f'{os.environ.get("XLA_FLAGS", "")} --xla_force_host_platform_device_count={options.devices}'
    try:
        job = read_job(options.job, options.check)
        data = Data(job)
        import jax
        if options.processes > 1:
            jax.config.update('jax_cpu_collectives_implementation', 'gloo')
            jax.distributed.initialize(options.coordinator, options.processes, options.rank)
        Training(job, data, options, jax).run()
        return 0
    except Refused as error:
        print(f'tenfold_xla: {error}', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
