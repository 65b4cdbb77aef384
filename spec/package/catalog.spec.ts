/** The catalog has all that is exported, nothing else, and all names of Keras, PyTorch and TorchMetrics. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loss, metric, network, observe, optimizer } from '../../src/index.js'
import {
  kerasCallbacks, kerasLayers, kerasLosses, kerasMetrics, kerasOptimizers, torchLayers, torchLosses, torchmetrics, torchOptimizers,
} from '../outside/catalog.js'

const page = readFileSync(fileURLToPath(new URL('../../docs/catalog.md', import.meta.url)), 'utf8')

/** What stands between backticks. */
const quoted = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
const repeated = (names: readonly string[]): readonly string[] => names.filter((name, i) => names.indexOf(name) !== i)

interface Cells {
  readonly ours: readonly string[]
  readonly cells: readonly string[]
}

/** The chapter with this heading, its rows, and the names that it quotes. */
const chapterOf = (heading: string) => {
  const [, text = ''] = page.split(`\n## ${heading}\n`)
  const [chapter = ''] = text.split('\n## ')
  const prose = chapter.replaceAll(/```[^]*?```/g, '')
  const rows = prose.split('\n').filter((line) => /^\| (?!Tenfold|---)/.test(line)).map((line): Cells => {
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim())
    return { ours: quoted(cells[0] ?? ''), cells }
  })
  return { rows, names: new Set(quoted(prose).flatMap((code) => code.match(/\w+/g) ?? [])) }
}

const functionsOf = (names: object, prefix = ''): readonly string[] =>
  Object.entries(names).filter(([, value]) => typeof value === 'function').map(([name]) => `${prefix}${name}`)

const { schedule, ...parts } = optimizer
const { initializer, ...layers } = network
const chapters = [
  {
    heading: 'Layers', exported: [...Object.keys(layers), ...functionsOf(initializer, 'initializer.')],
    others: [...kerasLayers, ...torchLayers],
  },
  { heading: 'Losses', exported: Object.keys(loss), others: [...kerasLosses, ...torchLosses] },
  { heading: 'Metrics', exported: Object.keys(metric), others: [...kerasMetrics, ...torchmetrics] },
  {
    heading: 'Optimizers', exported: [...Object.keys(parts), ...functionsOf(schedule, 'schedule.')],
    others: [...kerasOptimizers, ...torchOptimizers],
  },
  { heading: 'Observers', exported: Object.keys(observe), others: kerasCallbacks },
].map((chapter) => ({ ...chapter, ...chapterOf(chapter.heading) }))

describe.each(chapters)('the catalog of $heading', ({ exported, others, rows, names }) => {
  const ours = rows.flatMap((row) => row.ours)

  it('has every export in a table', () => expect(exported.filter((name) => !ours.includes(name))).toEqual([]))
  it('has no name in a table that is not exported', () => expect(ours.filter((name) => !exported.includes(name))).toEqual([]))
  it('has four cells in every row', () => {
    expect(rows.length).toBeGreaterThan(exported.length / 2)
    expect(rows.filter(({ cells }) => cells.length !== 4 || cells.slice(0, 3).includes(''))).toEqual([])
  })
  it('has a row for each, two where a setting is another layer elsewhere', () =>
    expect(repeated(ours).filter((name) => name !== 'groupNorm')).toEqual([]))
  it('has every name of the other libraries', () => expect(others.filter((name) => !names.has(name))).toEqual([]))
})
