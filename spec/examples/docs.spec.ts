import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaint, thrownComplaint, type Read } from './docs-compare.js'
import { moduleOf, type Case, type Module } from './docs-module.js'
import { root } from './program.js'

// Inside the project, where the compiler and Node find its dependencies.
const cache = join(root, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const room = mkdtempSync(join(cache, 'docs-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).sort()
const modules = files.map((file) => moduleOf(join(root, 'src', file), room)).filter((module) => module !== undefined)
const examples = modules.flatMap((module) => module.cases.map((made) => ({ title: `${module.file}:${made.line}`, module, made })))

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const project = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, declaration: false, pretty: false, rootDir: root, outDir: join(room, 'out') },
  files: modules.map(({ name }) => `${name}.ts`),
  include: [],
}

/** What the compiler says, by module and source line. */
interface Diagnostic {
  readonly module: Module
  readonly line: number
  readonly message: string
}

/** Type-checks all modules at once, and makes JavaScript of them and of the package. */
const compile = (): readonly Diagnostic[] => {
  writeFileSync(join(room, 'package.json'), '{ "type": "module" }')
  for (const { name, text } of modules) writeFileSync(join(room, `${name}.ts`), text)
  writeFileSync(join(room, 'tsconfig.json'), JSON.stringify(project))
  const { stdout } = spawnSync(process.execPath, [tsc, '--project', room], { cwd: room, encoding: 'utf8', maxBuffer: 1e8 })
  return [...stdout.matchAll(/^([^\s(][^(]*)\((\d+),\d+\): error (TS\d+: .*(?:\n .*)*)/gm)].flatMap(([, file = '', at = '', message = '']): readonly Diagnostic[] => {
    const module = modules.find(({ name }) => file === `${name}.ts`)
    return module === undefined ? [] : [{ module, line: module.lines[Number(at) - 1] ?? 0, message }]
  })
}

type Example = ($: { readonly value: (claim: number, value: unknown) => void; readonly thrown: (claim: number, f: () => unknown) => void }, console: { readonly log: (text: string) => void }) => Promise<void>

let diagnostics: readonly Diagnostic[] = []
let read: Read
const load = (name: string): Promise<Readonly<Record<string, Example>>> => import(pathToFileURL(join(room, 'out', relative(root, room), `${name}.js`)).href)

/** Runs an example; what it claims and does not hold. */
const run = async ({ name, claims }: Case, module: Module): Promise<readonly string[]> => {
  const wrong: string[] = []
  let printed: string[] = []
  const tell = (claim: number, message: string | undefined): void => {
    if (message !== undefined) wrong.push(`${module.file}:${claims[claim]?.line}: is ${message}`)
  }
  const value = (claim: number, actual: unknown): void => {
    const expected = claims[claim]?.expected
    if (expected?.kind === 'printed') {
      const text = printed.join('\n').split('\n').map((line) => line.trimEnd()).join('\n')
      tell(claim, text === expected.text ? undefined : `\n${text}`)
      printed = []
    } else if (expected !== undefined) tell(claim, complaint(expected, actual, read))
  }
  const thrown = (claim: number, f: () => unknown): void => {
    const expected = claims[claim]?.expected
    if (expected?.kind !== 'throws') return
    try {
      f()
      tell(claim, 'no error')
    } catch (error) {
      tell(claim, thrownComplaint(expected, error))
    }
  }
  const example = (await load(module.name))[name] as Example
  await example({ value, thrown }, { log: (text) => { printed.push(String(text)) } })
  return wrong
}

describe('examples of doc comments', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    diagnostics = compile()
    const { toArray } = await import(pathToFileURL(join(room, 'out/src/tensor/index.js')).href) as { readonly toArray: Read }
    read = toArray
  }, 60_000)

  it('can all be brought into scope', () => {
    expect(diagnostics.filter(({ line }) => line === 0).map(({ module, message }) => `${module.file}: ${message}`)).toEqual([])
  })

  it.each(examples)('$title', async ({ module, made }) => {
    const next = module.cases.find(({ line }) => line > made.line)?.line ?? Infinity
    const refused = diagnostics.filter((d) => d.module === module && d.line >= made.line && d.line < next)
    expect([
      ...made.unread.map((said) => `neither a value, a type nor words in lower case: ${said}`),
      ...refused.map(({ line, message }) => `${module.file}:${line}: ${message}`),
      ...(refused.length > 0 ? [] : await run(made, module)),
    ]).toEqual([])
  })
})
