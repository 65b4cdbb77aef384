/** Examples compiled all at once, and run one by one. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { complaint, thrownComplaint, type Read } from './docs-compare.js'
import type { Case, Module } from './docs-module.js'
import { root } from './program.js'

/** What the compiler says, by module and source line; line 0 is that of imports. */
export interface Diagnostic {
  readonly module: Module
  readonly line: number
  readonly message: string
}

/** An example as its module has it: claims are numbered, and what it prints is for us. */
type Example = (
  $: { readonly value: (claim: number, value: unknown) => void; readonly thrown: (claim: number, f: () => unknown) => void },
  console: { readonly log: (text: string) => void },
) => Promise<void>

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const complaintOfTsc = /^([^\s(][^(]*)\((\d+),\d+\): error (TS\d+: .*(?:\n .*)*)/gm

/** Type-checks modules in a folder, and makes JavaScript of them and of the package there. */
export const compile = (modules: readonly Module[], room: string): readonly Diagnostic[] => {
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: root,
      outDir: join(room, 'out'),
      noUnusedLocals: false, noUnusedParameters: false, declaration: false, pretty: false,
    },
    files: modules.map(({ name }) => `${name}.ts`),
    include: [],
  }
  writeFileSync(join(room, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(room, 'tsconfig.json'), JSON.stringify(project))
  for (const { name, text } of modules) writeFileSync(join(room, `${name}.ts`), text)
  const { stdout } = spawnSync(process.execPath, [tsc, '--project', room], { cwd: room, encoding: 'utf8', maxBuffer: 1e8 })
  return [...stdout.matchAll(complaintOfTsc)].flatMap(([, file, at, message = '']): readonly Diagnostic[] => {
    const module = modules.find(({ name }) => file === `${name}.ts`)
    return module === undefined ? [] : [{ module, line: module.lines[Number(at) - 1] ?? 0, message }]
  })
}

const built = (room: string, file: string): Promise<unknown> => import(pathToFileURL(join(room, 'out', file)).href)

/** How the package that the examples in a folder run on reads the elements of a tensor. */
export const reader = async (room: string): Promise<Read> =>
  (await built(room, 'src/tensor/index.js') as { readonly toArray: Read }).toArray

/** Runs an example; says where it is not as it says, by file and line. */
export const run = async (made: Case, { file, name: module }: Module, room: string, read: Read): Promise<readonly string[]> => {
  const { name, line, claims } = made
  const wrong: string[] = []
  const printed: string[] = []
  const tell = (claim: number, is: string | undefined): void => {
    if (is !== undefined) wrong.push(`${file}:${claims[claim]?.line}: is ${is}`)
  }
  const value = (claim: number, actual: unknown): void => {
    const expected = claims[claim]?.expected
    if (expected?.kind === 'printed') {
      const text = printed.splice(0).join('\n').replace(/ +$/gm, '')
      tell(claim, text === expected.text ? undefined : `\n${text}`)
    } else if (expected !== undefined) tell(claim, complaint(expected, actual, read))
  }
  const thrown = (claim: number, f: () => unknown): void => {
    const expected = claims[claim]?.expected
    if (expected?.kind !== 'throws') return
    try {
      f()
    } catch (error) {
      return tell(claim, thrownComplaint(expected, error))
    }
    tell(claim, 'no error')
  }
  const examples = await built(room, join(relative(root, room), `${module}.js`)) as Readonly<Record<string, Example>>
  try {
    await (examples[name] as Example)({ value, thrown }, { log: (text) => { printed.push(String(text)) } })
  } catch (error) {
    wrong.push(`${file}:${line}: throws ${error instanceof Error ? error.stack : String(error)}`)
  }
  return wrong
}
