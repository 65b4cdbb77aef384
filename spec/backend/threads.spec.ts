/** Several threads give the same bits as one, and their failures are the caller's. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { constantOf } from '../../src/program/constant.js'
import { pure, wasmThreads, type Executable } from '../../src/backend/index.js'
import { barrier } from '../../src/backend/wasm/scheduling/barrier.js'
import { bodyOf, define, encode } from '../../src/backend/wasm/assembler/module.js'
import { control, i32, memory, sequence } from '../../src/backend/wasm/assembler/code.js'
import { WebAssembly } from '../../src/backend/wasm/assembler/webAssembly.js'
import { poolOf } from '../../src/backend/wasm/threads/pool.js'
import { begin, type Begin, type Thread } from '../../src/backend/wasm/threads/thread.js'
import { threadsOn } from '../../src/backend/wasm/threads/threads.js'
import type { Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import type { Program } from '../../src/program/program.js'
import { add, mul, neg } from '../../src/program/scalar.js'
import { build, type } from '../program/build.js'
import { copy, holds, numRuns, someCase, someGuarded, someLoop } from './arbitrary.js'
import { expectSame } from './each.js'
import { root } from '../examples/program.js'

const relaxed = false
const square = { kind: 'map', expression: expression(['f32'], (x) => mul(x!, x!)) } as const
const plus = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x!, y!)) } as const

/** a·a + b, and -a lying the other way round. */
const large = (rows: number, columns: number): Program => build([type([rows, columns]), type([rows, columns])], ({ emit }) => [
  emit(plus, emit(square, 0), 1),
  emit({ kind: 'map', expression: expression(['f32'], (x) => neg(x!)) }, emit({ kind: 'permute', order: [1, 0] }, 0)),
])
const numbers = (n: number, seed: number): Elements => Float32Array.from({ length: n }, (_, i) => Math.imul(i + seed, 0x9e3779b1) / 1e6)

const crews = await Promise.all([1, 2, 4].map((threads) => threadsOn({ threads, relaxed, worthSharing: 0, worthListing: -Infinity })))
afterAll(async () => { for (const { close } of crews) await close() })

describe.each([1, 2, 4])('%i threads', { timeout: numRuns > 1000 ? 3_600_000 : 60_000 }, (threads) => {
  const { compile, loop } = crews[[1, 2, 4].indexOf(threads)]!

  test.each([[1, 1], [1000, 100], [4099, 7], [1, 65537], [3, 33333]])('maps and copies of %i × %i: the same bits', (m, n) => {
    const program = large(m, n)
    const run = compile(program)
    for (let i = 0; i < 5; i++) {
      const inputs = [numbers(m * n, i), numbers(m * n, i + 7)]
      expectSame(run(inputs), pure.compile(program)(inputs))
    }
  })

  test('loops carry on from step to step, each for itself', () => {
    const n = 50_000
    const program = build([type([n]), type([n])], ({ emit }) => { const sum = emit(plus, 0, 1); return [sum, emit(square, sum)] })
    const [start, expected] = [loop(program, 1), pure.loop(program, 1)]
    const pairs = [1, 2].map((seed) => [start([numbers(n, seed)]), expected([numbers(n, seed)])] as const)
    for (let i = 0; i < 5; i++) for (const [mine, theirs] of pairs) expectSame(mine.step([numbers(n, i)]), theirs.step([numbers(n, i)]))
    for (const [mine, theirs] of pairs) expectSame(mine.carried(), theirs.carried())
  })

  test('loops that join carry the same values', () => {
    // Enough work to be shared, and too little.
    const programs = [50_000, 3, 90_000].map((rows) => build([type([3]), type([rows, 3])], ({ emit }) => {
      const own = emit(constantOf(type([rows, 3]), numbers(3 * rows, rows)))
      return [emit(plus, 0, emit({ kind: 'reduce', by: 'sum', axes: [0] }, emit(plus, 1, own)))]
    }))
    const [first, ...others] = programs.map((program) => loop(program, 1))
    const initial = [numbers(3, 1)]
    const begun = first!(initial)
    const mine = [begun, ...others.map((start) => start(begun))]
    const theirs = programs.map((program) => pure.loop(program, 1))
    let expected: readonly Elements[] = initial
    for (let i = 0; i < 9; i++) {
      const inputs = [numbers(3 * [50_000, 3, 90_000][i % 3]!, i)]
      mine[i % 3]!.step(inputs)
      const apart = theirs[i % 3]!(expected)
      apart.step(inputs)
      expected = apart.carried()
      expectSame(begun.carried(), expected)
    }
  })

  test('many programs in turn, more than the other threads keep', () => {
    const runs = Array.from({ length: 270 }, (_, i) => compile(large(1, 600 + i)))
    const again = [...runs.keys(), 0, 200, 13, 269, 1]
    for (const i of again) expect(runs[i]!([numbers(600 + i, 1), numbers(600 + i, 2)])[0]!.length).toBe(600 + i)
    const inputs = [numbers(613, 3), numbers(613, 4)]
    expectSame(runs[13]!(inputs), pure.compile(large(1, 613))(inputs))
  })

  test('runs of a loop that ends early, one right after the other', () => {
    const n = 2000
    const body = build([type([], 'bool'), type([n]), type([], 'bool')], ({ emit }) => [2, emit(square, 1)])
    const run = compile(build([type([], 'bool'), type([n]), type([6], 'bool')], ({ emit }) => {
      const first = emit({ kind: 'scan', body, constants: 0, carried: 2, steps: 6, reverse: false, guarded: true }, 0, 1, 2)
      return [first + 1]
    }))
    const ones = new Float32Array(n).fill(2)
    for (let i = 0; i < 1000; i++) {
      const steps = i % 3
      const [result] = run([Uint8Array.of(steps > 0 ? 1 : 0), ones, Uint8Array.from({ length: 6 }, (_, j) => (j + 1 < steps ? 1 : 0))])
      expect(result![n - 1]).toBe(2 ** (2 ** steps))
    }
  })

  test.each([
    ['random programs', someCase], ['programs with loops that end early', someGuarded],
  ])('%s: the same bits', (_, cases) => holds(cases, ({ program, runs }) => {
    const [mine, theirs] = [compile(program), pure.compile(program)]
    for (const inputs of runs) expectSame(mine(copy(inputs)), theirs(copy(inputs)))
  }))

  test('random loops: the same bits', () => holds(someLoop, ({ program, runs, carried }) => {
    const [mine, theirs] = [loop, pure.loop].map((of) => of(program, carried)(copy(runs[0]!.slice(0, carried))))
    for (const inputs of runs) expectSame(copy(mine!.step(inputs.slice(carried))), copy(theirs!.step(inputs.slice(carried))))
    expectSame(mine!.carried(), theirs!.carried())
  }))
})

describe('failures', { timeout: 30_000 }, () => {
  test('an index out of range is the error that it is on one thread, and the next run is well', async () => {
    const { compile, close } = await threadsOn({ threads: 3, relaxed, worthSharing: 0 })
    const [n, rows] = [5000, 8]
    const program = build([type([rows, 3]), type([n], 'i32')], ({ emit }) => [emit(square, emit({ kind: 'gather' }, 0, 1))])
    const run = compile(program)
    const given = (bad: readonly number[]): readonly Elements[] =>
      [numbers(3 * rows, 1), Int32Array.from({ length: n }, (_, i) => (bad.includes(i) ? rows + i : i % rows))]
    for (const bad of [[3], [4999], [], [10, 2600, 4900], []]) {
      if (bad.length === 0) expectSame(run(given(bad)), pure.compile(program)(given(bad)))
      else expect(() => run(given(bad))).toThrow(`gather: indices[${bad[0]}] should be an index from 0 to 7, but is ${8 + bad[0]!}`)
    }
    await close()
  })

  /** A thread whose number the byte at 300 holds, plus one, fails; the others go through two barriers and leave a mark. */
  const fragile = (threads: number) => {
    const [zero, at] = [i32.const(0), 300]
    const run = define(1, (_, [thread]) => sequence(
      control.if(i32.eq(memory.loadU8(zero, at), i32.add(thread!.get, i32.const(1))), control.trap),
      control.call(1, thread!.get),
      memory.storeI8(i32.add(thread!.get, i32.const(at + 1)), i32.const(7)),
      control.call(1, thread!.get),
    ))
    const bodies = [barrier(threads, 1024, true), run].map((f, i) => ({ name: `${i}`, parameters: f.parameters, body: bodyOf(f) }))
    const made = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const bytes = new Uint8Array(made.buffer)
    return {
      module: new WebAssembly.Module(encode(bodies, { pages: 1, shared: true, waits: true })),
      memory: made,
      fails: (thread: number) => { bytes[at] = thread + 1 },
      marks: () => [...bytes.subarray(at + 1, at + 1 + threads)],
    }
  }

  test.each([2, 4])('a trap in any of %i threads is thrown, and the pool works on', async (threads) => {
    const { launch, close } = await poolOf(threads, true, begin)
    const [one, other] = [fragile(threads), fragile(threads)]
    const run = launch(one.module, one.memory, threads)
    const next = launch(other.module, other.memory, threads)
    for (const thread of [0, threads - 1, 1, 0]) {
      one.fails(thread)
      expect(run).toThrow(thread === 0 ? /^unreachable$/ : /^wasmThreads: a thread failed: RuntimeError: unreachable/)
      next()
      one.fails(-1)
      run()
      expect(one.marks()).toEqual(Array.from({ length: threads }, () => 7))
    }
    expect(other.marks()).toEqual(one.marks())
    await close()
  })

  const watched = (): { readonly begun: Thread[]; readonly start: Begin } => {
    const begun: Thread[] = []
    return { begun, start: (source, listener) => { const thread = begin(source, listener); begun.push(thread); return thread } }
  }
  const inputs = [numbers(9000, 1), numbers(9000, 2)]

  test('a thread that ended is an error, not a wait', async () => {
    const { begun, start } = watched()
    const { compile, close } = await threadsOn({ threads: 3, relaxed, worthSharing: 0 }, start)
    const run = compile(large(90, 100))
    run(inputs)
    await begun[1]!.end()
    expect(() => run(inputs)).toThrow(/^wasmThreads: a thread has ended: it ended with code 1/)
    await close()
  })

  const isSoon = (run: () => unknown, message: string): void => {
    const began = performance.now()
    expect(run).toThrow(message)
    expect(performance.now() - began).toBeLessThan(2000)
  }

  describe.each([true, false])('a caller who sleeps: %s', (sleeps) => {
    // Long before means that nobody has asked for the thread while it was there.
    test.each([
      [0, 'just before a run', 0], [1, 'just before a run', 0], [0, 'long before the first run', 300],
    ])('thread %i that ends %s is an error within 2 s, and so is all that follows', async (which, _, before) => {
      const { begun, start } = watched()
      const { compile, close } = await threadsOn({ threads: 3, relaxed, worthSharing: 0, sleeps }, start)
      const [run, small] = [compile(large(90, 100)), compile(large(1, 1))]
      if (before === 0) run(inputs)
      const ended = begun[which]!.end()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, before)
      isSoon(() => run(inputs), 'wasmThreads: a thread has ended in the middle of a run')
      isSoon(() => run(inputs), 'wasmThreads: a thread has ended in the middle of a run')
      expect(() => small([numbers(1, 1), numbers(1, 2)])).toThrow('wasmThreads: a thread has ended')
      await ended
      await close()
    })

    test('so is one that nobody knows anything of', async () => {
      const { begun, start } = watched()
      const silent: Begin = (source, listener) => { const { isGone: _, ...thread } = start(source, listener); return thread }
      const { compile, close } = await threadsOn({ threads: 3, relaxed, worthSharing: 0, sleeps }, silent, sleeps ? 100 : 8000)
      const run = compile(large(90, 100))
      run(inputs)
      const ended = begun[1]!.end()
      expect(() => run(inputs)).toThrow('wasmThreads: a thread does not answer')
      expect(() => run(inputs)).toThrow('wasmThreads: a thread does not answer')
      await ended
      await close()
    })
  })

  test('a thread that cannot start is an error', async () => {
    const broken: Begin = (_, listener) => begin('throw new Error("no luck")', listener)
    await expect(threadsOn({ threads: 2, relaxed }, broken)).rejects.toThrow('wasmThreads: a thread could not be started: no luck')
    const none: Begin = () => { throw new Error('not allowed here') }
    await expect(threadsOn({ threads: 2, relaxed }, none)).rejects.toThrow('wasmThreads: a thread could not be started: not allowed here')
  })

  test.each([0, -1, 1.5, NaN, 257, Infinity])('%s threads', async (threads) => {
    await expect(wasmThreads({ threads })).rejects.toThrow(/^wasmThreads: threads should be a whole number from 1 to 256, but is /)
  })

  test('without shared memory: the error says what a page needs, and one thread runs', async () => {
    const held = globalThis.SharedArrayBuffer
    const scope = globalThis as { SharedArrayBuffer?: unknown }
    try {
      delete scope.SharedArrayBuffer
      await expect(wasmThreads({ threads: 2 })).rejects.toThrow(/Cross-Origin-Opener-Policy: same-origin/)
      const { compile, close } = await wasmThreads({ threads: 1 })
      expectSame(compile(large(90, 100))(inputs), pure.compile(large(90, 100))(inputs))
      await close()
    } finally {
      scope.SharedArrayBuffer = held
    }
  })
})

test('small work wakes nobody: not by kernel, not by program', async () => {
  const posted: unknown[] = []
  const watch: Begin = (source, listener) => {
    const thread = begin(source, listener)
    return { ...thread, post: (message) => { posted.push(message); thread.post(message) } }
  }
  const { compile, close } = await threadsOn({ threads: 2, relaxed }, watch)
  const run = (n: number): void => { compile(large(1, n))([numbers(n, 1), numbers(n, 2)]) }
  const began = posted.length
  run(1000)
  run(100_000)
  expect(posted.length).toBe(began)
  run(1_000_000)
  expect(posted.length).toBe(began + 1)
  await close()
})

describe('the end', () => {
  test('what nobody can run any more is given up by all threads', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    const posted: unknown[] = []
    const watch: Begin = (source, listener) => {
      const thread = begin(source, listener)
      return { ...thread, post: (message) => { posted.push(message); thread.post(message) } }
    }
    const { compile, close } = await threadsOn({ threads: 2, relaxed, worthSharing: 0 }, watch)
    const use = (run: Executable): void => { run([numbers(9000, 1), numbers(9000, 2)]) }
    const kept = compile(large(90, 100))
    use(kept)
    use(compile(large(90, 100)))
    const forgotten = (): readonly unknown[] => posted.filter((message) => Object.keys(message as object).join() === 'id')
    for (let tries = 0; tries < 50 && forgotten().length === 0; tries++) {
      collect()
      await setTimeout(10)
    }
    expect(forgotten()).toEqual([{ id: 2 }])
    use(kept)
    expect(posted.length).toBe(4)
    await close()
  })

  test.each([1, 3])('%i threads closed twice, used after', async (threads) => {
    const { compile, close } = await threadsOn({ threads, relaxed, worthSharing: 0 })
    const [shared, small] = [compile(large(1000, 10)), compile(large(1, 1))]
    shared([numbers(10000, 1), numbers(10000, 2)])
    await Promise.all([close(), close()])
    await close()
    expect(() => shared([numbers(10000, 1), numbers(10000, 2)])).toThrow('wasmThreads: the backend is closed')
    expect(() => small([numbers(1, 1), numbers(1, 2)])).toThrow('wasmThreads: the backend is closed')
    expect(() => compile(large(2, 2))([numbers(4, 1), numbers(4, 2)])).toThrow('wasmThreads: the backend is closed')
  })

  test.each(['', 'await four.close()'])('a process ends by itself: %s', (end) => {
    const url = pathToFileURL(join(root, 'dist/src/index.js')).href
    const script = `
      import { backend } from '${url}'
      const four = await backend.wasmThreads({ threads: 4 })
      const copy = { inputs: [{ shape: [200, 2000], dtype: 'f32' }], instructions: [
        { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [2000, 200], dtype: 'f32' }] }], results: [1] }
      console.log(four.compile(copy)([Float32Array.from({ length: 400000 }, (_, i) => i)])[0][1])
      ${end}`
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 })
    expect([stdout, stderr, status]).toEqual(['2000\n', '', 0])
  }, 30_000)
})

test('a thread that is killed in the middle of a fold: an error within 2 s, then the backend refuses, closes, and the process ends', () => {
  const url = pathToFileURL(join(root, 'dist/src/index.js')).href
  const script = `
    import { backend, loss, network as n, optimizer, pipe, random, tensor, trainer } from '${url}'
    const threads = process.getBuiltinModule('worker_threads')
    const begun = []
    threads.Worker = class extends threads.Worker { constructor(...given) { super(...given); begun.push(this) } }
    const three = await backend.wasmThreads({ threads: 3 })
    const net = pipe(n.input([512]), n.dense(512), n.relu, n.dense(10))
    const { init, fold } = trainer(net, { backend: three })({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.01 }) })
    const batch = { inputs: tensor.ones([128, 512]), targets: tensor.ones([128, 10]) }
    let killed
    const batches = function* () {
      for (let i = 0; i < 40; i++) {
        if (i === 20) { begun[1].terminate(); killed = performance.now() }
        yield batch
      }
    }
    const said = (f) => { try { f(); return 'nothing' } catch (error) { return error.name + ': ' + error.message.replace(/ \\(at .*/, '') } }
    const first = said(() => fold(init(random.key(0)), batches()))
    const waited = performance.now() - killed
    const second = said(() => fold(init(random.key(0)), [batch]))
    await three.close()
    console.log(JSON.stringify({ threads: begun.length, waited, first, second }))
  `
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 60_000 })
  expect([status, stderr]).toEqual([0, ''])
  const { waited, ...said } = JSON.parse(stdout) as { readonly waited: number }
  const message = 'TenfoldError: wasmThreads: a thread has ended in the middle of a run'
  expect(said).toEqual({ threads: 2, first: message, second: message })
  expect(waited).toBeLessThan(2000)
})

test.each(['shared', 'own'])('memory that the host refuses is an error that says how much it was: %s', async (kind) => {
  const held = Object.getOwnPropertyDescriptor(WebAssembly, 'Memory')!
  const program = large(1000, 600)
  const { compile, close } = await threadsOn({ threads: kind === 'shared' ? 2 : 1, relaxed, worthSharing: 0 })
  try {
    Object.defineProperty(WebAssembly, 'Memory', { ...held, value: class { constructor() { throw new RangeError('could not allocate memory') } } })
    expect(() => compile(program)([numbers(600_000, 1), numbers(600_000, 2)])).toThrow(kind === 'shared'
      ? /^wasmThreads: the program needs \d{7,} bytes of memory that threads share, which this host refuses \(RangeError: could not allocate memory\)/
      : /^backend\.wasm: the program needs \d{7,} bytes of memory, which this host refuses/)
  } finally {
    Object.defineProperty(WebAssembly, 'Memory', held)
    await close()
  }
})
