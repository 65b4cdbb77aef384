/**
 * The house has floors, and arrows between them only go down: a file imports from its own floor or below, never in a
 * circle, be it for a type's sake.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** From the ground up. */
const floors: readonly (readonly string[])[] = [
  ['shape', 'io'],
  ['program'],
  ['backend'],
  ['tensor'],
  ['fft'],
  ['inspect', 'stablehlo'],
  ['jit'],
  ['tree', 'linalg'],
  ['random', 'transform'],
  ['differentiable'],
  ['network', 'loss', 'optimizer'],
  ['trainer', 'dataset', 'metric', 'explain', 'checkpoint', 'receipt', 'run'],
  ['model', 'report', 'search', 'xla'],
  ['index.ts'],
]
const floorOf = (file: string): number => floors.findIndex((names) => names.includes(file.split('/')[0] as string))

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

interface Arrow {
  readonly from: string
  readonly to: string
}

/** The imports and re-exports of a text from other files of the package: of values and of types, and those for which it waits. */
const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^(?:import|export)\b[^;'"]*?from |\bimport\()'(\.[^']+)\.js'/gm)].map(([, path]) => path as string)

const arrowsOf = (file: string): readonly Arrow[] => importsOf(readFileSync(join(src, file), 'utf8')).map((path) =>
  ({ from: file, to: `${relative(src, join(src, dirname(file), path))}.ts` }))

const arrows = files.flatMap(arrowsOf)

/** The first circle that a walk meets from each file, none twice. */
const circlesIn = (all: readonly string[], between: readonly Arrow[]): readonly (readonly string[])[] => {
  const next = new Map(all.map((file) => [file, between.filter(({ from }) => from === file).map(({ to }) => to)]))
  const done = new Set<string>()
  const circle = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    const found = next.get(file)?.map((to) => circle(to, [...path, file])).find((c) => c !== undefined)
    done.add(file)
    return found
  }
  return all.map((file) => circle(file, [])).filter((c) => c !== undefined)
}

test('types count, and so does what is asked for late', () => {
  expect(importsOf([
    "import { a } from './a.js'", "import type { B } from '../b.js'", "export type { C } from './c.js'", "import {\n  d,\n} from './d.js'",
    "const { e } = await import('./e.js')", "type F = import('./f.js').F", "import x from 'other'", "export const g = './g.js'",
  ].join('\n'))).toEqual(['./a', '../b', './c', './d', './e', './f'])
  const [from, ...rest] = ['a', 'b', 'c'].map((from, i, all) => ({ from, to: all[(i + 1) % 3] as string }))
  expect(circlesIn(['a', 'b', 'c'], [from as Arrow, ...rest])).toEqual([['a', 'b', 'c', 'a']])
  expect(circlesIn(['a', 'b', 'c'], rest)).toEqual([])
})

test('every file stands on a floor, every arrow ends at a file', () => {
  expect(files.filter((file) => floorOf(file) < 0)).toEqual([])
  expect(arrows.filter(({ to }) => !files.includes(to))).toEqual([])
  expect(arrows.length).toBeGreaterThan(files.length)
})

test('arrows go down or stay on their floor', () => {
  expect(arrows.filter(({ from, to }) => floorOf(to) > floorOf(from)).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('no circles', () => {
  expect(circlesIn(files, arrows)).toEqual([])
})

test('the folders of WebAssembly stand one above the other', () => {
  const storeys = ['assembler', 'kernels', 'scheduling', 'threads'].map((name) => `backend/wasm/${name}`)
  const storeyOf = (file: string): number => storeys.indexOf(dirname(file))
  expect(storeys.every((_, i) => files.some((file) => storeyOf(file) === i))).toBe(true)
  expect(arrows.filter(({ from, to }) => storeyOf(from) >= 0 && storeyOf(to) > storeyOf(from))).toEqual([])
})
