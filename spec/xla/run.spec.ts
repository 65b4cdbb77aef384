/** Jobs that are run by processes, here by ones that only do as told: what is heard of them, and that none is left. */
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { observe, receipt, type run as runs, type TenfoldError } from '../../src/index.js'
import { run, type RunOptions } from '../../src/xla/run.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { root } from '../examples/program.js'
import { began, ended, fakeRoom, learn, stateAfter, type Deed, type FakeRoom } from './fakeRunner.js'

let room: FakeRoom
beforeAll(() => { room = fakeRoom() })
afterAll(() => room.remove())

type St = ReturnType<typeof stateAfter>
type Options<R> = RunOptions<St, R>
const ran = <R = undefined>(folder: string, options: Options<R> = {}) => run<St, R>(folder, learn.codec, { python: room.python, ...options })()

const two: readonly Deed[] = [began(2), { step: 1 }, { step: 2 }, { save: 2 }, ended(2)]
const lasting: readonly Deed[] = [began(4), { step: 1 }, { step: 2 }, { wait: 60_000 }]
/** An error's sentence, without the place of the call. */
const sentenceOf = ({ message, at = '' }: TenfoldError): string => message.replace(` (at ${at})`, '')
const digestOf = ({ params }: Pick<St, 'params'>): string => receipt.digest(params)

describe('a run', () => {
  it('gives the last state, and its events on the way', async () => {
    const events: runs.RunEvent[] = []
    const folder = await room.job(two)
    const { state, losses, engine, receipt: made, ...others } = right(await ran(folder, { record: (event) => events.push(event) }))
    expect([others, losses]).toEqual([{ seen: undefined }, [{ step: 1, loss: 1 }, { step: 2, loss: 0.5 }]])
    expect([made.engine, made.steps, made.final, engine.platform]).toEqual([engine, 2, digestOf(state), 'cpu'])
    expect([state.step, digestOf(state)]).toEqual([2, digestOf(stateAfter(2))])
    expect(events).toEqual([
      { event: 'start', step: 0, steps: 2, settings: {
        engine: 'xla', jax: '0.10.2', jaxlib: '0.10.2', platform: 'cpu', devices: 2, processes: 1, mesh: { data: 2 }, shard: [] } },
      { event: 'step', step: 1, loss: 1, examples: 2, seconds: 0.5 }, { event: 'step', step: 2, loss: 0.5, examples: 2, seconds: 1 },
      { event: 'end', step: 2, seconds: 1 },
    ])
    expect(room.argsOf(folder)).toEqual(['--out', join(folder, 'out')])
    expectTypeOf(state).toEqualTypeOf<St>()
  })

  const given: readonly (readonly [Options<undefined>, readonly string[]])[] = [
    [{ mesh: { data: 2, model: 4 } }, ['--mesh', 'data=2,model=4']],
    [{ shard: ['*.weights=model', 'fsdp'] }, ['--shard', '*.weights=model', '--shard', 'fsdp']],
    [{ devices: 4, steps: 9, saveEvery: 3, check: true, nonFinite: 'allow', uneven: 'replicate' },
      ['--devices', '4', '--steps', '9', '--save-every', '3', '--check', '--allow-non-finite', '--uneven']],
  ]
  it.each(given)('%j is told to the runner', async (options, args) => {
    const folder = await room.job(two)
    right(await ran(folder, options))
    expect(room.argsOf(folder).slice(2)).toEqual(args)
  })

  it('has a process for each rank, with one coordinator', async () => {
    const folder = await room.job(two, [], [])
    right(await ran(folder, { processes: 3, out: `${folder}/elsewhere` }))
    const all = [0, 1, 2].map((rank) => room.argsOf(folder, rank))
    const [, out, , coordinator] = all[0] as readonly string[]
    expect([out, coordinator]).toEqual([join(folder, 'elsewhere'), expect.stringMatching(/^127\.0\.0\.1:\d+$/)])
    expect(all).toEqual([0, 1, 2].map((rank) => ['--out', out, '--coordinator', coordinator, '--processes', '3', '--rank', String(rank)]))
  })

  it('goes on from the last checkpoint', async () => {
    const folder = await room.job(two)
    right(await ran(folder))
    expect(right(await ran(folder, { resume: true })).state.step).toBe(2)
    expect(room.argsOf(folder)).toContain('--resume')
  })
})

describe('what it hears', () => {
  it('comes in pieces, and late', async () => {
    const [start, ...others] = two
    const text = (start as { readonly out: string }).out
    const pieces = [...text.matchAll(/.{1,40}\n?/g)].map(([out]): Deed => ({ out, wait: 2 }))
    const events: runs.RunEvent[] = []
    right(await ran(await room.job([...pieces, ...others]), { record: (event) => events.push(event) }))
    expect(events.map(({ event }) => event)).toEqual(['start', 'step', 'step', 'end'])
  })

  it('may be what a library says on standard output, which is no event', async () => {
    const said: string[] = []
    const folder = await room.job([{ out: '[Gloo] Rank 0 is connected to 1 peer ranks.\n\n' }, ...two], [{ out: 'and I\n' }])
    right(await ran(folder, { processes: 2, log: (line) => said.push(line) }))
    expect(said.sort()).toEqual(['[Gloo] Rank 0 is connected to 1 peer ranks.', 'and I'])
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['{"event":"step","step":1}\n', 'step,loss'],
    ['{"event":"stop","step":1}\n', 'one of start, compiled, step, saved, end expected, received "stop"'],
    ['{"event":"step","step":-1,"loss":1,"examples":2,"seconds":0}\n', 'a whole number of at least 0 expected, received -1'],
    ['{"event":"end","step":2,"digest":"0","seconds":1,"more":1}\n', 'no such field is known'],
    ['{"event":"step","ste\n', 'JSON expected'],
    [`{${'x'.repeat(3_000_000)}`, 'JSON expected'],
  ]
  it.each(wrong)('is refused where it is none of the runner\'s: %.60s', async (out, sentence) => {
    const folder = await room.job([began(2), { out }, { wait: 60_000 }])
    const error = left(await ran(folder))
    expect([error.operation, error.argument]).toEqual(['xla.run', folder])
    expect(error.message).toContain(`${folder}: the runner wrote ${JSON.stringify(out.trim()).slice(0, 60).replace(/"$/, '')}`)
    if (sentence.includes(' ')) expect(error.message).toContain(sentence)
    expect(room.left(folder)).toEqual([])
  })

  it('may be standard error without end, of which the last lines are told', async () => {
    const said: number[] = []
    const folder = await room.job([{ err: 'x'.repeat(1000), times: 5000 }, { err: '\nWARNING: slow\n', times: 1000 }, ...two])
    right(await ran(folder, { log: (line) => said.push(line.length) }))
    expect(said.filter((length) => length === 13)).toHaveLength(1000)
    expect(Math.max(...said)).toBeLessThan(2_000_000)
  })
})

describe('a runner that ends otherwise', () => {
  const ends: readonly (readonly [string, readonly Deed[], string])[] = [
    ['its sentence', [began(2), { err: 'tenfold_xla: step 1: the loss is NaN\n' }, { err: 'bye\n' }, { exit: 1 }], 'step 1: the loss is NaN'],
    ['that of its options', [{ err: 'usage: tenfold_xla.py [-h] JOB\ntenfold_xla.py: error: unrecognized arguments: --x\n' }, { exit: 2 }], 'unrecognized arguments: --x'],
    ['its last line', [{ err: 'Traceback\nValueError: no\n' }, { exit: 3 }], 'the runner ended with code 3, and said last: ValueError: no'],
    ['no words', [{ exit: 4 }], 'the runner ended with code 4, and said nothing'],
    ['a signal', [began(2), { kill: 'SIGKILL' }], 'the runner was ended by SIGKILL'],
    ['an early end', [began(2), { step: 1 }, { save: 1 }], 'the runner ended without its last line'],
  ]
  it.each(ends)('%s', async (_, deeds, sentence) => {
    const folder = await room.job(deeds)
    expect(sentenceOf(left(await ran(folder)))).toBe(`xla.run: ${folder}: ${sentence}`)
  })

  it('ends the others, which may say so themselves', async () => {
    const folder = await room.job([...lasting.slice(0, -1), { deaf: true }, { wait: 60_000 }], [{ wait: 50 }, { kill: 'SIGKILL' }])
    expect(sentenceOf(left(await ran(folder, { processes: 2, killAfter: 0.1 })))).toBe(`xla.run: ${folder}: process 1 of 2 was ended by SIGKILL`)
    expect(room.left(folder)).toEqual([])
  })

  it('has been interrupted from outside', async () => {
    const { state, stopped } = right(await ran(await room.job([...two.slice(0, -1), { kill: 'SIGINT' }, { wait: 60_000 }])))
    expect([state.step, stopped]).toEqual([2, 'interrupted'])
  })

  it('leaves nothing that it has started', async () => {
    const folder = await room.job([{ child: true }, ...two, { exit: 0 }])
    right(await ran(folder))
    await expect.poll(() => room.left(folder)).toEqual([])
  })

  it('is an observer that throws', async () => {
    const folder = await room.job(lasting)
    const observer = observe.progress<St>(() => { throw new RangeError('mine') })
    await expect(ran(folder, { observer })).rejects.toThrow('mine')
    expect(room.left(folder)).toEqual([])
  })
})

describe('a signal', () => {
  const afterStep = (step: number, stop: () => void) => (event: runs.RunEvent): void => { if (event.event === 'step' && event.step === step) stop() }

  it('lets the runner write a checkpoint', async () => {
    const stop = new AbortController()
    const folder = await room.job(lasting)
    const events: runs.RunEvent[] = []
    const interrupt = afterStep(2, () => stop.abort('enough'))
    const { state, stopped } = right(await ran(folder, { signal: stop.signal, record: (event) => { events.push(event); interrupt(event) } }))
    expect([state.step, stopped, events.at(-1)]).toEqual([2, 'enough', { event: 'end', step: 2, stopped: 'enough', seconds: 1 }])
    expect(room.left(folder)).toEqual([])
  })

  it('in the last step changes nothing', async () => {
    const stop = new AbortController()
    const folder = await room.job([began(2), { step: 1 }, { deaf: true }, { step: 2 }, { wait: 200 }, { save: 2 }, ended(2)])
    const made = right(await ran(folder, { signal: stop.signal, record: afterStep(2, () => stop.abort()) }))
    expect([made.state.step, made.stopped]).toEqual([2, undefined])
  })

  it('ends by force who does not listen', async () => {
    const stop = new AbortController()
    const folder = await room.job([began(4), { deaf: true }, { step: 1 }, { save: 1 }, { step: 2 }, { wait: 60_000 }], [{ deaf: true }, { wait: 60_000 }])
    const { state, stopped } = right(await ran(folder, { processes: 2, killAfter: 0.05, signal: stop.signal, record: afterStep(2, () => stop.abort()) }))
    expect([state.step, stopped]).toEqual([1, 'aborted'])
    expect(room.left(folder)).toEqual([])
  })

  it('before the first checkpoint is a Left', async () => {
    const folder = await room.job(two)
    expect(sentenceOf(left(await ran(folder, { signal: AbortSignal.abort() }))))
      .toBe(`xla.run: ${folder}: expected a run with a checkpoint, received one that was stopped before the first: aborted`)
    expect(existsSync(join(folder, 'pid-0'))).toBe(false)
  })
})

describe('an observer', () => {
  const four: readonly Deed[] = [began(4), ...[1, 2, 3, 4].flatMap((step): Deed[] => (step % 2 === 0 ? [{ step }, { save: step }] : [{ step }])), ended(4)]

  it('sees the steps, and the states of checkpoints', async () => {
    const folder = await room.job(four)
    const observer = observe.all({
      losses: observe.history<St>(),
      digests: observe.validation({ every: 2, evaluate: digestOf }),
    })
    const { state, seen } = right(await ran(folder, { saveEvery: 2, observer }))
    expect([state.step, seen.losses.map(({ step }) => step)]).toEqual([4, [1, 2, 3, 4]])
    expect(seen.digests).toEqual([2, 4].map((step) => ({ step, values: digestOf(stateAfter(step)) })))
    expect(room.argsOf(folder)).toContain('--keep')
    expect([2, 4].map((step) => existsSync(join(folder, `out/checkpoint-${step}.safetensors`)))).toEqual([false, false])
  })

  it('that reads other states gets an error', async () => {
    const error = left(await ran(await room.job(four), { saveEvery: 2, observer: observe.validation({ every: 1, evaluate: digestOf }) }))
    expect(error.message).toContain('observer should read states only at checkpoints (saveEvery), but reads the state of step 1')
  })

  it('stops the run with the state that it saw', async () => {
    const folder = await room.job([...four.slice(0, -1), { wait: 60_000 }])
    const seen: number[] = []
    const observer: observe.Observer<St, number> = {
      start: () => 0, looks: (step) => step % 2 === 0,
      see: (_, { step }) => { seen.push(step); return step === 2 ? { value: step, stop: 'good' } : { value: step } },
    }
    const made = right(await ran(folder, { saveEvery: 2, observer }))
    expect([made.state.step, digestOf(made.state), made.stopped, made.seen, seen]).toEqual([2, digestOf(stateAfter(2)), 'good', 2, [1, 2]])
    expect(room.left(folder)).toEqual([])
  })
})

describe('a program that ends while a job runs', () => {
  const ends: readonly { readonly title: string; readonly end: string; readonly signal?: NodeJS.Signals; readonly code: number | string }[] = [
    { title: 'with an error', end: "setTimeout(() => { throw new Error('mine') })", code: 1 },
    { title: 'with a code', end: 'process.exit(3)', code: 3 },
    { title: 'by SIGTERM', end: '', signal: 'SIGTERM', code: 'SIGTERM' },
    { title: 'by SIGINT', end: '', signal: 'SIGINT', code: 'SIGINT' },
    { title: 'by a listener of its own', end: "process.on('SIGTERM', () => process.exit(5))", signal: 'SIGTERM', code: 5 },
  ]
  it.each(ends)('$title leaves no process', async ({ end, signal, code }) => {
    const folder = await room.job([began(4), { deaf: true }, { until: 1 }, { step: 1 }, { wait: 60_000 }], [{ deaf: true }, { wait: 60_000 }])
    const file = join(folder, 'program.mjs')
    const from = (name: string): string => JSON.stringify(pathToFileURL(join(root, 'dist/src', name)).href)
    writeFileSync(file, `
      import { loss, network as n, optimizer, pipe, trainer } from ${from('index.js')}
      import { run } from ${from('xla/index.js')}
      const { codec } = trainer(pipe(n.input([1]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
      const record = ({ event }) => { if (event === 'step') { ${end}; console.log('step') } }
      await run(${JSON.stringify(folder)}, codec, { python: ${JSON.stringify(room.python)}, processes: 2, record })()`)
    const program = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'ignore'] })
    if (signal !== undefined) program.stdout.on('data', (text) => { if (String(text).includes('step')) program.kill(signal) })
    expect(await new Promise((done) => { program.on('exit', (given, by) => done(given ?? by)) })).toBe(code)
    await expect.poll(() => room.left(folder)).toEqual([])
    expect(existsSync(join(folder, 'pid-1'))).toBe(true)
  })
})

describe('Python', () => {
  it.each([['no/python', 'no such program'], ['/bin/false', 'spawn'], [process.execPath, 'one without JAX']])('%s is none with JAX', async (python, received) => {
    const { message } = left(await run('job', learn.codec, { python })())
    expect(message.startsWith(`xla.run: ${python}: expected a Python with JAX, received `)).toBe(true)
    expect(message).toContain('python3 -m venv .venv && .venv/bin/python -m pip install jax==0.10.2')
    void received
  })
})

describe('wrong arguments', () => {
  const wrong: readonly (readonly [unknown, unknown, unknown, string])[] = [
    [3, learn.codec, {}, 'folder should be a string, but is 3'],
    ['job', learn, {}, 'codec should be a codec, as that of a trainer, but is '],
    ['job', learn.codec, { proceses: 2 }, 'unknown option "proceses"; did you mean "processes"?'],
    ['job', learn.codec, { processes: 0 }, 'processes should be a whole number of at least 1, but is 0'],
    ['job', learn.codec, { mesh: {} }, 'mesh should be a record of axes with their sizes, such as { data: 4 }, but is {}'],
    ['job', learn.codec, { mesh: { data: 1.5 } }, 'mesh should be a record of axes with their sizes, such as { data: 4 }, but is {"data":1.5}'],
    ['job', learn.codec, { shard: ['fdsp'] }, 'shard should be a list of fsdp, or patterns with an axis such as "*.weights=model", but is ["fdsp"]'],
    ['job', learn.codec, { killAfter: -1 }, 'killAfter should be a number of seconds of at least 0, but is -1'],
    ['job', learn.codec, { signal: {} }, 'signal should be an AbortSignal, but is {}'],
  ]
  it.each(wrong)('%j, %j', (folder, codec, options, sentence) => {
    expect(complaint(() => run(folder as string, codec as never, options as never)).message).toContain(`xla.run: ${sentence}`)
  })
})
