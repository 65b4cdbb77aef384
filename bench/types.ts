/**
 * What the compiler pays for shapes: a network of 50 layers (convolutions, pools, dense layers) and a program without one
 * are checked; the difference is the network's. Prints instantiations and seconds.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spread, type Row } from './row.js'

/** The project's folder: this file is dist/bench/types.js in it. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

/** A pipe takes 20 functions at most: longer networks go on in another pipe. */
const network = (layers: number): string => {
  const convolutions = Math.floor(layers / 2) - 1
  const names = [
    ...Array.from({ length: convolutions }, (_, i) => `n.conv2d({ filters: ${8 + i}, kernel: [3, 3], padding: 'same' })`),
    'n.maxPool2d([2, 2])', 'n.flatten',
    ...Array.from({ length: layers - convolutions - 2 }, (_, i) => `n.dense(${200 - i})`),
  ]
  const pieces = Array.from({ length: Math.ceil(names.length / 10) }, (_, i) => names.slice(i * 10, (i + 1) * 10))
  const lines = pieces.map((piece, i) => {
    const from = i === 0 ? 'n.input([28, 28, 3])' : `n${i - 1}`
    return `const n${i} = pipe(${[from, ...piece].join(', ')})`
  })
  const units = 200 - (layers - convolutions - 3)
  return [...lines, `export const output: readonly [${units}] = n${pieces.length - 1}.output`].join('\n')
}

const convolution = [
  'const block = <const F extends number>(filters: F) =>',
  "  n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.batchNorm(), n.relu)",
  'const around = <const F extends number>(filters: F) => n.residual(n.sequential(block(filters), block(filters)))',
].join('\n')

const sources = {
  empty: '',
  layers50: network(50),
  // 48 convolutions, each with what follows it, in four stages of blocks; then two layers more.
  blocks50: [
    convolution,
    'const stage = <const F extends number>(filters: F) => n.sequential(block(filters), block(filters), n.repeat(5, around(filters)))',
    'const net = pipe(n.input([32, 32, 3]), stage(16), n.maxPool2d([2, 2]), stage(32), n.maxPool2d([2, 2]), stage(64), stage(128),',
    '  n.globalAveragePool, n.dense(10))',
    'export const output: readonly [10] = net.output',
  ].join('\n'),
  resnet: [
    convolution,
    'const stage = <const F extends number>(filters: F) => n.sequential(block(filters), n.repeat(2, around(filters)))',
    'const net = pipe(n.input([32, 32, 3]), stage(16), n.maxPool2d([2, 2]), stage(32), n.maxPool2d([2, 2]), stage(64),',
    '  n.globalAveragePool, n.dense(10))',
    'export const output: readonly [10] = net.output',
  ].join('\n'),
  unet: [
    convolution,
    'const level = <const F extends number, const B extends n.Block>(filters: F, deeper: B) => n.sequential(',
    '  block(filters),',
    '  n.concatenate(-1)(n.identity, n.sequential(',
    '    n.maxPool2d([2, 2]), deeper, n.convTranspose2d({ filters, kernel: [2, 2], stride: [2, 2] }),',
    '  )),',
    '  block(filters),',
    ')',
    'const net = pipe(n.input([64, 64, 1]), level(8, level(16, level(32, block(64)))), n.conv2d({ filters: 2, kernel: [1, 1] }))',
    'export const output: readonly [64, 64, 2] = net.output',
  ].join('\n'),
  transformer: [
    "const tokens = n.input([11], 'i32')",
    'const embedded = n.sequential(n.embedding(20, 16), n.sinusoidalPositions)',
    'const encoder = pipe(tokens, n.slice([[0, 6]]), embedded, n.repeat(6, n.transformerBlock({ heads: 2, hidden: 32 })))',
    'const net = pipe(tokens, n.encoderDecoder(encoder, (source) => {',
    '  const around = <const B extends n.Block>(inner: B) => n.residual(n.sequential(n.layerNorm(), inner))',
    '  const decoding = n.sequential(',
    '    around(n.attention({ heads: 2, causal: true })), around(n.crossAttention(source, { heads: 2 })),',
    '    around(n.sequential(n.dense(32), n.gelu, n.dense(16))),',
    '  )',
    '  return pipe(tokens, n.slice([[6, 11]]), embedded, n.repeat(6, decoding), n.layerNorm(), n.dense(20))',
    '}))',
    'export const output: readonly [5, 20] = net.output',
  ].join('\n'),
  trainer: [
    'const net = pipe(n.input([28, 28, 1]), n.conv2d({ filters: 8, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]),',
    '  n.flatten, n.dense(10))',
    'const { init, fold } = trainer(net)({',
    '  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),',
    '})',
    'export const end = fold(init(random.key(0)), [{',
    "  inputs: tensor.zeros([32, 28, 28, 1]), targets: tensor.zeros([32], 'i32'),",
    '}])',
  ].join('\n'),
} as const

interface Cost {
  readonly instantiations: number
  readonly seconds: number
}

/** What it costs to check a program that uses the built package. */
const cost = (folder: string, name: string, source: string): Cost => {
  const file = join(folder, `${name}.ts`)
  const imports = "import { loss, network as n, optimizer, pipe, random, tensor, trainer } from 'tenfold'"
  const exports = 'export { loss, n, optimizer, pipe, random, tensor, trainer }'
  writeFileSync(file, `${imports}\n${exports}\n${source}\n`)
  const flags = [
    '--ignoreConfig', '--noEmit', '--types', 'node', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes',
    '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', '--extendedDiagnostics',
  ]
  const text = execFileSync(process.execPath, [compiler, ...flags, file], { cwd: root, encoding: 'utf8' })
  const figure = (label: string): number => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(text)?.[1])
  return { instantiations: figure('Instantiations'), seconds: figure('Check time') }
}

/** Rows of the suite: what each program costs beyond the import alone. */
export const types = (runs: number): readonly Row[] => {
  // Inside the project, so that the package finds itself by its name.
  const folder = mkdtempSync(join(root, 'dist', 'types-'))
  try {
    const measured = Object.entries(sources).map(([name, source]) => {
      const costs = Array.from({ length: runs }, () => cost(folder, name, source))
      return { name, instantiations: costs[0]?.instantiations ?? NaN, times: costs.map((c) => 1000 * c.seconds) }
    })
    const base = measured.find(({ name }) => name === 'empty')?.instantiations ?? 0
    return measured.map(({ name, instantiations, times }) =>
      ({ suite: 'types', workload: name, variant: 'tsc', ...spread(times), instantiations, beyondImport: instantiations - base }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
