"""Tests of the runner on small jobs: `python -m unittest discover -s spec/interop/xla` in a virtual environment with JAX."""
from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

os.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=4'
ROOT = pathlib.Path(__file__).resolve().parents[3]
RUNNER = ROOT / 'src' / 'xla' / 'tenfold_xla.py'
sys.path[:0] = [str(RUNNER.parent), str(pathlib.Path(__file__).parent)]

import jobs  # noqa: E402
import numpy as np  # noqa: E402
import tenfold_job as files  # noqa: E402
import tenfold_xla as xla  # noqa: E402


class Said(io.StringIO):
    """Standard output that does something when a text is written."""

    def __init__(self, at: str = '', then=None) -> None:
        super().__init__()
        self.at, self.then = at, then

    def write(self, text: str) -> int:
        if self.then and self.at in text:
            then, self.then = self.then, None
            then()
        return super().write(text)


def run(job: pathlib.Path, *options: str, out: io.StringIO | None = None) -> tuple[int, list[dict], str]:
    """The exit code, the events and the sentences of a run in this process, on four devices."""
    said, errors = out or io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        try:
            code = xla.main([str(job), *options])
        except SystemExit as end:
            code = end.code
    return code, [json.loads(line) for line in said.getvalue().splitlines()], errors.getvalue()


def steps_of(events: list[dict]) -> list[dict]:
    return [event for event in events if event['event'] == 'step']


def losses_of(events: list[dict]) -> list[float]:
    return [event['loss'] for event in steps_of(events)]


def last_of(events: list[dict]) -> str:
    return events[-1]['digest']


class Case(unittest.TestCase):
    """A folder for the jobs of a test."""

    def setUp(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.job = self.folder / 'job'

    def write(self, **how) -> dict:
        return jobs.write_job(self.job, **how)

    def close(self, found, wanted, tolerance: float = 1e-5) -> None:
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


class Trains(Case):
    def test_on_every_mesh(self) -> None:
        made = self.write()
        losses, tensors = jobs.trained(made, 9)
        for options in ('', '--shard fsdp', '--mesh data=2,model=2 --shard *weights=model', '--mesh model=4 --shard *weights=model:0',
                        '--mesh data=1,model=4 --shard params.*=model --shard fsdp'):
            with self.subTest(options):
                out = self.folder / f'out{options}'
                code, events, errors = run(self.job, '--out', str(out), *options.split())
                self.assertEqual((code, errors), (0, ''))
                self.assertEqual([event['event'] for event in events],
                                 ['start', 'compiled', 'step', 'step', 'compiled', *['step'] * 7, 'saved', 'end'])
                self.assertEqual((events[0]['step'], events[0]['steps'], events[0]['devices']), (0, 9, 4))
                self.assertEqual([event['step'] for event in steps_of(events)], [*range(1, 10)])
                self.assertEqual([event['examples'] for event in steps_of(events)], [16, 16, 8] * 3)
                self.close(losses_of(events), losses)
                found, texts = files.read_tensors(out / 'checkpoint.safetensors')
                for name, wanted in tensors.items():
                    self.close(found[name], wanted)
                np.testing.assert_array_equal(found['key'], made['state']['key'])
                tree = json.loads(texts['tree'])
                self.assertEqual((tree['step'], tree['loss']), (9, events[-3]['loss']))
                self.assertEqual(json.loads(texts['engine'])['mesh'], events[0]['mesh'])
                self.assertEqual([json.loads(line) for line in (out / 'losses.jsonl').read_text().splitlines()], steps_of(events))

    def test_batches_that_the_mesh_does_not_divide(self) -> None:
        made = self.write(sizes=((16, 2), (5, 1)))
        code, events, _ = run(self.job, '--uneven', '--shard', 'fsdp')
        self.assertEqual((code, [event['examples'] for event in steps_of(events)]), (0, [16, 16, 5] * 3))
        self.close(losses_of(events), jobs.trained(made, 9)[0])

    def test_batches_where_the_job_begins(self) -> None:
        for how in ({'orders': False, 'shards': 1}, {'first': 4, 'done': 10, 'count': 5, 'shards': 7}):
            with self.subTest(how):
                shutil.rmtree(self.job, ignore_errors=True)
                made = self.write(**how)
                code, events, _ = run(self.job)
                losses, _ = jobs.trained(made, how.get('count', 9), how.get('first', 0), how.get('done', 0))
                self.assertEqual((code, events[0]['step'], events[-1]['step']), (0, how.get('done', 0), how.get('done', 0) + len(losses)))
                self.close(losses_of(events), losses)

    def test_goes_on_from_a_checkpoint(self) -> None:
        self.write()
        _, whole, _ = run(self.job, '--out', str(self.folder / 'whole'))
        _, begun, _ = run(self.job, '--steps', '4', '--save-every', '2')
        self.assertEqual([event['step'] for event in begun if event['event'] == 'saved'], [2, 4])
        with (self.job / 'out' / 'losses.jsonl').open('a') as log:
            log.write('{"event": "step", "step": 5, "loss": 1}\n{"event": "st')
        code, refused, sentence = run(self.job)
        self.assertEqual((code, refused), (1, []))
        self.assertIn('--resume goes on from it', sentence)
        code, rest, _ = run(self.job, '--resume')
        self.assertEqual((code, rest[0]['step'], last_of(rest)), (0, 4, last_of(whole)))
        log = [json.loads(line) for line in (self.job / 'out' / 'losses.jsonl').read_text().splitlines()]
        self.assertEqual([(line['step'], line['loss']) for line in log], [(line['step'], line['loss']) for line in steps_of(whole)])
        code, again, _ = run(self.job, '--resume')
        self.assertEqual((code, [event['event'] for event in again], last_of(again)), (0, ['start', 'end'], last_of(whole)))

    def test_checkpoints_in_parts(self) -> None:
        self.write()
        _, whole, _ = run(self.job, '--out', str(self.folder / 'whole'), '--shard', 'fsdp', '--steps', '4', '--keep', '--save-every', '2')
        self.assertEqual([pathlib.Path(e['file']).name for e in whole if e['event'] == 'saved'],
                         ['checkpoint-2.safetensors', 'checkpoint-4.safetensors'])
        self.assertEqual(files.read_tensors(self.folder / 'whole' / 'checkpoint-2.safetensors')[1]['format'], 'tenfold 1')
        options = ('--mesh', 'data=2,model=2', '--shard', 'opt*=model:0', '--shard', 'fsdp', '--sharded', '--steps', '4')
        code, events, _ = run(self.job, *options, '--save-every', '3')
        self.assertEqual((code, [e['file'].split('/')[-2:] for e in events if e['event'] == 'saved']),
                         (0, [['3', 'index.safetensors'], ['4', 'index.safetensors']]))
        self.assertEqual([path.name for path in (self.job / 'out' / 'checkpoint').iterdir()], ['4'])
        self.assertFalse((self.job / 'out' / 'checkpoint.safetensors').exists())
        parts, _ = files.read_tensors(self.job / 'out' / 'checkpoint' / '4' / '0.safetensors')
        self.assertIn('optimizer.mean.0.weights@[4, 0]', parts)
        code, joined, _ = run(self.job, '--join')
        self.assertEqual((code, joined[0]['event'], joined[0]['step']), (0, 'saved', 4))
        file = self.job / 'out' / 'checkpoint.safetensors'
        found, wanted = files.read_tensors(file)[0], files.read_tensors(self.folder / 'whole' / 'checkpoint.safetensors')[0]
        for name, tensor in wanted.items():
            self.close(found[name], tensor)
        file.unlink()
        code, rest, _ = run(self.job, '--resume')
        losses, _ = jobs.trained({**self.write(), 'order': self.write()['order']}, 9)
        self.assertEqual((code, [event['step'] for event in steps_of(rest)]), (0, [5, 6, 7, 8, 9]))
        self.close(losses_of(rest), losses[4:])
        self.assertEqual(xla.Job(self.job, self.job / 'out', False).checkpoint, file)

    def test_what_a_step_is_asked_to_check(self) -> None:
        def spoil(inputs: np.ndarray, labels: np.ndarray) -> None:
            labels[20] = 101
        self.write(orders=False, checked=True, change=spoil)
        code, events, errors = run(self.job, '--check', '--save-every', '1')
        self.assertEqual((code, errors), (1, 'tenfold_xla: step 2: an index is out of range\n'))
        self.assertEqual([event['event'] for event in events], ['start', 'compiled', 'step', 'saved'])
        self.assertEqual(run(self.job, '--resume')[0], 0)

    def test_losses_that_are_no_numbers(self) -> None:
        def spoil(inputs: np.ndarray, labels: np.ndarray) -> None:
            inputs[20] = np.inf
        self.write(orders=False, change=spoil)
        code, events, errors = run(self.job, '--save-every', '1')
        self.assertEqual(code, 1)
        self.assertRegex(errors, r'^tenfold_xla: step 2: the loss is (NaN|Infinity); --allow-non-finite goes on\n$')
        self.assertEqual([event['step'] for event in events if event['event'] == 'saved'], [1])
        code, events, _ = run(self.job, '--resume', '--allow-non-finite')
        self.assertEqual((code, losses_of(events)[-1]), (0, 'NaN'))
        tensors, texts = files.read_tensors(self.job / 'out' / 'checkpoint.safetensors')
        self.assertEqual(json.loads(texts['tree'])['loss'], {'$number': 'NaN'})
        self.assertEqual({hex(bits) for bits in tensors['params.0.biases'].view('<u4')}, {'0x7fc00000'})

    def test_ends_after_a_step(self) -> None:
        self.write()
        for number in (signal.SIGTERM, signal.SIGINT):
            out = Said('"step": 3', lambda: os.kill(os.getpid(), number))
            shutil.rmtree(self.job / 'out', ignore_errors=True)
            code, events, errors = run(self.job, out=out)
            step = events[-1]['step']
            self.assertEqual((code, events[-1]['event'], steps_of(events)[-1]['step']), (130, 'saved', step))
            self.assertIn(step, (3, 4))
            self.assertEqual(errors, f'tenfold_xla: stopped after step {step}; --resume goes on from the last checkpoint\n')


class InFlight(Case):
    """On other platforms than the CPU, losses are read two steps later."""

    def run_ahead(self, *options: str) -> tuple[int, list[dict], str]:
        script = 'import sys, jax, tenfold_xla; jax.default_backend = lambda: "gpu"; sys.exit(tenfold_xla.main(sys.argv[1:]))'
        environment = {**os.environ, 'XLA_FLAGS': '', 'PYTHONPATH': str(RUNNER.parent)}
        made = subprocess.run([sys.executable, '-c', script, self.job, *options], env=environment, capture_output=True, text=True)
        return made.returncode, [json.loads(line) for line in made.stdout.splitlines()], made.stderr

    def test_what_is_said_is_the_same(self) -> None:
        made = self.write()
        code, events, _ = self.run_ahead('--save-every', '4', '--keep')
        self.assertEqual((code, [event['step'] for event in events if event['event'] in ('step', 'saved')]),
                         (0, [1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 9]))
        self.close(losses_of(events), jobs.trained(made, 9)[0])
        found, texts = files.read_tensors(self.job / 'out' / 'checkpoint-4.safetensors')
        for name, wanted in jobs.trained(made, 4)[1].items():
            self.close(found[name], wanted)
        self.assertEqual(json.loads(texts['tree'])['loss'], losses_of(events)[3])

    def test_nothing_is_saved_after_a_loss_that_is_no_number(self) -> None:
        def spoil(inputs: np.ndarray, labels: np.ndarray) -> None:
            inputs[20] = np.inf
        self.write(orders=False, change=spoil)
        code, events, errors = self.run_ahead('--save-every', '3')
        self.assertEqual((code, [event['event'] for event in events]), (1, ['start', 'compiled', 'compiled', 'step']))
        self.assertRegex(errors, '^tenfold_xla: step 2: the loss')


class Refuses(Case):
    def refused(self, sentence: str, *options: str) -> None:
        code, events, errors = run(self.job, *options)
        self.assertEqual((code, [e for e in events if e['event'] != 'start']), (1, []), errors)
        self.assertRegex(errors, f'^tenfold_xla: [^\n]*{sentence}[^\n]*\n$')

    def changed(self, change) -> None:
        """Writes a job of which job.json says something else."""
        contents = self.write()['contents']
        change(contents)
        (self.job / 'job.json').write_text(json.dumps(contents))

    def test_folders(self) -> None:
        self.refused('job.json')
        self.job.mkdir()
        for text, sentence in (('{', 'no job'), ('[]', 'no job'), ('{"format":"tenfold-xla 2"}', 'tenfold-xla 2, not tenfold-xla 1'),
                               ('{"format":"tenfold-xla 1"}', 'no job')):
            with self.subTest(text):
                (self.job / 'job.json').write_text(text)
                self.refused(sentence)

    def test_files_of_another_digest(self) -> None:
        for name in ('step-16.mlir', 'state.safetensors', 'data/00001.safetensors', 'orders/2.safetensors'):
            with self.subTest(name):
                self.write()
                with (self.job / name).open('ab') as file:
                    file.write(b' ')
                self.refused(f'{name} is not the file of the job')
                (self.job / name).unlink()
                self.refused(f'{name}')

    def test_files_outside_of_the_folder(self) -> None:
        for named in ('/{0}', '../{0}', 'data/../../{0}', '', '.'):
            for entry in (lambda contents: contents['state'], lambda contents: contents['programs'][0],
                          lambda contents: contents['data']['shards'][1], lambda contents: contents['data']['orders'][0]):
                with self.subTest(named):
                    contents = self.write()['contents']
                    file = self.folder / 'outside'
                    shutil.copyfile(self.job / entry(contents)['file'], file)
                    entry(contents)['file'] = named.format(str(file)[1:] if named == '/{0}' else file.name)
                    (self.job / 'job.json').write_text(json.dumps(contents))
                    self.refused('not the name of a file in the folder')

    def test_steps_without_the_check_of_their_indices(self) -> None:
        contents = self.write()['contents']
        self.assertEqual(run(self.job, '--check', '--steps', '1')[0], 0)
        shutil.rmtree(self.job / 'out')
        text = jobs.step_text(16) + '// "stablehlo.gather"'
        (self.job / 'step-16.mlir').write_text(text)
        contents['programs'][0]['digest'] = jobs.sha256(text.encode())
        (self.job / 'job.json').write_text(json.dumps(contents))
        self.refused('step-16.mlir was written without the check of its indices', '--check')

    def test_orders_of_other_rows(self) -> None:
        for rows in (40, -1):
            contents = self.write(shards=1)['contents']
            order = jobs.safetensors({'order': np.full(40, rows, np.int32)})
            contents['data']['orders'][0]['digest'] = jobs.sha256(order)
            (self.job / contents['data']['orders'][0]['file']).write_bytes(order)
            (self.job / 'job.json').write_text(json.dumps(contents))
            self.refused('is out of bounds')

    def test_what_does_not_belong_together(self) -> None:
        def port(named: str, **more):
            def change(contents: dict) -> None:
                for program in contents['programs']:
                    for one in [*program['inputs'], *program['results']]:
                        one.update(more if one['name'] == named else {})
            return change

        def column(contents: dict) -> None:
            contents['data']['columns'][1]['dtype'] = 'f32'

        def steps(**more: int):
            return lambda contents: contents['steps'].update(more)

        def columns(contents: dict) -> None:
            contents['data']['columns'] = []

        def size(contents: dict) -> None:
            contents['programs'].pop()
        for change, sentence in ((port('params.0.biases', shape=[5]), r'step-16.mlir has .*4xf32.* says .*5xf32'),
                                 (port('key', name='other'), 'other.*u32.*the job has nothing'),
                                 (column, r'batch.labels as i32.*the job has f32'),
                                 (steps(count=10), '10 steps from batch 0 on need other batches'),
                                 (steps(firstBatch=-2), 'from batch -2 on need other batches'),
                                 (steps(done=5), 'the state is that after 0 steps, job.json says 5'),
                                 (columns, 'takes batch.inputs .* the job has nothing of this name'),
                                 (size, 'no step for 8 examples')):
            with self.subTest(sentence):
                self.changed(change)
                self.refused(sentence)

    def test_meshes_and_rules(self) -> None:
        self.write(sizes=((10, 4),))
        self.refused('step-10.mlir takes 10 examples, which the 4 devices of the mesh axis data do not divide')
        for options, sentence in (('--mesh data=3', 'no mesh of 4 devices'), ('--mesh data', 'no mesh'), ('--mesh data=2,data=2', 'no mesh'),
                                  ('--mesh data=0', 'no mesh'), ('--mesh data=2,model=2 --shard *none=model', 'no tensor matches'),
                                  ('--mesh data=2,model=2 --shard *=other', 'no axis other'), ('--mesh model=4 --shard fsdp', 'no axis data'),
                                  ('--mesh data=1,model=4 --shard *.biases=model:1', 'dimension 1 of params.0.biases .4. is not divided by 4'),
                                  ('--mesh data=1,three=3', 'no mesh')):
            with self.subTest(options):
                self.refused(sentence, *options.split())

    def test_checkpoints(self) -> None:
        self.write()
        run(self.job, '--steps', '1')
        file = self.job / 'out' / 'checkpoint.safetensors'
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        self.refused('its seal does not fit', '--resume')
        file.write_bytes(data[:-1])
        self.refused('no safetensors file that can be read', '--resume')
        file.unlink()
        self.refused('has no checkpoint', '--join')
        run(self.job, '--steps', '1')
        self.write(seed=1)
        self.refused('a checkpoint of another job', '--resume')

    def test_no_room(self) -> None:
        self.write()
        usage, shutil.disk_usage = shutil.disk_usage, lambda _: shutil._ntuple_diskusage(1, 1, 0)
        self.addCleanup(setattr, shutil, 'disk_usage', usage)
        self.refused('no room for a checkpoint of 280 bytes')

    def test_options(self) -> None:
        self.write()
        for options in (['--shard', 'everything'], ['--processes', '2'], ['--steps', 'all'], ['--fast'], ['--steps', '0'], ['--save-every', '-1'],
                        ['--devices', '0'], ['--processes', '0'], ['--coordinator', 'localhost:1'], ['--rank', '1'],
                        ['--coordinator', 'localhost:1', '--processes', '2', '--rank', '2']):
            self.assertEqual(run(self.job, *options)[0], 2)

    def test_without_jax(self) -> None:
        made = subprocess.run([sys.executable, '-S', RUNNER, self.job], capture_output=True, text=True)
        self.assertEqual(made.returncode, 1)
        self.assertRegex(made.stderr, r'^tenfold_xla: JAX is not installed here .*python -m venv .venv.*pip install -r requirements.txt\n$')


class Seals(Case):
    def test_what_tenfold_reads_and_writes_again(self) -> None:
        tensors = {'state.a': np.array([[1.5, np.nan], [-0.0, np.inf]], '<f8'), 'é': np.array(3, '<i4'),
                   '\U00010000': np.array([True, False]), '\uffff': np.array([], '<f4'),
                   'b.0': np.array([1, 2 ** 32 - 1], '<u4'), 'n': np.array([-np.nan, 1], '<f4')}
        tree = {'state': {'a': {'$tensor': 'state.a'}}, 'é': {'$tensor': 'é'}, '\U00010000': {'$elements': '\U00010000'},
                '\uffff': {'$tensor': '\uffff'}, 'b': [{'$tensor': 'b.0'}], 'n': {'$tensor': 'n'}, 'text': '\x07\n/"\\\u2028', 'step': 3}
        texts = {'format': 'tenfold 1', 'tree': files.compact(tree), 'engine': '{"x":1}'}
        file, again = self.folder / 'some.safetensors', self.folder / 'again.safetensors'
        files.write_tensors(file, tensors, texts, (tensors[name] for name in files.by_units(tensors)))
        script = '''import { checkpoint } from 'tenfold'
import * as t from 'io-ts'
const [from, to] = process.argv.slice(1)
const loaded = await checkpoint.load(from, t.unknown)()
if (loaded._tag === 'Left') throw loaded.left
const saved = await checkpoint.save(to, t.unknown, { metadata: { engine: '{"x":1}' } })(loaded.right)()
if (saved._tag === 'Left') throw saved.left'''
        node = subprocess.run(['node', '--input-type=module', '-e', script, file, again], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(node.stderr, '')
        self.assertEqual(again.read_bytes(), file.read_bytes())


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(('127.0.0.1', 0))
        return opened.getsockname()[1]


class Processes(Case):
    def start(self, *options: str) -> list[subprocess.Popen]:
        """Two processes of one device each."""
        where = ['--coordinator', f'127.0.0.1:{free_port()}', '--processes', '2']
        environment = {**os.environ, 'XLA_FLAGS': ''}
        started = [subprocess.Popen([sys.executable, RUNNER, self.job, *where, '--rank', str(rank), *options], env=environment,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for rank in range(2)]
        for one in started:
            self.addCleanup(one.communicate)
            self.addCleanup(one.kill)
        return started

    def ends(self, processes: list[subprocess.Popen], code: int) -> list[list[dict]]:
        ended = [one.communicate(timeout=60) for one in processes]
        self.assertEqual([one.returncode for one in processes], [code] * len(processes), ended)
        return [[json.loads(line) for line in out.splitlines()] for out, _ in ended]

    def test_do_the_same_steps(self) -> None:
        made = self.write()
        options = ('--shard', 'fsdp', '--sharded', '--save-every', '4')
        events, none = self.ends(self.start(*options), 0)
        self.assertEqual((none, events[0]['processes'], events[0]['devices']), ([], 2, 2))
        self.close(losses_of(events), jobs.trained(made, 9)[0])
        file = self.job / 'out' / 'checkpoint' / '9' / 'index.safetensors'
        self.assertEqual(events[-2]['file'], str(file))
        self.assertEqual(run(self.job, '--resume')[1][-1]['digest'], last_of(events))
        self.assertEqual(run(self.job, '--join')[0], 0)
        again, _ = self.ends(self.start('--shard', 'fsdp', '--out', str(self.folder / 'again')), 0)
        self.assertEqual(last_of(again), last_of(events))

    def lost(self, victim: int) -> None:
        self.write(orders=False, epochs=10000, count=30000)
        processes = self.start('--save-every', '2')
        for line in processes[0].stdout:
            if '"saved"' in line:
                break
        processes[victim].kill()
        began, other = time.time(), processes[1 - victim]
        _, errors = other.communicate(timeout=60)
        self.assertLess(time.time() - began, 60)
        self.assertEqual(other.returncode, 1)
        self.assertIn('tenfold_xla: a process of this training was lost; --resume goes on from the last checkpoint', errors)

    def test_end_when_one_is_lost(self) -> None:
        self.lost(1)
        step = xla.Job(self.job, self.job / 'out', False).step
        code, events, _ = run(self.job, '--resume', '--steps', str(step + 2))
        self.assertEqual((code, [event['step'] for event in steps_of(events)]), (0, [step + 1, step + 2]))

    def test_end_when_the_first_is_lost(self) -> None:
        self.lost(0)

    def test_end_when_nobody_listens(self) -> None:
        self.write(orders=False, epochs=10000, count=30000)
        processes = self.start()
        processes[0].stdout.readline()
        for one in processes:
            one.stdout.close()
            one.stderr.close()
        self.assertEqual([one.wait(timeout=60) for one in processes], [1, 1])

    def test_stop_after_the_same_step(self) -> None:
        self.write(orders=False, epochs=10000, count=30000)
        processes = self.start()
        for line in processes[0].stdout:
            if '"step": 5' in line:
                break
        processes[1].send_signal(signal.SIGTERM)
        events, _ = self.ends(processes, 130)
        self.assertEqual((events[-1]['event'], events[-1]['step']), ('saved', events[-2]['step']))


if __name__ == '__main__':
    unittest.main()
