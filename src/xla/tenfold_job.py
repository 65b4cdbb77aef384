"""The files of `tenfold_xla.py`: a job, the rows of its data, and checkpoints of Tenfold."""
from __future__ import annotations

import argparse
import fnmatch
import functools
import hashlib
import json
import math
import os
import pathlib
import re
import shutil
from collections.abc import Callable, Iterable

import numpy as np

#: The element types by their names in Tenfold, safetensors and StableHLO.
KINDS = {np.dtype('<f4'): ('f32', 'F32', 'f32'), np.dtype('<f8'): ('f64', 'F64', 'f64'),
         np.dtype('<i4'): ('i32', 'I32', 'i32'), np.dtype('<u4'): ('u32', 'U32', 'ui32'),
         np.dtype('|b1'): ('bool', 'BOOL', 'i1')}
DTYPES = {name: kind for kind, names in KINDS.items() for name in names[:2]}
#: `PATTERN=AXIS[:DIMENSION]`.
RULE = r'(.+)=(\w+)(?::(\d+))?'
#: The exceptions of reading a malformed file.
BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError)
#: Sorted as JavaScript sorts texts, by their UTF-16 code units.
by_units = functools.partial(sorted, key=lambda name: name.encode('utf-16-be', 'surrogatepass'))
#: JSON as JavaScript writes it.
compact = functools.partial(json.dumps, ensure_ascii=False, separators=(',', ':'))


class Refused(Exception):
    """Why a training does not go on, in a sentence."""


def reason(error: Exception) -> str:
    """The message of an error that a file caused."""
    return f'{error.filename}: {error.strerror}' if getattr(error, 'filename', None) else repr(error)


def said_number(value: float) -> float | str:
    """A number, or the text that JavaScript has for one that JSON cannot say."""
    return value if math.isfinite(value) else json.dumps(value)


def element_bytes(elements: object) -> memoryview:
    """Row-major and little-endian, with one NaN."""
    made = np.ascontiguousarray(elements)
    if made.dtype.kind == 'f' and np.isnan(made).any():
        made = np.where(np.isnan(made), made.dtype.type(np.nan), made)
    return made.reshape(-1).view(np.uint8).data


def type_text(tensor: object) -> str:
    """`f32[2, 3]`."""
    return f'{KINDS[np.dtype(tensor.dtype)][0]}{list(tensor.shape)}'


def seal_of(texts: dict[str, str], like: dict):
    """The hash of what a checkpoint says, before the elements in the order of the tensors' names."""
    types = [(name, KINDS[like[name].dtype][0], like[name].shape) for name in by_units(like)]
    return hashlib.sha256(compact([[(name, texts[name]) for name in by_units(texts)], types]).encode())


def read_tensors(file: pathlib.Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The tensors of a safetensors file, memory-mapped, and its texts; a seal in it has to fit."""
    try:
        data = np.memmap(file, np.uint8, 'r')
        start = 8 + int(data[:8].view('<u8')[0])
        header = json.loads(data[8:start].tobytes())
        texts, tensors = header.pop('__metadata__', {}), {}
        for name, entry in header.items():
            begin, end = (start + offset for offset in entry['data_offsets'])
            tensors[name] = data[begin:end].view(DTYPES[entry['dtype']]).reshape(entry['shape'])
    except BROKEN as error:
        raise Refused(f'{file} is no safetensors file that can be read ({reason(error)})') from error
    if 'seal' in texts:
        seal, hashed = texts.pop('seal'), seal_of(texts, tensors)
        for name in by_units(tensors):
            hashed.update(element_bytes(tensors[name]))
        if seal != f'tenfold 1 {hashed.hexdigest()}':
            raise Refused(f'{file} is damaged: its seal does not fit')
    return tensors, texts


def write_tensors(file: pathlib.Path, like: dict, texts: dict[str, str], values: Iterable) -> None:
    """Writes a sealed file, whole or not at all; `values` come one by one in the order of the names."""
    entries, end, beside = {}, 0, file.with_name(f'.{file.name}.{os.getpid()}')
    for name in sorted(by_units(like), key=lambda name: -like[name].dtype.itemsize):
        shape, (_, dtype, _) = like[name].shape, KINDS[like[name].dtype]
        begin, end = end, end + math.prod(shape) * like[name].dtype.itemsize
        entries[name] = {'dtype': dtype, 'shape': shape, 'data_offsets': [begin, end]}

    def head(digits: str) -> bytes:
        told = {**texts, 'seal': f'tenfold 1 {digits}'}
        text = compact({'__metadata__': {name: told[name] for name in by_units(told)}, **entries}).encode()
        return (len(text) + -len(text) % 8).to_bytes(8, 'little') + text + b' ' * (-len(text) % 8)

    hashed, start = seal_of(texts, like), len(head('0' * 64))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open('wb') as out:
            for name, value in zip(by_units(like), values):
                out.seek(start + entries[name]['data_offsets'][0])
                out.write(part := element_bytes(value))
                hashed.update(part)
            out.seek(0)
            out.write(head(hashed.hexdigest()))
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except OSError as error:
        raise Refused(f'{file} cannot be written: {error.strerror}') from error
    finally:
        beside.unlink(missing_ok=True)


class Job:
    """A job's folder: what `job.json` says, its steps, state and data, and its last checkpoint in `out`."""

    def __init__(self, folder: pathlib.Path, out: pathlib.Path, checked: bool) -> None:
        self.folder, self.out = folder, out
        try:
            text = (folder / 'job.json').read_bytes()
            self.contents, self.digest = json.loads(text), hashlib.sha256(text).hexdigest()
            if self.contents['format'] != 'tenfold-xla 1':
                raise Refused(f'job.json has the format {self.contents["format"]}, not tenfold-xla 1')
            self.steps, self.data = self.contents['steps'], self.contents['data']
            self.columns = {column['name']: column for column in self.data['columns']}
            self.state, self.texts = read_tensors(self.file(self.contents['state']))
            if (step := json.loads(self.texts['tree'])['step']) != self.steps['done']:
                raise Refused(f'the state is that after {step} steps, job.json says {self.steps["done"]}')
            self.programs = {one['examples']: self.program(one, checked) for one in self.contents['programs']}
            self.inputs = self.contents['programs'][0]['inputs']
            self.carried = {port['name']: port for port in self.inputs if port['role'] == 'carried'}
        except BROKEN as error:
            raise Refused(f'{folder} has no job that this program reads ({reason(error)})') from error
        self.find_checkpoint()

    def file(self, entry: dict, is_known: bool = False) -> pathlib.Path:
        """A file in the job's folder, which has to have the digest that the job says."""
        file = self.folder / entry['file']
        if not re.fullmatch(r'\w[\w.-]*(/\w[\w.-]*)*', entry['file'], re.ASCII):
            raise Refused(f'job.json says {entry["file"]}, which is not the name of a file in the folder')
        digest = entry['digest'] if is_known else hashlib.sha256(np.memmap(file, np.uint8, 'r')).hexdigest()
        if digest != entry['digest']:
            raise Refused(f'{file} is not the file of the job: SHA-256 {digest}, not {entry["digest"]}')
        return file

    def program(self, program: dict, checked: bool) -> tuple[str, str, list[dict], list[dict]]:
        """A step's file, text, inputs and results, which have to be those of job.json and the state."""
        is_checked = checked and 'checked' in program
        text = self.file(program['checked'] if is_checked else program).read_text()
        if checked and not is_checked and re.search(r'stablehlo\.(gather|scatter)', text):
            raise Refused(f'{program["file"]} was written without the check of its indices')
        results = program['results'] + [{'name': 'inRange', 'dtype': 'bool', 'shape': []}] * is_checked
        signature = re.search(r'@main\((.*)\) -> (.*)', text).groups()
        for ports, part in zip((program['inputs'], results), signature):
            said = ['x'.join([*map(str, port['shape']), KINDS[DTYPES[port['dtype']]][2]]) for port in ports]
            if (found := re.findall(r'tensor<([^>]*)>', part)) != said:
                raise Refused(f'{program["file"]} has {", ".join(found)}; job.json says {", ".join(said)}')
        has = {'step': 'u32[]', **{name: type_text(x) for name, x in self.state.items()}}
        for name, column in self.columns.items():
            has[name] = f'{column["dtype"]}{self.shape(name, program["examples"])}'
        for port in program['inputs']:
            name, takes = port['name'], f'{port["dtype"]}{port["shape"]}'
            if (found := has.get(name, 'nothing of this name')) != takes:
                raise Refused(f'{program["file"]} takes {name} as {takes}, the job has {found}')
        return program['file'], text, program['inputs'], results

    def find_checkpoint(self) -> None:
        """Finds the last checkpoint, whole or in parts, and what it says; the state of the job otherwise."""
        files = [*self.out.glob('checkpoint/*/index.safetensors'), *self.out.glob('checkpoint.safetensors')]
        found = [(file, *read_tensors(file)) for file in files]
        self.checkpoint, self.saved, self.texts = max(
            found, key=lambda one: json.loads(one[2]['tree'])['step'], default=(None, self.state, self.texts))
        self.step = json.loads(self.texts['tree'])['step']
        if self.checkpoint and json.loads(self.texts.get('engine', '{"job":""}'))['job'] != self.digest:
            raise Refused(f'{self.checkpoint} is a checkpoint of another job')

    def tensors(self) -> Callable[[str], np.ndarray]:
        """Gives tensors of the last checkpoint, made whole of their parts, or of the job's state, by name."""
        if self.checkpoint is None or self.checkpoint.parent == self.out:
            return self.saved.__getitem__
        parts = {name: [] for name in self.state}
        for rank in range(json.loads(self.texts['engine'])['processes']):
            for name, part in read_tensors(self.checkpoint.with_name(f'{rank}.safetensors'))[0].items():
                name, _, begin = name.rpartition('@')
                place = tuple(slice(a, a + n) for a, n in zip(json.loads(begin), part.shape))
                parts[name].append((place, part))

        def whole(name: str) -> np.ndarray:
            out = np.array(self.state[name])
            for place, part in parts[name]:
                out[place] = part
            return out

        return whole

    def join(self) -> pathlib.Path:
        """Makes one checkpoint of the parts of the last one."""
        if self.checkpoint is None:
            raise Refused(f'{self.out} has no checkpoint')
        file = self.out / 'checkpoint.safetensors'
        write_tensors(file, self.state, self.texts, map(self.tensors(), by_units(self.state)))
        return file

    def expect(self, sizes: dict[str, int], goal: int, options: argparse.Namespace) -> None:
        """Refuses what cannot go on from the last checkpoint to a step on a mesh of such sizes."""
        data, count = sizes.get('data', 1), goal - self.steps['done']
        for size in sorted(set(self.sizes.tolist())):
            if size not in self.programs:
                raise Refused(f'the job has no step for {size} examples')
            if size % data and not options.uneven:
                raise Refused(f'{self.programs[size][0]} takes {size} examples, which the {data} devices '
                              'of the mesh axis data do not divide: --uneven computes it whole on each')
        if not 0 <= self.steps['firstBatch'] <= len(self.sizes) * self.data['epochs'] - max(count, 1):
            raise Refused(f'{count} steps from batch {self.steps["firstBatch"]} on need other batches')
        if self.checkpoint and not options.resume:
            raise Refused(f'{self.checkpoint} is there: --resume goes on from it, another --out begins anew')
        self.out.mkdir(parents=True, exist_ok=True)
        need = sum(x.nbytes for x in self.state.values())
        if shutil.disk_usage(self.out).free < need:
            raise Refused(f'{self.out} has no room for a checkpoint of {need} bytes')

    def open_losses(self, is_first: bool):
        """The file of the losses, which keeps those up to the checkpoint; for the first process."""
        file = self.out / 'losses.jsonl' if is_first else pathlib.Path(os.devnull)
        lines = file.read_text().splitlines(True) if self.checkpoint and file.exists() else []
        steps = [re.match(r'.*"step": (\d+),.*}\n', line) for line in lines]
        file.write_text(''.join(found[0] for found in steps if found and int(found[1]) <= self.step))
        return file.open('a')

    def open_data(self, rank: int, processes: int) -> None:
        """Maps the data into memory; each process verifies a share of its files."""
        try:
            entries = enumerate([*self.data['shards'], *self.data['orders']])
            files = [read_tensors(self.file(entry, i % processes != rank))[0] for i, entry in entries]
            self.orders = [file['order'] for file in files[len(self.data['shards']):]]
            self.sizes = np.repeat(*np.array([(run['size'], run['count']) for run in self.data['batches']]).T)
        except BROKEN as error:
            raise Refused(f'the data of {self.folder} cannot be read ({reason(error)})') from error
        self.parts = {name: [file[name] for file in files if name in file] for name in self.columns}
        self.starts = {name: np.cumsum([0, *map(len, parts)])[:-1] for name, parts in self.parts.items()}
        self.begins = np.cumsum(self.sizes) - self.sizes
        for name, column in self.columns.items():
            said = f'{column["dtype"]}{column["shape"]}'
            found = {f'{KINDS[part.dtype][0]}{list(part.shape[1:])}' for part in self.parts[name]}
            rows = self.data['rows'] if column['per'] == 'example' else len(self.sizes)
            if found != {said} or sum(map(len, self.parts[name])) != rows:
                raise Refused(f'the data should have {rows} rows of {name}, {said}')

    def shape(self, name: str, examples: int) -> list[int]:
        """The shape that a batch of so many examples has of a column."""
        own = [examples] if self.columns[name]['per'] == 'example' else []
        return [*own, *self.columns[name]['shape']]

    def rows(self, name: str, batch: int, index: tuple[slice, ...]) -> np.ndarray:
        """A part of what a batch has of a column: the rows of its examples, or the row that is its own."""
        (epoch, own), is_own = divmod(batch, len(self.sizes)), self.columns[name]['per'] == 'batch'
        rows = np.array([own]) if is_own else self.begins[own] + np.arange(self.sizes[own])[index[0]]
        rows = self.orders[epoch].view('<u4')[rows] if self.orders and not is_own else rows  # -1 is no row
        shards, parts = np.searchsorted(self.starts[name], rows, 'right') - 1, self.parts[name]
        out = np.empty((len(rows), *parts[0].shape[1:]), parts[0].dtype)
        for shard in np.unique(shards):
            out[shards == shard] = parts[shard][rows[shards == shard] - self.starts[name][shard]]
        return out[0][index] if is_own else out[(slice(None), *index[1:])]


def mesh_sizes(text: str | None, devices: int) -> dict[str, int]:
    """`data=2,model=2` as sizes by axis, which make up all devices; without it, all are along data."""
    text = text or f'data={devices}'
    sizes = {axis: int(size) for axis, size in re.findall(r'(\w+)=(\d+)(?:,|$)', text)}
    said = ','.join(f'{axis}={size}' for axis, size in sizes.items())
    if said != text or math.prod(sizes.values()) != devices:
        raise Refused(f'--mesh {text} is no mesh of {devices} devices, such as data={devices}')
    return sizes


def split(ports: dict[str, dict], rules: list[str], sizes: dict[str, int]) -> dict[str, list[str | None]]:
    """The mesh axis of each dimension of each tensor: by the first pattern that matches, then by fsdp."""
    found: dict[str, list[str | None]] = {}
    for rule in sorted(rules, key='fsdp'.__eq__):
        pattern, axis, dimension = re.fullmatch(RULE, '*=data' if rule == 'fsdp' else rule).groups()
        names, count = fnmatch.filter(ports, pattern), sizes.get(axis)
        if count is None:
            raise Refused(f'--shard {rule}: the mesh has no axis {axis}, only {", ".join(sizes)}')
        if not names:
            raise Refused(f'--shard {rule}: no tensor matches; there are {", ".join(ports)}')
        for name in (name for name in names if name not in found):
            shape = ports[name]['shape']
            fitting = [i for i, size in enumerate(shape) if size % count == 0]
            at = int(dimension or len(shape) - 1)
            if rule == 'fsdp':
                at = max(fitting, key=shape.__getitem__, default=None)
            elif at not in fitting:
                raise Refused(f'--shard {rule}: dimension {at} of {name} {shape} is not divided by {count}')
            found[name] = [axis if i == at else None for i in range(len(shape))]
    return found
