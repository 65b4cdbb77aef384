/** What an editor shows of layers, blocks and networks: rules by name, each with what it was told, and nothing that has no name. */
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

test('hovers of networks, layers and blocks', { timeout: 60_000 }, () => {
  const folder = at('declared')
  const options = [
    '--ignoreConfig', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023',
    '--types', 'node', '--skipLibCheck', '--declaration', '--emitDeclarationOnly', '--rootDir', root, '--outDir', folder,
  ]
  execFileSync(process.execPath, [tsc, ...options, join(root, 'spec/network/hovers.ts')], { cwd: root })
  const declared = readFileSync(join(folder, 'spec/network/hovers.d.ts'), 'utf8').replace(/import\("[^"]*\/index\.js"\)\./g, '')
  const said = new Map([...declared.matchAll(/^export declare const (\w+): (.*);$/gm)].map(([, name = '', type = '']) => [name, type]))
  const sequence = 'n.SequentialRule<readonly [n.DenseRule<32>, n.LayerNormRule, n.KeepsRule<"activation">]>'
  const encoder = 'n.NamedParams<readonly [n.Named<"encoder", n.DenseParams<784, 64, "f32">>, n.DenseParams<64, 10, "f32">]>'
  expect(Object.fromEntries(said)).toMatchObject({
    layer: 'n.Layer<n.DenseRule<10>>',
    block: `n.Layer<${sequence}>`,
    residual: `n.Layer<n.ResidualRule<${sequence}>>`,
    encoder: `n.Network<${encoder}, readonly [784], readonly [10], "f32", "f32">`,
    part: 'n.Layer<n.NamedRule<"encoder", n.DenseRule<64>>>',
    branches: 'n.Layer<n.BranchesRule<"parallel", readonly [n.DenseRule<8>, n.DenseRule<16>], -1>>',
    repeated: 'n.Layer<n.SequentialRule<readonly [n.DenseRule<8>, n.DenseRule<8>, n.DenseRule<8>]>>',
    shifted: 't.Broadcasting<readonly [10], "f32", "f32">',
    image: 't.Reshaping<readonly [28, 28]>',
  })
  expect(said.get('net')).toMatch(/^n\.Network<readonly \[n\.\w+<.*>, n\.DenseParams<4608, 10, "f32">\], readonly \[28, 28, 1\], readonly \[10\], "f32", "f32">$/)
  expect(said.get('conv')).toContain('(filters: F) => n.Layer<n.SequentialRule<readonly [n.ConvolutionRule<"conv2d", F, readonly [3, 3], ')
  // Whatever has to be named has a public name: a declaration of a user's own module can be written.
  for (const [name, type] of said) expect([name, type]).toEqual([name, expect.not.stringContaining('import(')])
  expect(Math.max(...[...said.values()].map((type) => type.length))).toBeLessThan(260)
})
