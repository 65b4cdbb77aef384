/** Jest, with each of the settings that the documentation names. */
import { train } from './program.js'
import { command } from '../conformance/engines/shell.js'
import { inPackage, write } from './room.js'
import type { Found } from './run.js'
import { laterNode } from './workers.js'

const uses = "backend, checkpoint, dataset, loss, network as n, optimizer, pipe, random, receipt, trainer"
/** A training with typed arrays of Jest's own realm, a file, and threads. */
const body = `
test('trains', async () => {
  const net = pipe(n.input([28, 28, 1]), n.conv2d({ filters: 2, kernel: [5, 5] }), n.relu, n.maxPool2d([4, 4]), n.flatten, n.dropout(0.1), n.dense(10))
  const { init, fold, codec } = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
  const digits = dataset.drawnDigits({ count: 8, key: random.key(1) })
  const state = fold(init(random.key(2)), pipe(digits, dataset.batches({ size: 4, shuffle: random.key(3) })))
  expect(receipt.digest(state.params)).toBe('${train('wasm')}')
  const file = require('node:path').join(__dirname, 'state.safetensors')
  expect((await checkpoint.save(file, codec)(state)())._tag).toBe('Right')
  expect((await checkpoint.load(file, codec)())._tag).toBe('Right')
  const two = await backend.wasmThreads({ threads: 2 })
  expect(two.compile({ inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] })([Float32Array.of(1, 2)])[0]).toHaveLength(2)
  await two.close()
})
`
const required = `const { ${uses.replace(' as ', ': ')} } = require('tenfold')\n${body}`
const imported = `import { createRequire } from 'node:module'
import { ${uses} } from 'tenfold'
const [require, __dirname] = [createRequire(import.meta.url), import.meta.dirname ?? new URL('.', import.meta.url).pathname]
${body}`

export const jest = async (room: string): Promise<Found> => {
  const preset = [inPackage('@babel', 'preset-env', 'lib', 'index.js'), { targets: { node: 'current' } }]
  const transform = { '\\.[cm]?js$': ['babel-jest', { presets: [preset] }] }
  write(room, {
    'package.json': '{ "name": "user" }',
    'module.test.mjs': imported, 'common.test.js': required,
    'module.json': JSON.stringify({ rootDir: room, testMatch: ['**/module.test.mjs'], transform: {} }),
    'common.json': JSON.stringify({ rootDir: room, testMatch: ['**/common.test.js'], transform: {} }),
    'babel.json': JSON.stringify({ rootDir: room, testMatch: ['**/common.test.js'], transform, transformIgnorePatterns: ['/node_modules/(?!tenfold/)'] }),
  })
  const run = async (node: string, flags: readonly string[], config: string): Promise<{ readonly wrong?: string }> => {
    const { code, stderr } = await command(node, ['--no-warnings', ...flags, inPackage('jest', 'bin', 'jest.js'), '-c', `${room}/${config}.json`], 200_000)
    return code === 0 ? {} : { wrong: stderr.slice(0, 1500) }
  }
  const modules = ['--experimental-vm-modules']
  const later = laterNode()
  return {
    'ECMAScript modules': await run(process.execPath, modules, 'module'),
    'CommonJS, by babel-jest': await run(process.execPath, [], 'babel'),
    'CommonJS, on Node 24': later === undefined || !/24|26/.test(later + process.version)
      ? { lacks: 'no Node 24: npm run conformance brings it' } : await run(later, modules, 'common'),
  }
}
