/** The parameters of a network, which are long, are said once of a trainer, and once of each state that a function takes or gives. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

const { at } = temporaryFolder()

test('hovers of a trainer and of its functions', { timeout: 60_000 }, () => {
  const folder = at('declared')
  const options = [
    '--ignoreConfig', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023',
    '--types', 'node', '--skipLibCheck', '--declaration', '--emitDeclarationOnly', '--rootDir', root, '--outDir', folder,
  ]
  execFileSync(process.execPath, [tsc, ...options, join(root, 'spec/trainer/hovers.ts')], { cwd: root })
  const declared = readFileSync(join(folder, 'spec/trainer/hovers.d.ts'), 'utf8').replace(/import\("[^"]*"\)\./g, '')
  const said = new Map([...declared.matchAll(/^export declare const (\w+): (.*);$/gm)].map(([, name = '', type = '']) => [name, type]))
  const network = 'n.Network<readonly [n.DenseParams<784, 32, "f32">, n.DenseParams<32, 10, "f32">], readonly [28, 28, 1], readonly [10], "f32", "f32">'
  const both = `${network}, Recipe<loss.ClassesRule, optimizer.AdamRule>`
  expect(said.get('whole')).toBe(`Trainer<${both}>`)
  expect(said.get('init')).toBe(`(key: Key) => TrainerState<${both}>`)
  expect(said.get('fold')).toMatch(/batches: Iterable<(dataset\.)?Batch<B, readonly \[28, 28, 1\], readonly \[\], "i32", "f32">>/)
  const times = (name: string): number => said.get(name)!.split('DenseParams<784').length - 1
  expect(['whole', 'init', 'step', 'fold', 'evaluate', 'predict'].map((name) => [name, times(name)])).toEqual([
    ['whole', 1], ['init', 1], ['step', 2], ['fold', 2], ['evaluate', 1], ['predict', 1],
  ])
  expect(Math.max(...[...said.values()].map((type) => type.length))).toBeLessThan(700)
})
