/** Data as cases: found out what it is, or read as a model has learned it. */
import { basename, join } from 'node:path'
import {
  casesOf, expectClasses, folderDigest, guess, planImages, planSounds, readImage, readMedia, readSound, readSource, tableDigest,
  type ColumnKind, type Folder, type RawTable, type Source, type TargetUse,
} from './data/index.js'
import { pipe, tensor, type Tensor } from 'tenfold'
import type { Example, Read } from './examples.js'
import { given, wrongData, wrongOptions } from './failure.js'
import type { Settings } from './settings.js'
import { className, classesOf, isImages, isTable, type Understanding } from './understanding.js'
import { nearest } from '../src/shape/options.js'
import type { World } from './world.js'

const columnKinds: readonly ColumnKind[] = ['number', 'category', 'date', 'text']

/** `zip=category` between commas. */
const kindsOf = ({ kinds = [] }: Settings): Readonly<Record<string, ColumnKind>> => Object.fromEntries(kinds.map((pair) => {
  const at = pair.lastIndexOf('=')
  const kind = columnKinds.find((name) => name === pair.slice(at + 1))
  if (at < 1 || kind === undefined) {
    const near = nearest(pair.slice(at + 1), columnKinds)
    wrongOptions(`--kinds takes columns with their kinds (${columnKinds.join(', ')}), as in zip=category, not ${JSON.stringify(pair)}`
      + (near === undefined ? '' : `; did you mean ${near}?`))
  }
  return [pair.slice(0, at), kind as ColumnKind]
}))

const readingOf = ({ missing, separator, skip, 'no-header': noHeader }: Settings) => ({
  ...(missing === undefined ? {} : { missing }), ...(separator === undefined ? {} : { separator }), ...(skip === undefined ? {} : { skip }),
  ...(noHeader === undefined ? {} : { header: !noHeader }),
})

const sourceOf = async (data: string, settings: Settings, { input }: World): Promise<Source> =>
  given(await readSource(data, input, readingOf(settings))())

const isTableSource = (source: Source): source is RawTable => source.kind === 'table'

/** What is said on the way: a line each. */
const tell = ({ say }: World, notes: readonly string[]): void => say(notes.map((note) => `${note}\n`).join(''))

/** What the data is taken for. */
const understand = async (source: Source, settings: Settings, world: World): Promise<Understanding> => {
  if (isTableSource(source)) {
    const { target, ignore, decimal } = settings
    const { plan, notes } = given(guess(source, {
      kinds: kindsOf(settings),
      ...(target === undefined ? {} : { target }), ...(ignore === undefined ? {} : { ignore }), ...(decimal === undefined ? {} : { decimal }),
    }))
    tell(world, notes)
    return plan
  }
  const odd = (['target', 'ignore', 'kinds', 'missing', 'separator', 'decimal', 'skip', 'no-header'] as const).find((name) => settings[name] !== undefined)
  if (odd !== undefined && !(odd === 'target' && settings.target === className)) wrongOptions(`--${odd} is for tables: it does not go with a folder of ${source.kind}`)
  const folder = given(expectClasses(source))
  const { plan, notes }: { readonly plan: Understanding; readonly notes: readonly string[] } =
    folder.kind === 'images' ? given(await planImages(folder)()) : given(await planSounds(folder)())
  tell(world, [...source.notes, ...notes])
  return plan
}

const rowsOf = (table: RawTable, plan: Understanding, use: TargetUse, world: World): readonly Example[] => {
  if (!isTable(plan)) return wrongData(`${table.file}: expected a folder of ${isImages(plan) ? 'images' : 'sounds'}, as was learned from, received a table`)
  const { cases, notes } = given(casesOf(plan, use)(table))
  tell(world, notes)
  return cases.map(({ name, values, target, raw }) =>
    ({ name: `${name} of ${basename(table.file)}`, values, cells: raw.cells, ...(target === undefined ? {} : { target }) }))
}

const filesOf = async (folder: Folder, plan: Understanding, use: TargetUse): Promise<readonly Example[]> => {
  if (isTable(plan)) return wrongData(`${folder.folder}: expected a table, as was learned from, received a folder of ${folder.kind}`)
  const kind = isImages(plan) ? 'images' : 'sounds'
  if (folder.kind !== kind) return wrongData(`${folder.folder}: expected ${kind}, as was learned from, received ${folder.kind}`)
  const names = classesOf(plan)
  const strange = folder.files.find((file) => file.class !== undefined && !names.includes(file.class))
  if (use !== 'ignored' && strange !== undefined)
    return wrongData(`${folder.folder}: expected folders of the classes ${names.join(', ')}, received ${JSON.stringify(strange.class)}`)
  if (use === 'needed' && folder.classes.length === 0) return wrongData(`${folder.folder}: expected a folder for each class, received files in none`)
  const read = isImages(plan) ? readImage(plan) : readSound(plan)
  const examples: Example[] = []
  for await (const some of readMedia<unknown>(folder.files, read)) {
    for (const { file, value } of given(some)) {
      // A plan has one channel of a sound.
      const raw = isImages(plan) ? { image: value } : { sound: { rate: plan.rate, waveform: pipe(value as Tensor<readonly [number]>, tensor.reshape([plan.samples, 1])) } }
      examples.push({ name: file.name, file: file.name, values: raw,
        ...(file.class === undefined || !names.includes(file.class) ? {} : { target: file.class }) })
    }
  }
  return examples
}

/** A table that names files in its column `file`, as `held-back.csv` does, as the folder of these. */
const listed = (source: Source, plan: Understanding, root: string | undefined): Source => {
  if (!isTableSource(source) || isTable(plan) || root === undefined || !source.columns.includes('file')) return source
  const [file, name] = [source.columns.indexOf('file'), source.columns.indexOf(className)]
  const files = source.rows.map(({ cells }) => ({
    path: join(root, cells[file] as string), name: cells[file] as string, ...(name < 0 ? {} : { class: cells[name] as string }),
  }))
  return { kind: isImages(plan) ? 'images' : 'sounds', folder: root, classes: name < 0 ? [] : classesOf(plan), files, notes: [] }
}

/** Data as a plan has it; `root` is where files lie that a table names. */
export const readAs = async (
  plan: Understanding, data: string, use: TargetUse, settings: Settings, world: World, { source, root }: { readonly source?: Source; readonly root?: string } = {},
): Promise<Read> => {
  const found = source ?? listed(await sourceOf(data, settings, world), plan, root)
  return isTableSource(found)
    ? { plan, examples: rowsOf(found, plan, use, world), columns: found.columns, digest: tableDigest(found) }
    : { plan, examples: await filesOf(found, plan, use), digest: await folderDigest(found) }
}

/** Data of which it is found out what it is; said as it is. */
export const readToLearn = async (data: string, settings: Settings, world: World): Promise<Read> => {
  const source = await sourceOf(data, settings, world)
  return readAs(await understand(source, settings, world), data, 'needed', settings, { ...world, say: () => undefined }, { source })
}
