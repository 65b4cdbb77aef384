import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { digits } from '../../examples/digits/task.js'
import { usage } from '../../examples/kit/options.js'
import { node, root } from './program.js'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

describe('the README', { timeout: 120_000 }, () => {
  it('has a first network in 15 lines that compiles and learns', async () => {
    expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(15)
    mkdirSync(join(room, 'node_modules'))
    symlinkSync(root, join(room, 'node_modules/tenfold'))
    writeFileSync(join(room, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(room, 'first.ts'), program)
    const options = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', '--types', '']
    execFileSync(process.execPath, [tsc, ...options, 'first.ts'], { cwd: room, stdio: 'pipe' })
    const { code, stdout } = await node('first.js', [], room)
    expect(code).toBe(0)
    expect(Number(/accuracy: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.95)
  })

  it('names the options that there are', () => {
    const named = (text: string): readonly string[] => [...new Set(text.match(/--[a-z-]+[a-z]/g))].sort()
    const table = readFileSync(join(root, 'docs/trainings.md'), 'utf8').split('\n').filter((line) => line.startsWith('| `--')).join('\n')
    expect(named(table)).toEqual(named(usage(digits)))
  })

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target as string)
    for (const target of links) expect(readFileSync(join(root, target), 'utf8')).not.toBe('')
    expect(links.length).toBeGreaterThan(6)
  })
})
