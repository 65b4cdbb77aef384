/** Whatever type a public signature names has a public name: who writes a function around a layer can write down its type. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { moduleOf, modulesIn, publicNames, unnamed } from './declarations.js'

const modules = modulesIn(fileURLToPath(new URL('../../dist/src', import.meta.url)))
const names = new Map(['index.d.ts', 'dataset/csv.d.ts', 'dataset/known/index.d.ts', 'dataset/parquet.d.ts', 'report/page/index.d.ts', 'stablehlo/index.d.ts', 'xla/index.d.ts']
  .flatMap((entry) => [...publicNames(modules, entry)]))

test('public names are found', () => {
  const some = ['trainer', 'network.dense', 'network.DenseRule', 'network.initializer.heNormal', 'loss.Loss', 'optimizer.schedule.warmup', 'Tensor']
  expect([...names.values()]).toEqual(expect.arrayContaining(some))
  expect(names.size).toBeGreaterThan(900)
})

test('every type in a public signature has one', () => expect([...new Set(unnamed(modules, names))]).toEqual([]))

test('a type that has none is found', () => {
  const text = (source: string): string => source.trim()
  const made = new Map([
    ['a.d.ts', text(`
import type { Far } from './b.js'
import type { Other } from 'elsewhere'
/** Of Said, which is only spoken of. */
export declare const f: (x: Near, y: Other) => Far<'Quoted'>
export interface R extends LayerRule { readonly out: Inner }
export type Computed<X> = Inner
interface Near {}
type Inner = 1`)],
    ['b.d.ts', 'export interface Far<X> {}\nexport type LayerRule = 1'],
    ['index.d.ts', "export * as all from './a.js'"],
  ].map(([file, source]) => [file, moduleOf(file as string, source as string)] as [string, ReturnType<typeof moduleOf>]))
  expect(unnamed(made, publicNames(made, 'index.d.ts'))).toEqual(['a.d.ts#Near in all.f', 'b.d.ts#Far in all.f'])
  made.set('index.d.ts', moduleOf('index.d.ts', "export * as all from './a.js'\nexport { Far } from './b.js'"))
  expect(unnamed(made, publicNames(made, 'index.d.ts'))).toEqual(['a.d.ts#Near in all.f'])
})
