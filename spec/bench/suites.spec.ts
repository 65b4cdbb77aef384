import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { backends } from '../../bench/backends.js'
import { drawRows, groups } from '../../bench/draws.js'
import { phaseRows } from '../../bench/compile.js'
import { elementaryRows } from '../../bench/elementary.js'
import { garbage } from '../../bench/fresh/garbage.js'
import { phases } from '../../bench/fresh/phases.js'
import { folds, foldRows } from '../../bench/jit.js'
import { kernelRows, kernelTable, runOn } from '../../bench/kernels.js'
import { measure } from '../../bench/measure.js'
import { garbageRows, peakRow } from '../../bench/memory.js'
import type { Row } from '../../bench/row.js'
import { workloads } from '../../bench/workloads.js'

const folder = mkdtempSync(join(tmpdir(), 'tenfold-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tiny = workloads.tiny()
const names = backends.map(({ name }) => name)
const expectTimes = (rows: readonly Row[]): void => {
  for (const { medianMs, p5Ms, p95Ms, runs } of rows) {
    expect(p5Ms).toBeLessThanOrEqual(medianMs)
    expect(medianMs).toBeLessThanOrEqual(p95Ms)
    expect(runs).toBeGreaterThan(0)
  }
}

describe('timing', () => {
  it('has a row for each variant, with the samples of all rounds, and benny\'s files', async () => {
    const calls: string[] = []
    const variants = { a: () => calls.push('a'), b: () => calls.push('b') }
    const rows = await measure({ suite: 's', workload: 'w', variants, operations: { a: 1e6, b: 1e6 }, rounds: 3, seconds: 0.01, folder })
    expect(rows.map(({ suite, workload, variant }) => [suite, workload, variant])).toEqual([['s', 'w', 'a'], ['s', 'w', 'b']])
    expectTimes(rows)
    for (const { gflops, medianMs, runs } of rows) {
      expect(gflops).toBeCloseTo(1 / medianMs, 10)
      expect(runs).toBeGreaterThanOrEqual(3)
    }
    expect(new Set(calls)).toEqual(new Set(['a', 'b']))
    expect(readdirSync(folder).sort()).toEqual(['s-w.chart.html', 's-w.table.html'])
  })

  it('of a kernel on every backend, and of registers alone', async () => {
    const rows = await kernelRows('contract-32', kernelTable['contract-32']!(), backends, folder, true)
    expect(rows.map(({ variant }) => variant)).toEqual([...names, 'registers'])
    expectTimes(rows)
  })
})

it.each(['log', 'erf'] as const)('%s beside the engine\'s own, where it has one', async (name) => {
  const rows = await elementaryRows(name, 4, folder, true)
  expect(rows.map(({ variant, inputs }) => [variant, inputs]))
    .toEqual(['wasm', 'mutable', ...(name === 'log' ? ['Math'] : [])].map((variant) => [variant, 2048]))
  expect(rows.slice(0, 2).map(({ misrounded }) => misrounded)).toEqual([0, 0])
  expectTimes(rows)
})

it.each(Object.entries(kernelTable).filter(([name]) => /softmax-128x10|contract-32$|adam/.test(name)))(
  '%s runs on every backend, again and again', (_, make) => {
    for (const on of backends) {
      const run = runOn(on, make())
      expect(() => { run(); run() }).not.toThrow()
    }
  })

it.each(Object.keys(folds) as (keyof typeof folds)[])('%s, folded by a trainer and by jitFold', async (name) => {
  const rows = await foldRows(name, 3, folder, true)
  expect(rows.map(({ variant }) => variant)).toEqual(['trainer', 'jitFold'])
  expectTimes(rows)
})

it('phases from trace to first step', () => {
  const took = backends.map((on) => phases(tiny, on))
  const rows = took.flatMap((run, i) => phaseRows('tiny', names[i]!, [run, run]))
  for (const name of names) expect(rows.map(({ variant }) => variant)).toContain(`${name}: trace to runnable`)
  expectTimes(rows)
  for (const run of took) {
    const all = Object.entries(run)
    const { 'trace to runnable': runnable, 'trace to runnable, processor': processor, 'trace to first step, processor': whole, 'first step': step } = run
    const parts = all.filter(([phase]) => !/ to |, processor$|^first step$/.test(phase)).map(([, milliseconds]) => milliseconds)
    expect(runnable).toBeCloseTo(parts.reduce((a, b) => a + b), 6)
    expect(processor).toBeGreaterThan(0)
    expect(whole).toBeGreaterThanOrEqual(processor!)
    expect(step).toBeGreaterThan(0)
  }
})

it('memory of a step', () => {
  expect(peakRow('tiny', tiny).bytes).toBeGreaterThan(1000)
  const rows = garbageRows('tiny', 'mutable', garbage(tiny.on(backends[1]!), 5, 0))
  expect(rows.map(({ variant }) => variant))
    .toEqual(['heap', 'buffers', 'kept buffers'].map((what) => `mutable: ${what} per step`))
  expectTimes(rows)
})

it('draws, augmentation and evaluation', () => {
  const rows = drawRows({ ...groups.drawn(100), ...groups.augmented(), ...groups.evaluated(20) }, 1)
  expectTimes(rows)
  for (const { elements, nsPerElement, medianMs } of rows) expect(nsPerElement).toBeCloseTo((1e6 * medianMs) / elements!, 6)
})

describe('the command', () => {
  const run = fileURLToPath(new URL('../../dist/bench/run.js', import.meta.url))
  it.each([[[]], [['none']], [['step', 'kernels']], [['step', '--fast']]])('explains itself: %j', (args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [run, ...args], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('suites: step, kernels, elementary, memory, compile, inference, jit, eager, draws, scale, scaling, types, size')
  })

  it.each([
    ['mutable', ['prepare']],
    ['wasm', ['group', 'code generation', 'engine compile']],
  ])('measures in a process of its own: %s', (name, own) => {
    const script = fileURLToPath(new URL('../../dist/bench/fresh/phases.js', import.meta.url))
    const took = JSON.parse(execFileSync(process.execPath, [script, 'tiny', name], { encoding: 'utf8' })) as object
    const generation = name === 'wasm' ? ['code generation, processor'] : []
    expect(Object.keys(took)).toEqual([
      'trace', 'simplify', ...own, 'start', 'first step', 'trace to runnable', 'trace to runnable, processor', ...generation,
      'trace to first step, processor',
    ])
  })
})

describe('trainings on real data', () => {
  const program = fileURLToPath(new URL('../../dist/bench/trainings.js', import.meta.url))
  it.each<readonly [args: readonly string[], code: number, said: string]>([
    [['--fast'], 2, "Unknown option '--fast'"],
    [['--data', folder, '--only', 'chess'], 2, '--only takes names of mnist, '],
    [['--data', 'nowhere'], 2, '--data nowhere: no such folder'],
    [['--data', folder, '--only', 'iris'], 1, 'iris.csv: expected a file that can be read, received no such file'],
    [['--data', folder, '--only', 'iris', '--threads', '0'], 1, '--threads takes a whole number from 1 to 256'],
  ])('say what is wrong: %j', (args, code, said) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
    expect(status).toBe(code)
    expect(stderr).toContain(said)
  })
})
