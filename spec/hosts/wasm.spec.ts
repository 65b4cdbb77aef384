/** Hosts that do not compile WebAssembly: every way to it is an error that says so and what helps; the other backends work. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../examples/program.js'

/** Every way to WebAssembly, by its name: what it came to, a digest or a message, is printed as JSON. */
const walk = `
const { backend, calibrate, dataset, loss, metric, network: n, optimizer, pipe, random, receipt, search, tensor: t, trainer } = await import(${JSON.stringify(pathToFileURL(join(root, 'dist/src/index.js')).href)})
const net = pipe(n.input([2]), n.dense(3), n.relu, n.dense(1))
const normal = pipe(n.input([2]), n.batchNorm(), n.dense(1))
const params = net.init(random.key(0))
const recipe = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
const batch = { inputs: t.ones([3, 2]), targets: t.ones([3, 1]) }
const examples = dataset.of(batch)
const copy = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
const on = (options) => {
  const learner = trainer(net, options)(recipe)
  const start = learner.init(random.key(1))
  return {
    step: () => receipt.digest(learner.step(start, batch).params),
    fold: () => receipt.digest(learner.fold(start, [batch, batch]).params),
    evaluate: () => learner.evaluate(start, examples, { loss: metric.loss }).loss.toFixed(3),
    predict: () => receipt.digest(learner.predict(start, batch.inputs)),
    compile: () => receipt.digest(net.compile(params, options).predict(batch.inputs)),
    calibrate: () => receipt.digest(n.calibrate(normal, options)(normal.init(random.key(0)), [batch])),
  }
}
const ways = {
  ...on(),
  ...Object.fromEntries(Object.entries(on({ backend: backend.mutable })).map(([name, f]) => ['mutable ' + name, f])),
  'wasm compile': () => backend.wasm.compile(copy)([Float32Array.of(1, 2)]),
  'wasm loop': () => backend.wasm.loop(copy, 1)([Float32Array.of(1, 2)]),
  hasRelaxed: () => backend.hasRelaxed(),
  wasmWith: () => backend.wasmWith({ numerics: 'deterministic' }).compile(copy),
  relaxed: () => backend.wasmWith({ numerics: 'relaxed' }),
  'one thread': () => backend.wasmThreads({ threads: 1 }),
  'two threads': () => backend.wasmThreads({ threads: 2 }),
}
const said = {}
for (const [name, way] of Object.entries(ways)) {
  try {
    said[name] = String(await way())
  } catch (error) {
    said[name] = error.name + ': ' + error.message.replace(/ \\(at .*/, '')
  }
}
console.log(JSON.stringify(said))
process.exit()
`
const run = (flags: readonly string[], before = ''): Readonly<Record<string, string>> => {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', before + walk], { encoding: 'utf8', timeout: 60_000 })
  try {
    return JSON.parse(stdout) as Readonly<Record<string, string>>
  } catch {
    throw new Error(stderr)
  }
}

const helps = 'backend.mutable comes to the same bits without it'
/** What is not there, as a page, an engine and a platform would have it. */
const hosts = [
  ['no WebAssembly (node --jitless)', ['--jitless'], '', `WebAssembly with SIMD is needed, but this host has none; ${helps}`],
  ['WebAssembly that may not be compiled, as under a Content-Security-Policy', [], `
    WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('blocked by CSP') } }
  `, `WebAssembly with SIMD is needed, but this host does not let it be compiled (CompileError: blocked by CSP); a page's `
    + `Content-Security-Policy allows it by script-src 'wasm-unsafe-eval'; ${helps}`],
  ['WebAssembly without SIMD', [], `
    WebAssembly.validate = () => false
    WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('invalid value type 0x7b') } }
  `, `WebAssembly with SIMD is needed, but this engine has none with SIMD; ${helps}`],
] as const

let elsewhere: Readonly<Record<string, string>>
beforeAll(() => { elsewhere = run([]) })

describe.each(hosts)('%s', (_, flags, before, message) => {
  test('every way to it is an error that says so, and backend.mutable comes to the bits of WebAssembly elsewhere', () => {
    const here = run(flags, before)
    const wrong = `TenfoldError: backend.wasm: ${message}`
    for (const way of ['step', 'fold', 'predict', 'compile', 'calibrate', 'wasm compile', 'wasm loop', 'wasmWith', 'one thread', 'two threads'])
      expect([way, here[way]]).toEqual([way, wrong])
    if (before === '' || message.includes('with SIMD;')) {
      expect(here['hasRelaxed']).toBe('false')
      expect(here['relaxed']).toMatch(/^TenfoldError: wasmWith: numerics 'relaxed' need relaxed SIMD, which this engine/)
    }
    for (const way of ['step', 'fold', 'evaluate', 'predict', 'compile', 'calibrate'])
      expect([way, here[`mutable ${way}`]]).toEqual([way, elsewhere[way]])
    expect(Object.values(here).filter((said) => /^(Type|Reference|Range)Error/.test(said))).toEqual([])
  })
})
