/** What the gate says it runs is there, and is run: a file that its settings leave out would never be missed. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../examples/program.js'

const gate = readFileSync(join(root, '.ci/run'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> }

/** Each run of Vitest in the gate: its TENFOLD_SLOW, and the files that it names. `npm test` is one of them. */
const runs = [...gate.matchAll(/^.*\bvitest run\b[^;\n]*/gm)].map(([line]) => ({
  line, slow: /\bTENFOLD_SLOW=(\S+)/.exec(line)?.[1], files: line.split(/\s/).filter((word) => word.endsWith('.spec.ts')),
}))
const all = [{ line: 'npm test', slow: undefined, files: [] }, ...runs]

/** The files that Vitest runs where none is named. */
const listed = (slow: string | undefined): Promise<readonly string[]> => new Promise((done, fail) => {
  const env = { ...process.env }
  delete env['TENFOLD_SLOW']
  if (slow !== undefined) env['TENFOLD_SLOW'] = slow
  const list = [join(root, 'node_modules/vitest/vitest.mjs'), 'list', '--filesOnly', '--json']
  execFile(process.execPath, list, { cwd: root, env, maxBuffer: 1e8 },
    (error, stdout) => error === null
      ? done((JSON.parse(stdout) as readonly { readonly file: string }[]).map(({ file }) => relative(root, file)))
      : fail(error))
})
const reached = new Map<string | undefined, readonly string[]>()
beforeAll(async () => {
  for (const slow of new Set(all.map((run) => run.slow))) reached.set(slow, await listed(slow))
})

const specs = readdirSync(join(root, 'spec'), { encoding: 'utf8', recursive: true })
  .filter((file) => file.endsWith('.spec.ts') && !file.includes('node_modules')).map((file) => `spec/${file}`)

describe('the gate', () => {
  test.each(all)('runs what it names: $line', ({ slow, files }) => {
    expect(reached.get(slow)).not.toEqual([])
    expect(files.filter((file) => !reached.get(slow)!.includes(file))).toEqual([])
  })

  test('runs every file of tests', () => {
    const run = new Set(all.flatMap(({ slow, files }) => (files.length === 0 ? reached.get(slow)! : files)))
    expect(specs.filter((file) => !run.has(file))).toEqual([])
  })

  test('starts programs and scripts that are there', () => {
    const programs = [...gate.matchAll(/\bdist\/([\w/]+)\.js/g)].map(([, name]) => `${name}.ts`)
    expect(programs.length).toBeGreaterThan(5)
    expect(programs.filter((file) => !existsSync(join(root, file)))).toEqual([])
    const names = [...gate.matchAll(/\bnpm run (?:--silent )?(\w+)/g)].map(([, name]) => name!)
    expect(names).toContain('conformance')
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  test('leaves out nothing but building, where it has built already', () => {
    const before = Object.entries(scripts).filter(([name]) => name.startsWith('pre'))
    expect(before.filter(([, script]) => script !== 'npm run --silent build')).toEqual([])
  })
})

test('every file that the settings of Vitest name is there', async () => {
  const { named } = await import(join(root, 'vitest.config.ts')) as { readonly named: readonly string[] }
  /** `**\/fft/{a,b}*.spec.ts` as a regular expression. */
  const matching = (name: string): RegExp => new RegExp(`^spec/${name.replace('**/', '').replaceAll('.', '\\.').replaceAll('*', '[^/]*')
    .replace(/\{(.*)\}/, (_, names: string) => `(${names.replaceAll(',', '|')})`)}$`)
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((name) => !specs.some((file) => matching(name).test(file)))).toEqual([])
})
