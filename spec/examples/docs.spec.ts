import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Read } from './docs-compare.js'
import { blocksOf, rowsOf, type Example } from './docs-extract.js'
import { moduleOf, type Case, type Module } from './docs-module.js'
import { compile, reader, run, type Diagnostic } from './docs-run.js'
import { wrong as found, wrongRows, wrongTable } from './docs-wrong.js'
import { root } from './program.js'

// Inside the project, where the compiler and Node find its dependencies.
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const room = mkdtempSync(join(cache, 'docs-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const inside = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
const sources = inside.filter((file) => file.endsWith('.ts')).sort()
const page = join(root, 'README.md')
const blocks = blocksOf(readFileSync(page, 'utf8'), 'Layers')
const composition = join(root, 'docs/composition.md')
const headings = ['Blocks', 'Recipes', 'Parts with names', 'Several inputs and outputs', 'A layer of one\'s own']
const composed = headings.flatMap((heading) => blocksOf(readFileSync(composition, 'utf8'), heading))
const later = join(root, 'docs/backends.md')
const laterOnes = ['A worker', 'Observers', 'Failures', 'Functions and folds'].flatMap((heading) => blocksOf(readFileSync(later, 'utf8'), heading))
const steps = join(root, 'docs/own-steps.md')
const ownSteps = ['Compiled and folded', 'Two networks against each other', 'A teacher', 'Rewards'].flatMap((heading) => blocksOf(readFileSync(steps, 'utf8'), heading))
const catalog = join(root, 'docs/catalog.md')
const written = ['Layers', 'Losses', 'Metrics', 'Optimizers'].flatMap((heading) => blocksOf(readFileSync(catalog, 'utf8'), heading))
const programs = join(root, 'docs/programs.md')
const subjects = ['Printing', 'Sending and storing', 'Looking at values', 'Where the time goes', 'Convolutions and pools']
const asked = subjects.flatMap((heading) => blocksOf(readFileSync(programs, 'utf8'), heading))
const functions = join(root, 'docs/functions.md')
const table = readFileSync(functions, 'utf8')
const [names] = blocksOf(table, 'Reading it') as readonly [Example]
const modules = [
  ...sources.map((file) => moduleOf(join(root, 'src', file), room)),
  moduleOf(page, room, blocks), moduleOf(composition, room, composed), moduleOf(steps, room, ownSteps), moduleOf(catalog, room, written),
  moduleOf(programs, room, asked), moduleOf(later, room, laterOnes), moduleOf(functions, room, [names, ...rowsOf(table, names)]),
].filter((module) => module !== undefined)
const examples = modules.flatMap((module) => module.cases.map((made) => ({ title: `${module.file}:${made.line}`, module, made })))
const wrongOnes = moduleOf(join(root, 'spec/examples/docs-wrong.ts'), room) as Module
const wrongLines = moduleOf(join(root, 'spec/examples/wrong.md'), room, rowsOf(wrongTable, names)) as Module

let diagnostics: readonly Diagnostic[] = []
let read: Read

/** All that is wrong with an example. */
const complaints = async (made: Case, module: Module): Promise<readonly string[]> => {
  const next = module.cases.find(({ line }) => line > made.line)?.line ?? Infinity
  const refused = diagnostics.filter((d) => d.module === module && d.line >= made.line && d.line < next)
  return [
    ...made.unread.map((text) => `neither a value, a type nor words in lower case: ${text}`),
    ...refused.map(({ line, message }) => `${module.file}:${line}: ${message}`),
    ...(refused.length > 0 ? [] : await run(made, module, room, read)),
  ]
}

const expectNothing = (wrong: readonly string[]): void => expect(wrong, wrong.join('\n')).toEqual([])

describe('examples of doc comments and of the README', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    // Files that examples write go where everything else is removed.
    vi.stubEnv('TMPDIR', room)
    diagnostics = compile([...modules, wrongOnes, wrongLines], room)
    read = await reader(room)
  }, 120_000)
  afterAll(() => { vi.unstubAllEnvs() })

  it('are found in the README, too', () => expect(blocks.length).toBeGreaterThan(4))

  it('can be brought into one scope with what they use', () => {
    expectNothing(diagnostics.filter(({ line }) => line === 0).map(({ module, message }) => `${module.file}: ${message}`))
  })

  it.each(examples)('$title', async ({ module, made }) => expectNothing(await complaints(made, module)))

  const slips = found.map((words, i) => ({ words, made: wrongOnes.cases[i] as Case }))
  it.each(slips)('are found out: $words', async ({ words, made }) => {
    expect((await complaints(made, wrongOnes)).join('\n')).toContain(words)
  })

  const wrongCells = wrongRows.map((words, i) => ({ words, made: wrongLines.cases[i] as Case }))
  it.each(wrongCells)('are found out in a table: $words', async ({ words, made }) => {
    expect((await complaints(made, wrongLines)).join('\n')).toContain(words)
  })
})
