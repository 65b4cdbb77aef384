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

const sources = {
  empty: '',
  layers50: network(50),
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
