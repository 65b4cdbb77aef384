/** The house has floors, and arrows between them only go down: a file imports from its own floor or below, never in a circle. */
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
  ['jit'],
  ['random', 'tree'],
  ['differentiable'],
  ['network', 'loss', 'optimizer'],
  ['trainer', 'dataset', 'metric', 'explain', 'checkpoint', 'receipt', 'report', 'search'],
  ['index.ts'],
]
const floorOf = (file: string): number => floors.findIndex((names) => names.includes(file.split('/')[0] as string))

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

interface Arrow {
  readonly from: string
  readonly to: string
  /** Whether it is still there when the types are gone. */
  readonly real: boolean
}

/** The imports and re-exports of a file from other files of the package. */
const arrowsOf = (file: string): readonly Arrow[] =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/^(?:import|export)\b(?<what>[^;'"]*?)from '(?<path>\.[^']+)\.js'$/gm)].map(({ groups }) => ({
    from: file,
    to: `${relative(src, join(src, dirname(file), groups?.['path'] ?? ''))}.ts`,
    real: !/^\s*type\b/.test(groups?.['what'] ?? ''),
  }))

const arrows = files.flatMap(arrowsOf)

test('every file stands on a floor, every arrow ends at a file', () => {
  expect(files.filter((file) => floorOf(file) < 0)).toEqual([])
  expect(arrows.filter(({ to }) => !files.includes(to))).toEqual([])
  expect(arrows.length).toBeGreaterThan(files.length)
})

test('arrows go down or stay on their floor', () => {
  expect(arrows.filter(({ from, to }) => floorOf(to) > floorOf(from)).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('no circles', () => {
  const next = new Map(files.map((file) => [file, arrows.filter(({ from, real }) => real && from === file).map(({ to }) => to)]))
  const done = new Set<string>()
  const circle = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    const found = next.get(file)?.map((to) => circle(to, [...path, file])).find((c) => c !== undefined)
    done.add(file)
    return found
  }
  expect(files.map((file) => circle(file, [])).filter((c) => c !== undefined)).toEqual([])
})
