/**
 * What the package weighs in a browser: bundled, minified, gzipped at level 9, in bytes, beside fp-ts; with io-ts inside
 * the bundle and beside it too. `whole` is all that the package exports; `core` is what describes, trains and runs networks,
 * without the readers, the preparation of data, metrics, models, reports, explanations, runs, receipts and checkpoints;
 * `program` is what is left of the package in a program that trains one network, `predict` in one that loads a model and asks
 * it. Then the minified bytes of each folder and module of the whole.
 */
import { dirname, join } from 'node:path'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown, type OutputChunk } from 'rolldown'

/** One bundle, or one part of it: `bytes` are gzipped, `minified` are not. */
export interface Size {
  readonly suite: 'size'
  readonly workload: string
  readonly variant: string
  readonly bytes?: number
  readonly minified: number
}

/** The project's folder: this file is dist/bench/size.js in it. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const source = join(root, 'dist/src')

const workloads = {
  whole: "export * from 'tenfold'",
  core: [
    "export { backend, differentiable, explainErrors, flow, loss, network, optimizer, pipe, program } from 'tenfold'",
    "export { random, tensor, TenfoldError, trainer } from 'tenfold'",
    // The observers that write no files.
    "import { observe } from 'tenfold'",
    'export const watchers = [observe.all, observe.every, observe.history, observe.progress, observe.validation]',
    'export const others = [observe.earlyStopping, observe.finite, observe.learningRate, observe.norms, observe.time]',
    "export { batches, fromExamples, map, mapInputs, mapTargets, of, shuffle } from 'tenfold/dataset'",
  ].join('\n'),
  program: [
    "import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from 'tenfold'",
    'const convolution = n.conv2d({ filters: 8, kernel: [5, 5] })',
    'const net = pipe(n.input([28, 28, 1]), convolution, n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(10))',
    'const parts = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) }',
    'const { init, fold } = trainer(net)(parts)',
    "const examples = { inputs: tensor.zeros([64, 28, 28, 1]), targets: tensor.zeros([64], 'i32') }",
    'console.log(fold(init(random.key(0)), dataset.batches({ size: 32 })(dataset.of(examples))))',
  ].join('\n'),
  predict: [
    "import { model, table } from 'tenfold'",
    "const input = model.row({ island: table.category(['Biscoe', 'Dream']), mass: table.optional(table.number) })",
    "const output = model.classes('species', ['Adelie', 'Gentoo'])",
    'const penguins = model.define({ input, output, network: model.perceptron({ hidden: [32] }) })',
    "const bytes = new Uint8Array(await (await fetch('penguins.safetensors')).arrayBuffer())",
    'const loaded = await model.decode(bytes, penguins)()',
    "if (loaded._tag === 'Right') console.log(loaded.right.predict({ island: 'Dream', mass: 3750 }))",
  ].join('\n'),
}

const beside = { 'with io-ts': /^(fp-ts|node:)/, 'beside io-ts': /^(fp-ts|io-ts|node:)/ }

/** The chunks that a program needs from its start; what is imported later, if ever, is in chunks of its own. */
const bundle = async (program: string, external: RegExp): Promise<readonly OutputChunk[]> => {
  const entries: Readonly<Record<string, string>> = {
    tenfold: join(source, 'index.js'),
    'tenfold/dataset': join(source, 'dataset/index.js'),
  }
  const build = await rolldown({
    input: 'program',
    platform: 'browser',
    external: (id) => external.test(id),
    plugins: [{
      name: 'program',
      resolveId: (id) => (id === 'program' ? '\0program' : entries[id]),
      load: (id) => (id === '\0program' ? program : undefined),
    }],
  })
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, comments: false, sourcemap: 'hidden' })
    const chunks = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])))
    const needed = (name: string, seen: readonly string[] = []): readonly string[] => {
      const chunk = chunks.get(name)
      return chunk === undefined || seen.includes(name) ? seen
        : chunk.imports.reduce<readonly string[]>((all, next) => needed(next, all), [...seen, name])
    }
    return needed(output[0].fileName).flatMap((name) => chunks.get(name) ?? [])
  } finally {
    await build.close()
  }
}

/** Minified bytes by what a name makes of the module that they come from. */
const shares = (chunks: readonly OutputChunk[], name: (module: string) => string): readonly (readonly [string, number])[] => {
  const bytes = new Map<string, number>()
  for (const { code, map } of chunks) share(code, new SourceMap(JSON.parse(String(map)) as ConstructorParameters<typeof SourceMap>[0]), name, bytes)
  return [...bytes].sort(([, a], [, b]) => b - a)
}

const share = (code: string, origins: SourceMap, name: (module: string) => string, bytes: Map<string, number>): void => {
  code.split('\n').forEach((line, row) => {
    for (let column = 0; column < line.length; column++) {
      const entry = origins.findEntry(row, column)
      const path = 'originalSource' in entry ? String(entry.originalSource) : ''
      // Names for what other modules export, and what the bundler adds, come from no module.
      const key = name(/(?:^|\/)src\/(.*)\.js$/.exec(path)?.[1] ?? 'index')
      bytes.set(key, (bytes.get(key) ?? 0) + Buffer.byteLength(line.charAt(column)))
    }
  })
}

/** Rows of the suite; a quick one leaves the modules out. */
export const size = async (quick: boolean): Promise<readonly Size[]> => {
  const rows: Size[] = []
  for (const [workload, program] of Object.entries(workloads)) {
    for (const [variant, external] of Object.entries(beside)) {
      const codes = (await bundle(program, external)).map(({ code }) => code)
      const sum = (weigh: (code: string) => number): number => codes.reduce((total, code) => total + weigh(code), 0)
      const bytes = sum((code) => gzipSync(code, { level: 9 }).length)
      rows.push({ suite: 'size', workload, variant, bytes, minified: sum(Buffer.byteLength) })
    }
  }
  const whole = await bundle(workloads.whole, beside['beside io-ts'])
  const parts = (name: (module: string) => string): readonly Size[] =>
    shares(whole, name).map(([variant, minified]) => ({ suite: 'size', workload: 'whole', variant, minified }))
  const folder = (module: string): string => module.replace(/\/.*/, '')
  return [...rows, ...parts((module) => `src/${folder(module)}`), ...(quick ? [] : parts((module) => `src/${module}`))]
}
