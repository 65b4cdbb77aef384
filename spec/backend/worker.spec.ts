/** The worker's life: when it begins, what its failures are here, and how it ends. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { worker, type AsyncExecutable } from '../../src/backend/index.js'
import { begin, type Begin, type Thread } from '../../src/backend/wasm/threads/thread.js'
import { workerOn } from '../../src/backend/worker/workerOn.js'
import { expression } from '../../src/program/expression.js'
import type { Program } from '../../src/program/program.js'
import { mul, neg } from '../../src/program/scalar.js'
import { build, type } from '../program/build.js'
import { root } from '../examples/program.js'
import { isQuick } from '../slow.js'

const engine = { threads: 1, relaxed: false }
const square = { kind: 'map', expression: expression(['f32'], (x) => mul(x!, x!)) } as const
const squared = build([type([3])], ({ emit }) => [emit(square, 0)])
const of = (...values: readonly number[]): Float32Array => Float32Array.from(values)

/** x' = -x, as often as it takes a while. */
const long = build([type([1024])], ({ emit }) => [emit({
  kind: 'scan', constants: 0, carried: 1, steps: 1_000_000, reverse: false,
  body: build([type([1024])], ({ emit: inner }) => [inner({ kind: 'map', expression: expression(['f32'], (x) => neg(x!)) }, 0)]),
}, 0)])

/** A worker whose threads and messages are looked at. */
const watched = async () => {
  const [begun, posted]: [Thread[], unknown[]] = [[], []]
  const start: Begin = (source, listener) => {
    const thread = begin(source, listener)
    begun.push(thread)
    return { ...thread, post: (message, transfer) => { posted.push(message); thread.post(message, transfer) } }
  }
  return { begun, posted, ...await workerOn(engine, start) }
}
/** A worker that begins with a text of its own. */
const beginningWith = (text: string) => workerOn(engine, (source, listener) => begin(text + source, listener))

test('one worker runs all programs', async () => {
  const { begun, compile, close } = await watched()
  const [run, again] = [compile(squared), compile(squared)]
  expect((await Promise.all([run([of(1, 2, 3)]), again([of(4, 5, 6)])])).flat().map((e) => [...e])).toEqual([[1, 4, 9], [16, 25, 36]])
  expect(begun.length).toBe(1)
  await close()
  expect(begun.length).toBe(1)
})

test('bits go there and come back as they are, those of NaN, too', async () => {
  const { compile, close } = await worker()
  for (const n of [2, 5000]) {
    const bits = Uint32Array.from({ length: n }, (_, i) => [0x7fa12345, 0xffc00001][i % 2]!)
    const [made] = await compile({ inputs: [{ shape: [n], dtype: 'f32' }], instructions: [], results: [0] })([new Float32Array(bits.buffer)])
    expect(new Uint32Array(made!.buffer)).toEqual(bits)
    expect(bits.length).toBe(n)
  }
  await close()
})

describe('failures are those that they would be here', () => {
  const said = async (program: Program, text: string): Promise<unknown> => {
    const { compile, close } = await beginningWith(text)
    try {
      return await compile(program)(program.inputs.map(({ shape }) => new Float32Array(shape[0]!)))
    } catch (error) {
      return error
    } finally {
      await close()
    }
  }

  test.each([
    ['a host without WebAssembly', 'delete globalThis.WebAssembly;',
      { operation: 'backend.wasm', argument: 'WebAssembly', received: 'this host has none', message: /is needed, but this host has none; backend\.mutable/ }],
    ['a host that does not let modules be compiled', 'WebAssembly.Module = class { constructor() { throw new Error("a policy") } };',
      { operation: 'backend.wasm', argument: 'WebAssembly', received: /a policy/, message: /does not let it be compiled \(Error: a policy\).*'wasm-unsafe-eval'/ }],
    ['an engine that does not know the instructions', 'WebAssembly.Module = class { constructor() { throw 0 } }; WebAssembly.validate = () => false;',
      { operation: 'backend.wasm', argument: 'WebAssembly', received: 'this engine has none with SIMD', message: /none with SIMD; backend\.mutable/ }],
    ['memory that the host refuses', 'WebAssembly.Memory = class { constructor() { throw new RangeError("could not allocate memory") } };',
      { operation: 'backend.wasm', argument: 'WebAssembly', received: 'RangeError: could not allocate memory', message: /^backend\.wasm: the program needs 65536 bytes of memory, which this host refuses/ }],
    ['whatever else', 'WebAssembly.Instance = class { constructor() { throw new RangeError("no room") } };',
      { operation: 'backend.worker', argument: 'program', received: 'RangeError: no room', message: /^backend\.worker: the worker failed: RangeError: no room/ }],
  ])('%s', async (_, text, { message, ...fields }) => {
    const matching = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : expect.stringMatching(value) as string]))
    expect(await said(squared, text)).toMatchObject({ name: 'TenfoldError', ...matching, message: expect.stringMatching(message) as string })
  })

  test('memory that is refused to one of two that carry the same values leaves the other alone', async () => {
    // The first page is given, no more.
    const { loop, close } = await beginningWith(`
      const { Memory } = WebAssembly
      WebAssembly.Memory = class { constructor(type) { if (type.initial > 1) throw new RangeError('too much'); return new Memory(type) } };`)
    const rows = (n: number) => loop(build([type([3]), type([n, 3])], ({ emit }) => {
      const sum = emit({ kind: 'reduce', by: 'sum', axes: [0] }, 1)
      return [emit({ kind: 'map', expression: expression(['f32', 'f32'], (x, y) => mul(x!, y!)) }, 0, sum)]
    }), 1)
    const small = rows(1)([of(1, 2, 3)])
    const large = rows(100_000)(small)
    await expect(large.step([new Float32Array(300_000)])).rejects.toThrow(/needs \d{7} bytes of memory, which this host refuses \(RangeError: too much\)/)
    await small.step([of(2, 2, 2)])
    expect((await small.carried()).map((e) => [...e])).toEqual([[2, 4, 6]])
    await close()
  })

  test('what does not fit the program', async () => {
    const { compile, close } = await worker()
    const run = compile(squared)
    await expect(run([new Float32Array(4)])).rejects.toThrow(/^backend\.worker: the worker failed: RangeError/)
    expect([...(await run([of(1, 2, 3)]))[0]!]).toEqual([1, 4, 9])
    await close()
  })
})

describe('the end', { timeout: 30_000 }, () => {
  test('a worker that cannot begin is an error', async () => {
    const none = workerOn(engine, () => { throw new Error('this host has no Worker') })
    await expect(none).rejects.toThrow('backend.worker: a worker could not be started: this host has no Worker')
    await expect(beginningWith('throw new Error("no luck");')).rejects.toThrow('backend.worker: a worker could not be started: no luck')
    await expect(beginningWith('process.exit(3);')).rejects.toThrow('backend.worker: a worker could not be started: it ended with code 3')
  })

  test('a worker that ends in the middle of a run is an error of that and of all that follows', async () => {
    const { begun, compile, loop, close } = await watched()
    const [run, slow] = [compile(squared), compile(long)]
    const { step, carried } = loop(squared, 1)([of(1, 2, 3)])
    expect([...(await run([of(1, 2, 3)]))[0]!]).toEqual([1, 4, 9])
    const asked = [slow([new Float32Array(1024)]), run([of(1, 2, 3)]), step([]), carried()]
    await setTimeout(50)
    await begun[0]!.end()
    for (const answer of [...asked, run([of(1, 2, 3)]), compile(squared)([of(1, 2, 3)])])
      await expect(answer).rejects.toThrow(/^backend\.worker: the worker has ended: it ended with code 1/)
    await close()
  })

  test('closed in the middle of a run, twice, and asked after', async () => {
    const { compile, close } = await worker()
    const slow = compile(long)
    const answer = slow([new Float32Array(1024)])
    const refused = expect(answer).rejects.toThrow('backend.worker: the backend is closed')
    await Promise.all([close(), close()])
    await refused
    await expect(slow([new Float32Array(1024)])).rejects.toThrow('backend.worker: the backend is closed')
  })

  test('what nobody can run any more is given up', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    const { posted, compile, close } = await watched()
    const kept = compile(squared)
    const use = async (run: AsyncExecutable): Promise<void> => { await run([of(1, 2, 3)]) }
    await use(kept)
    for (let i = 0; i < 20; i++) await use(compile(squared))
    const forgotten = (): number => posted.filter((message) => (message as { readonly task: string }).task === 'forget').length
    // Of each its program, its loop and its room; the engine may still hold some.
    for (let tries = 0; tries < 50 && forgotten() < 45; tries++) {
      collect()
      await setTimeout(10)
    }
    expect(forgotten()).toBeGreaterThanOrEqual(45)
    await use(kept)
    await close()
  })

  test.each(([
    ['a run that it waits for', 'console.log((await run([x]))[0][1])'],
    ['a run and the end of the worker', 'console.log((await run([x]))[0][1]); await beside.close()'],
    ['a run that was never waited for', 'run([x]).then(() => console.log(2000))'],
    ['no run', 'console.log(2000)'],
  ] as const).slice(isQuick ? 2 : 0))('a process ends by itself after %s', (_, then) => {
    const url = pathToFileURL(join(root, 'dist/src/index.js')).href
    const script = `
      import { backend } from '${url}'
      const beside = await backend.worker()
      const run = beside.compile({ inputs: [{ shape: [200, 2000], dtype: 'f32' }], instructions: [
        { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [2000, 200], dtype: 'f32' }] }], results: [1] })
      const x = Float32Array.from({ length: 400000 }, (_, i) => i)
      ${then}`
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 })
    expect([stdout, stderr, status]).toEqual(['2000\n', '', 0])
  }, 30_000)
})

test('the thread of the caller is free while a program runs', async () => {
  const { compile, close } = await worker()
  const run = compile(long)
  const x = of(...Array.from({ length: 1024 }, (_, i) => i))
  let turns = 0
  const timer = setInterval(() => { turns++ }, 1)
  const [made] = await run([x])
  clearInterval(timer)
  expect(turns).toBeGreaterThan(3)
  // The sign changes an even number of times.
  expect([...made!]).toEqual([...x])
  await close()
})
