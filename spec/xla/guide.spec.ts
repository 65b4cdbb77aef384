/** Commands of the guide, and what `xla.run` tells the runner: options that the runner has. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { argumentsOf } from '../../src/xla/commandLine.js'
import { testedJax } from '../../src/xla/python.js'
import { requirements } from '../../src/xla/runner.js'
import { root } from '../examples/program.js'

const folder = join(root, 'src/xla')
const script = readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
/** The options of the runner's parser; whether a value follows each. */
const known = new Map([...script.matchAll(/^ +(add|flag)\('(--[a-z-]+)'/gm)].map(([, call, name = '']) => [name, call === 'add'] as const))

const guide = readFileSync(join(root, 'docs/xla.md'), 'utf8')
const commands = [...guide.matchAll(/^```(?:sh|yaml)\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n')).filter((line) => /\bpython tenfold_xla\.py /.test(line))
  .map((line) => line.slice(line.indexOf('tenfold_xla.py ')))

/** The options in arguments, and whether a value follows each. */
const optionsIn = (args: readonly string[]): readonly (readonly [string, boolean])[] =>
  args.flatMap((arg, i) => (arg.startsWith('--') ? [[arg, args[i + 1] !== undefined && !args[i + 1]?.startsWith('--')] as const] : []))

it('the guide has commands, and the runner options', () => {
  expect([...known.keys()]).toEqual(expect.arrayContaining(['--out', '--mesh', '--shard', '--coordinator', '--resume', '--keep']))
  expect(commands.length).toBeGreaterThan(8)
})

it.each(commands)('%s', (command) => {
  const [, job, ...args] = command.split(/\s+/)
  expect(job).toMatch(/^(\/work\/)?job$/)
  for (const [name, hasValue] of optionsIn(args)) expect([name, known.get(name)]).toEqual([name, hasValue])
})

it('what the guide says of options is of ones that there are', () => {
  const named = [...guide.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, name]) => name as string)
  // Of sbatch and of tenfold.
  expect(named.filter((name) => !known.has(name) && !['--signal', '--engine'].includes(name))).toEqual([])
})

it('xla.run has no others', () => {
  const all = argumentsOf({
    mesh: { data: 2 }, shard: ['fsdp'], devices: 2, steps: 3, saveEvery: 4, resume: true, check: true, nonFinite: 'allow', uneven: 'replicate',
  })
  for (const [name, hasValue] of optionsIn(all)) expect([name, known.get(name)]).toEqual([name, hasValue])
})

it('one version of JAX is installed everywhere', () => {
  expect(readFileSync(requirements, 'utf8')).toContain(`jax==${testedJax}\n`)
  expect([...guide.matchAll(/==(\d+\.\d+\.\d+)/g)].map(([, version]) => version)).toEqual(Array.from({ length: 3 }, () => testedJax))
})
