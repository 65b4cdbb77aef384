import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that look at memory: what other files have left there is not theirs. */
const watching = ['**/backend/threads.spec.ts', '**/network/memory.spec.ts', '**/trainer/memory.spec.ts']

/** What takes long, or starts many processes: for the gate, which sets TENFOLD_SLOW to `only`; with 1, or `quick`, everything is run. */
const asked = process.env['TENFOLD_SLOW']
const slow = [
  'backend/browser', 'backend/threads', 'backend/wasm/contract', 'backend/wasm/fold', 'backend/wasm/map', 'backend/wasm/pad',
  'backend/wasm/reduce', 'backend/wasm/spread', 'backend/wider', 'backend/worker', 'backend/workloads', 'bench/prove/prove',
  'bench/prove/reference', 'bench/suites', 'bin/packed', 'bin/run', 'bin/uses', 'bin/xla', 'checkpoint/fuzz', 'checkpoint/killed',
  'checkpoint/resumed', 'checkpoint/watched', 'conformance/conformance', 'dataset/augment', 'dataset/csvPieces',
  'dataset/hardness', 'dataset/hostile', 'dataset/idx', 'dataset/parquet', 'dataset/sound', 'dataset/stream', 'dataset/text',
  'differentiable/custom', 'hosts/bundle', 'hosts/wasm', 'jit/rows', 'linalg/accuracy', 'linalg/input', 'loss/laws',
  'loss/learn', 'model/media', 'model/model', 'network/batchNorm', 'network/held', 'network/layers', 'network/outside',
  'network/scanned', 'network/sequences', 'network/sequences-outside', 'network/sequences-training', 'network/states',
  'network/withoutBias', 'optimizer/minimise', 'optimizer/trained', 'package/browser', 'package/package', 'package/regexps',
  'program/elementary', 'program/group', 'program/growth', 'program/steps', 'program/worker', 'random/compiled',
  'random/distribution', 'random/distributions', 'random/jax', 'random/statistics', 'receipt/receipt', 'report/browser',
  'report/page', 'report/result/sections', 'search/run', 'shape/law', 'tensor/onnx', 'trainer/async', 'trainer/gradients',
  'trainer/measured', 'trainer/memory', 'trainer/paused', 'trainer/saving', 'trainer/session', 'xla/large', 'xla/run',
  ...['characters', 'digits', 'examples', 'learned', 'models', 'page', 'speech', 'stopped', 'tables', 'terminal']
    .map((name) => `examples/${name}`),
].map((name) => `**/${name}.spec.ts`)
/** Files of which some tests, or more cases of random programs, are slow: they look at TENFOLD_SLOW themselves. */
const partly = [
  'backend/{agree,async}', 'backend/wasm/{code,folder,modules,numerics}', 'inspect/*',
  'differentiable/checkpoint', 'fft/fft', 'interop/xla/interval/bounds', 'linalg/{backends,derivatives}', 'network/decode',
  'program/{codec,damage,functions,fuse,plan,view}', 'program/simplify/*', 'tensor/{control,einsum,ordering,reductions}', 'transform/{programs,vmap}',
].map((name) => `**/${name}.spec.ts`)

/** Random programs, of which the gate has a run of its own, with more cases. */
const random = ['**/backend/agree.spec.ts', '**/backend/threads.spec.ts']

/** Every file that has a place here by its name. */
export const named = [...watching, ...slow, ...partly, ...random]

const left = asked === undefined ? slow : asked === 'only' ? random : []
const [alone, others] = asked === 'only'
  ? [watching.filter((name) => slow.includes(name)), [...slow, ...partly]]
  : [watching, [...configDefaults.include]]

export default defineConfig({
  test: {
    dir: 'spec',
    // Random programs are quick, but not on a machine that is busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'memory', include: alone, exclude: [...configDefaults.exclude, ...left] } },
      // Files of one worker share what they import: half of the time of loading.
      { extends: true, test: { name: 'all others', include: others, exclude: [...configDefaults.exclude, ...watching, ...left], isolate: false } },
    ],
  },
})
