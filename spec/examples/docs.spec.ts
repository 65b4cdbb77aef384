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
/** The pages whose blocks are run, with the headings that they stand under. */
const pages: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['Layers'],
  'docs/backends.md': ['A worker', 'Observers', 'Failures', 'Functions and folds'],
  'docs/catalog.md': ['Layers', 'Losses', 'Metrics', 'Optimizers'],
  'docs/composition.md': ['Blocks', 'Recipes', 'Parts with names', 'Several inputs and outputs', 'A layer of one\'s own'],
  'docs/layers.md': ['Convolutions', 'Statistics', 'Tokens and attention', 'Recurrent layers', 'Shared weights'],
  'docs/models.md': ['Defining one', 'Training', 'Files'],
  'docs/numerics.md': ['Rounding', 'Order of sums', 'Randomness'],
  'docs/own-steps.md': ['Compiled and folded', 'Two networks against each other', 'A teacher', 'Rewards'],
  'docs/programs.md': ['Printing', 'Sending and storing', 'Looking at values', 'Where the time goes', 'Convolutions and pools'],
  'docs/reports.md': ['The page', 'Plots alone', 'run.jsonl'],
  'docs/training.md': ['Observers', 'Checkpoints', 'Pauses and stopping', 'Records'],
  'docs/xla.md': ['Handing over', 'At home', 'Bringing it back'],
}
const written = Object.entries(pages).map(([page, headings]) => {
  const file = join(root, page)
  const text = readFileSync(file, 'utf8')
  const parts = headings.map((heading) => ({ heading, blocks: blocksOf(text, heading) }))
  return { page, parts, module: moduleOf(file, room, parts.flatMap(({ blocks }) => blocks)) }
})
const functions = join(root, 'docs/functions.md')
const table = readFileSync(functions, 'utf8')
const [names] = blocksOf(table, 'Reading it') as readonly [Example]
const modules = [
  ...sources.map((file) => moduleOf(join(root, 'src', file), room)),
  ...written.map(({ module }) => module), moduleOf(functions, room, [names, ...rowsOf(table, names)]),
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

describe('examples of doc comments, the README and the guides', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    // Files that examples write go where everything else is removed.
    vi.stubEnv('TMPDIR', room)
    diagnostics = compile([...modules, wrongOnes, wrongLines], room)
    read = await reader(room)
  }, 120_000)
  afterAll(() => { vi.unstubAllEnvs() })

  it.each(written)('are found in $page, under each heading', ({ parts }) => {
    expect(parts.filter(({ blocks }) => blocks.length === 0).map(({ heading }) => heading)).toEqual([])
  })

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
