import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportsOf, type Export } from './docs-exports.js'
import { examplesOf } from './docs-extract.js'
import { root } from './program.js'

/** What users can name, through whatever namespaces, as `network.initializer.heNormal`. */
const surface = (file: string, prefix = ''): readonly Export[] => exportsOf(file).flatMap((e) => {
  const name = `${prefix}${e.name}`
  return e.kind === 'namespace' ? surface(e.file, `${name}.`) : e.file === '' ? [] : [{ ...e, name }]
})

const all = [
  ...surface(join(root, 'src/index.ts')), ...surface(join(root, 'src/dataset/csv.ts'), 'csv.'),
  ...surface(join(root, 'src/dataset/parquet.ts'), 'parquet.'), ...surface(join(root, 'src/dataset/known/index.ts'), 'datasets.'),
  ...surface(join(root, 'src/report/page/index.ts'), 'page.'), ...surface(join(root, 'src/xla/index.ts'), 'xla.'),
]

/** Whether a doc comment stands right above a declaration; lines of `//` may come between. */
const isDocumented = ({ file, local }: Export): boolean =>
  new RegExp(`\\*/\\n(?://.*\\n)*export (?:const|function|class|type|interface|let) ${local}\\b`).test(readFileSync(file, 'utf8'))

const place = ({ name, file }: Export): string => `${name} (${relative(root, file)})`

/** All examples of a folder, as one text. */
const examplesIn = (folder: string): string =>
  readdirSync(folder).filter((file) => file.endsWith('.ts'))
    .flatMap((file) => examplesOf(readFileSync(join(folder, file), 'utf8')))
    .flatMap(({ statements }) => statements.flatMap(({ lines }) => lines)).join('\n')

describe('the public surface', () => {
  it('is found', () => {
    const some = ['trainer', 'tensor.matmul', 'network.initializer.heNormal', 'optimizer.schedule.warmup', 'observe.history']
    expect(all.map((e) => e.name)).toEqual(expect.arrayContaining(some))
  })

  it('is documented, every function, value and type', () => {
    expect(all.filter((e) => !isDocumented(e)).map(place)).toEqual([])
  })

  it('is shown at work: every function and value is in an example of its folder', () => {
    const folders = [...new Set(all.map(({ file }) => dirname(file)))]
    const shown = new Map(folders.map((folder) => [folder, examplesIn(folder)]))
    const isShown = ({ file, local }: Export): boolean => new RegExp(`\\b${local}\\b`).test(shown.get(dirname(file)) ?? '')
    expect(all.filter((e) => e.kind === 'value' && !isShown(e)).map(place)).toEqual([])
  })
})
