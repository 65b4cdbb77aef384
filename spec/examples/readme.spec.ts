import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../bin/commands.js'
import { files } from '../../bin/folder.js'
import { digits } from '../../examples/digits/task.js'
import { usage } from '../../examples/kit/options.js'
import { node, root } from './program.js'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
/** The first programs of a section. */
const programsOf = (heading: string): readonly string[] =>
  [...readme.slice(readme.indexOf(`\n## ${heading}\n`)).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text as string)
const [program = ''] = programsOf('A first network')
const [train = '', ask = ''] = programsOf('From a raw row to an answer')
const linesOf = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const options = [
  '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', '--types', '',
]

beforeAll(() => {
  mkdirSync(join(room, 'node_modules'))
  symlinkSync(root, join(room, 'node_modules/tenfold'))
  symlinkSync(join(root, 'node_modules/fp-ts'), join(room, 'node_modules/fp-ts'))
  writeFileSync(join(room, 'package.json'), '{ "type": "module" }')
  for (const [file, text] of Object.entries({ 'first.ts': program, 'train.ts': train, 'ask.ts': ask })) writeFileSync(join(room, file), text)
  execFileSync(process.execPath, [tsc, ...options, 'first.ts', 'train.ts', 'ask.ts'], { cwd: room, stdio: 'pipe' })
}, 120_000)

describe('the README', { timeout: 120_000 }, () => {
  it('has a first network in 15 lines that compiles and learns', async () => {
    expect(linesOf(program)).toBeLessThanOrEqual(15)
    const { code, stdout } = await node('first.js', [], room)
    expect(code).toBe(0)
    expect(Number(/accuracy: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.95)
  })

  it('trains a model of a table in 15 lines, and asks it in 5', async () => {
    expect([linesOf(train) <= 15, linesOf(ask) <= 5]).toEqual([true, true])
    const header = 'species,island,sex,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g'
    const rows = Array.from({ length: 120 }, (_, i) => [
      `Adelie,${['Biscoe', 'Dream', 'Torgersen'][i % 3]},male,${36 + (i % 7)},${17 + (i % 3)},${185 + (i % 9)},${3500 + 5 * i}`,
      `Chinstrap,Dream,female,${46 + (i % 7)},${17 + (i % 4)},${190 + (i % 9)},${3600 + 5 * i}`,
      `Gentoo,Biscoe,,${45 + (i % 6)},${14 + (i % 2)},${212 + (i % 9)},${4800 + 5 * i}`,
    ][i % 3])
    writeFileSync(join(room, 'penguins.csv'), [header, ...rows, ''].join('\n'))
    const learned = await node('train.js', [], room)
    expect(learned.code).toBe(0)
    expect(Number(/accuracy: ([\d.]+)/.exec(learned.stdout)?.[1])).toBeGreaterThan(0.95)
    const answered = await node('ask.js', [], room)
    expect(answered.stdout).toMatch(/_tag: 'Right',\s+right: \{\s+species: 'Gentoo',\s+probabilities: \{/)
  })

  it('names the options that there are', () => {
    const named = (text: string): readonly string[] => [...new Set(text.match(/--[a-z-]+[a-z]/g))].sort()
    const table = readFileSync(join(root, 'docs/trainings.md'), 'utf8').split('\n').filter((line) => line.startsWith('| `--')).join('\n')
    expect(named(table)).toEqual(named(usage(digits)))
  })

  it('and its guide name the options of the command', () => {
    const guide = readFileSync(join(root, 'docs/command.md'), 'utf8')
    const named = (text: string): readonly string[] => [...new Set(text.match(/--[a-z][a-z-]*[a-z]/g))].sort()
    const table = guide.split('\n').filter((line) => line.startsWith('| `--')).join('\n')
    expect(named(table)).toEqual(Object.keys(commands.train.options).map((option) => `--${option}`).sort())
    const all = new Set(Object.values(commands).flatMap((command) => Object.keys(command.options).map((option) => `--${option}`)))
    const slips = ['--epohcs', '--help']
    expect(named(guide).filter((option) => !all.has(option) && !slips.includes(option))).toEqual([])
    for (const command of Object.keys(commands)) expect(guide).toContain(`tenfold ${command} `)
    for (const file of Object.values(files)) expect(guide).toContain(`| \`${file}\` |`)
  })

  it('and the guides link to files that exist', () => {
    const pages = ['README.md', 'SECURITY.md', ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`)]
    for (const page of pages) {
      const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
      const links = [...text.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, target]) => target as string)
      for (const target of links.filter((link) => !/^https?:/.test(link)))
        expect(existsSync(join(root, dirname(page), target)), `${page}: ${target}`).toBe(true)
      if (page === 'README.md') expect(links.length).toBeGreaterThan(6)
    }
  })
})
