import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { publint } from 'publint'
import { parseAst } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compiled } from '../hosts/compilers.js'
import { install, root } from '../hosts/room.js'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>
const attw = join(dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')), 'dist', 'index.js')

const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] }
beforeAll(() => {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', room], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  packed = (JSON.parse(said) as readonly (typeof packed)[])[0] as typeof packed
}, 60_000)
afterAll(() => rmSync(room, { recursive: true, force: true }))

/** The modules that a module of the package names in `import … from` and `export … from`, and theirs. */
const imports = (file: string, seen: Set<string>): readonly string[] => {
  if (seen.has(file)) return []
  seen.add(file)
  const { body } = parseAst(readFileSync(file, 'utf8'))
  const sources = body.flatMap((node) => ('source' in node && node.source ? [String(node.source.value)] : []))
  return sources.flatMap((source) => (source.startsWith('.') ? imports(resolve(dirname(file), source), seen) : [source]))
}
const packages = (entry: string): readonly string[] =>
  [...new Set(imports(join(root, 'dist/src', entry), new Set()).map((source) => (source.startsWith('node:') ? source : source.split('/')[0] as string)))].sort()

describe('the package', { timeout: 120_000 }, () => {
  it('holds what is built from src, the command, what Python runs, and nothing else', () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !/^dist\/(src\/.*\.(c?js|d\.c?ts)|bin\/.*\.js)$/.test(path))
    const python = readdirSync(join(root, 'src/xla')).filter((name) => name.endsWith('.py') || name === 'requirements.txt').map((name) => `src/xla/${name}`)
    expect(python).toContain('src/xla/tenfold_xla.py')
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json', ...python].sort())
  })

  it('needs fp-ts and io-ts to run, for pages of reports d3, and no engine in particular', () => {
    expect(Object.keys(manifest['dependencies'] as object).sort()).toEqual(['d3-array', 'd3-format', 'd3-scale', 'd3-shape', 'fp-ts', 'io-ts'])
    expect(packages('index.js')).toEqual(['fp-ts', 'io-ts'])
    expect(packages('dataset/csv.js')).toEqual(['fp-ts'])
    expect(packages('dataset/known/index.js')).toEqual(['fp-ts', 'io-ts'])
    expect(packages('dataset/parquet.js')).toEqual(['fp-ts', 'io-ts'])
    expect(packages('stablehlo/index.js')).toEqual(['fp-ts'])
    expect(packages('xla/index.js').filter((name) => !name.startsWith('node:'))).toEqual(['fp-ts', 'io-ts'])
    expect(packages('report/page/index.js')).toEqual(['d3-array', 'd3-format', 'd3-scale', 'd3-shape', 'fp-ts', 'io-ts'])
  })

  it('installs without a script', () => {
    const scripts = Object.keys(manifest['scripts'] as object)
    expect(scripts.filter((script) => /^(pre|post)?install$|^prepare$/.test(script))).toEqual([])
  })

  it('is clean for publint', async () => {
    const tarball = new Uint8Array(readFileSync(join(room, packed.filename))).buffer
    const { messages } = await publint({ strict: true, pack: { tarball } })
    // It would have conditions in place of the field, which bundlers alone read: conditions lead from src into dist in tests.
    expect(messages.filter(({ code }) => code !== 'USE_EXPORTS_OR_IMPORTS_BROWSER')).toEqual([])
  })

  it('has the types that it says', () => {
    // Its exit code counts: all ways to resolve modules, for import and for require.
    expect(() => execFileSync(process.execPath, [attw, join(room, packed.filename)], { stdio: 'ignore' })).not.toThrow()
  })

  it('compiles and runs where TypeScript makes CommonJS of a program', async () => {
    // The compiler that comes with attw still knows node10.
    const core = createRequire(attw).resolve('@arethetypeswrong/core')
    const tsc = join(dirname(createRequire(core).resolve('typescript/package.json')), 'bin/tsc')
    const project = join(room, 'project')
    install(project)
    const found = await compiled(project, tsc, [['commonjs', 'node10', 'use.ts'], ['node16', 'node16', 'use.cts']])
    expect(Object.values(found)).toEqual([{}, {}])
  })

  it('gives by require what it gives by import: the same modules', () => {
    const require = createRequire(import.meta.url)
    for (const [name, entry] of Object.entries(manifest['exports'] as Readonly<Record<string, { readonly require?: { readonly default: string } }>>)) {
      if (entry.require === undefined) continue
      expect([name, readFileSync(join(root, entry.require.default), 'utf8')]).toEqual([name, expect.stringMatching(/^module\.exports = all;$/m)])
    }
    const script = `import('tenfold').then((all) => console.log(all.TenfoldError === require('tenfold').TenfoldError))`
    expect(execFileSync(process.execPath, ['--no-warnings', '--eval', script], { cwd: root, encoding: 'utf8' })).toBe('true\n')
    expect(require.resolve('tenfold')).toMatch(/dist.src.index\.cjs$/)
  })
})
