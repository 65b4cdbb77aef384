/** Folders of images and sounds. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { dataset, pipe, tensor as t } from 'tenfold'
import { describe, expect, test } from 'vitest'
import {
  expectClasses, folderDigest, listFolder, planImages, planSounds, readImage, readMedia, readSound, readSource, type Folder,
} from '../../../bin/data/index.js'
import { resized } from '../../../bin/data/resize.js'
import { right } from '../../either.js'
import { wav } from '../../dataset/sounds.js'
import { temporaryFolder } from '../../folder.js'
import { refusal } from './said.js'

const files = temporaryFolder()

/** Writes files by their names below a folder. */
const folderOf = async (name: string, contents: Readonly<Record<string, Uint8Array | string>>): Promise<string> => {
  for (const [file, content] of Object.entries(contents)) {
    await mkdir(dirname(files.at(name, file)), { recursive: true })
    await writeFile(files.at(name, file), content)
  }
  return files.at(name)
}

/** An image of one color. */
const png = async (height: number, width: number, ...color: readonly number[]): Promise<Uint8Array> =>
  right(await dataset.encodePng()(t.of([height, width, color.length], Float32Array.from({ length: height * width * color.length }, (_, i) => color[i % color.length] as number)))())

const listed = async (folder: string): Promise<Folder> => right(await listFolder(folder)())
const shown = ({ files }: Folder) => files.map((file) => [file.name, file.class])

describe('a folder', () => {
  test('of folders has a class for each, in the order of their names or numbers', async () => {
    const grey = await png(2, 2, 0.5)
    const folder = await listed(await folderOf('numbers', { '10/a.png': grey, '2/b.png': grey, '2/a.PNG': grey, '1/deep/er/c.png': grey }))
    expect(folder.classes).toEqual(['1', '2', '10'])
    expect(shown(folder)).toEqual([['1/deep/er/c.png', '1'], ['2/a.PNG', '2'], ['2/b.png', '2'], ['10/a.png', '10']])
    expect(folder.notes).toEqual([])
    expect((await listed(await folderOf('words', { 'dog/1.png': grey, 'Cat/1.png': grey, 'ape/1.png': grey }))).classes).toEqual(['Cat', 'ape', 'dog'])
  })

  test('says what it leaves out', async () => {
    const grey = await png(2, 2, 0.5)
    const folder = await listed(await folderOf('junk', {
      'cat/a.png': grey, 'dog/b.png': grey, 'cat/.DS_Store': '', 'dog/Thumbs.db': '', 'README.md': '', '.git/x.png': grey, 'cat/._a.png': '', 'none/x.txt': '',
    }))
    expect(folder.classes).toEqual(['cat', 'dog'])
    expect(folder.notes).toEqual([
      'cat/.DS_Store, cat/._a.png, dog/Thumbs.db, none/x.txt, README.md and 1 more: left out, no PNG images',
      'none: left out, a folder without images',
    ])
  })

  test('of files alone has no classes, nor has a single file', async () => {
    const grey = await png(2, 2, 0.5)
    const path = await folderOf('alone', { 'b.png': grey, 'a.png': grey })
    const folder = await listed(path)
    expect([folder.classes, shown(folder)]).toEqual([[], [['a.png', undefined], ['b.png', undefined]]])
    const nothing = (async function* () {})()
    expect(right(await readSource(path, nothing)())).toEqual(folder)
    const one = right(await readSource(`${path}/a.png`, nothing)()) as Folder
    expect([one.kind, shown(one)]).toEqual(['images', [['a.png', undefined]]])
    expect(refusal(expectClasses(folder))).toBe(`data: ${path}: expected a folder for each class, received 2 files in none`)
  })

  test('may have links', async () => {
    const path = await folderOf('linked', { 'dog/a.png': await png(1, 1, 0) })
    await symlink(files.at('linked/dog'), files.at('linked/cat'))
    await symlink(files.at('linked/nowhere'), files.at('linked/dog/gone.txt'))
    expect(shown(await listed(path))).toEqual([['cat/a.png', 'cat'], ['dog/a.png', 'dog']])
  })

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['nothing', { 'cat/.DS_Store': '' }, 'expected PNG images or WAV sounds, in a folder for each class, received "cat/.DS_Store"'],
    ['another form', { 'cat/a.png': '', 'cat/b.jpg': '' }, 'expected PNG images or WAV sounds, received "cat/b.jpg"'],
    ['both kinds', { 'cat/a.png': '', 'dog/b.wav': '' }, 'expected images or sounds, received both: "cat/a.png", "dog/b.wav"'],
    ['a file in no class', { 'cat/a.png': '', 'b.png': '' }, 'expected each file in a folder of its class, received "b.png"'],
    ['a table', { 'a.csv': '' }, 'expected PNG images or WAV sounds, in a folder for each class, received "a.csv"'],
  ])('with %s is refused', async (name, contents, expected) => {
    const path = await folderOf(`refused ${name}`, contents)
    expect(refusal(await listFolder(path)())).toBe(`data: ${path}: ${expected}`)
  })

  test('of parts is none of classes', async () => {
    const path = await folderOf('parts', { 'train/cat/a.png': '', 'test/cat/b.png': '' })
    expect(refusal(await listFolder(path)())).toBe(
      `data: ${path}: expected a folder for each class, received folders of parts: test, train; ${path}/train with --test ${path}/test tells them apart`)
  })

  test('needs two classes and some files', async () => {
    const one = await folderOf('one class', { 'cat/a.png': '' })
    expect(refusal(expectClasses(await listed(one)))).toBe(`data: ${one}: expected at least 2 classes, a folder each, received "cat"`)
    const few = await folderOf('few', { 'cat/a.png': '', 'dog/a.png': '' })
    expect(refusal(expectClasses(await listed(few)))).toBe(`data: ${few}: expected at least 10 files, received 2`)
  })

  test('has a digest of names and bytes', async () => {
    const digest = async (name: string, contents: Readonly<Record<string, string>>) => folderDigest(await listed(await folderOf(name, contents)))
    const first = await digest('digest 1', { 'a/1.png': 'x', 'b/1.png': 'y' })
    expect(await digest('digest 2', { 'a/1.png': 'x', 'b/1.png': 'y', 'README.md': 'z' })).toBe(first)
    expect(await digest('digest 3', { 'a/1.png': 'x', 'b/1.png': 'z' })).not.toBe(first)
    expect(await digest('digest 4', { 'a/1.png': 'x', 'c/1.png': 'y' })).not.toBe(first)
  })
})

describe('images', () => {
  test('are of the commonest size, in color if any is', async () => {
    const path = await folderOf('sizes', { 'a/1.png': await png(4, 6, 0.2), 'a/2.png': await png(4, 6, 1, 0, 0), 'b/1.png': await png(8, 6, 0.4), 'b/2.png': await png(4, 6, 0.6) })
    const folder = await listed(path)
    const { plan, notes } = right(await planImages(folder)())
    expect(plan).toEqual({ format: 'tenfold images 1', classes: ['a', 'b'], height: 4, width: 6, channels: 3 })
    expect(notes).toEqual(['4 images of 6 × 4 pixels, in color', '1 image of other sizes is brought to it: b/1.png', '2 classes: a (2), b (2)'])
    const all = []
    for await (const some of readMedia(folder.files, readImage(plan))) all.push(...right(some))
    expect(all.map(({ file }) => file.name)).toEqual(['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'])
    for (const [i, color] of [[0.2, 0.2, 0.2], [1, 0, 0], [0.4, 0.4, 0.4], [0.6, 0.6, 0.6]].entries()) {
      expect(all[i]?.value.shape).toEqual([4, 6, 3])
      t.toArray((all[i] as (typeof all)[0]).value).forEach((x, at) => expect(x).toBeCloseTo(color[at % 3] as number, 6))
    }
  })

  test('that are large are made smaller, and lie on white where they are not opaque', async () => {
    const path = await folderOf('large', { 'a/1.png': await png(130, 260, 0.2, 0.5), 'b/1.png': await png(130, 260, 0.2, 1) })
    const { plan, notes } = right(await planImages(await listed(path))())
    expect(notes[0]).toBe('2 images of 260 × 130 pixels, grey, brought to 64 × 32')
    const image = right(await readImage(plan)(`${path}/a/1.png`)())
    expect(image.shape).toEqual([32, 64, 1])
    for (const x of t.toArray(image)) expect(x).toBeCloseTo(0.5 * 0.2 + 0.5, 2)
    const red = await files.written(await png(2, 2, 1, 0, 0, 1), 'red.png')
    for (const x of t.toArray(right(await readImage(plan)(red)()))) expect(x).toBeCloseTo(0.299, 3)
  })

  test('that are damaged are named', async () => {
    const path = await folderOf('damaged', { 'a/1.png': await png(2, 2, 0), 'b/1.png': 'no image at all' })
    expect(refusal(await planImages(await listed(path))())).toBe(`png: ${path}/b/1.png, byte 0: expected the 8 bytes that PNG files begin with, received another byte`)
    const cut = (await png(9, 9, 0.3)).slice(0, 45)
    const later = await listed(await folderOf('cut', { 'a/1.png': cut, 'b/1.png': await png(9, 9, 0) }))
    const { plan } = right(await planImages(later)())
    const read = []
    for await (const some of readMedia(later.files, readImage(plan))) read.push(some)
    expect(read).toHaveLength(1)
    expect(refusal(read[0] as E.Either<Error, unknown>)).toContain('cut/a/1.png')
  })
})

describe('another size', () => {
  const to = (values: readonly number[], from: readonly [number, number], size: readonly [number, number]) =>
    [...resized(Float32Array.from(values), 1, { height: from[0], width: from[1] }, { height: size[0], width: size[1] })]

  test('of the same size changes nothing', () => expect(to([1, 2, 3, 4, 5, 6], [2, 3], [2, 3])).toEqual([1, 2, 3, 4, 5, 6]))
  test('half as wide is a weighted mean of neighbors', () => {
    // Weights 3/8, 3/8 and 1/8 on each side; at the edges those that there are.
    expect(to([8, 8, 0, 0], [1, 4], [1, 2])).toEqual([8 * 6 / 7, 8 / 7].map(Math.fround))
  })
  test('twice as wide is interpolated', () => expect(to([0, 4], [1, 2], [1, 4])).toEqual([0, 1, 3, 4]))
  test('keeps a single color', () => {
    for (const size of [[1, 1], [3, 7], [11, 2]] as const) for (const x of to(Array(30).fill(0.25), [5, 6], size)) expect(x).toBeCloseTo(0.25, 6)
  })
  test('keeps channels apart', () => {
    const made = resized(Float32Array.from([0, 1, 0, 1, 0, 1, 0, 1]), 2, { height: 2, width: 2 }, { height: 3, width: 3 })
    expect([...made]).toEqual(Array.from({ length: 18 }, (_, i) => i % 2))
  })
})

describe('sounds', () => {
  const tone = (length: number): number[] => Array.from({ length }, (_, i) => (i % 2 ? 16384 : -16384))

  test('are as long as most, longer ones cut and shorter ones ended by silence', async () => {
    const path = await folderOf('sounds', Object.fromEntries(Array.from({ length: 20 }, (_, i) =>
      [`${i % 2 ? 'up' : 'down'}/${i}.wav`, wav(tone(i === 0 ? 400 : 10 + i))])))
    const folder = await listed(path)
    const { plan, notes } = right(await planSounds(folder)())
    expect(plan).toEqual({ format: 'tenfold sounds 1', classes: ['down', 'up'], rate: 8000, samples: 29 })
    expect(notes).toEqual([
      '20 sounds at 8000 samples a second, of 0.00137 s to 0.05 s, brought to 0.00363 s: 1 is cut, the others end in silence', '2 classes: down (10), up (10)',
    ])
    const [long, short] = await Promise.all(['down/0.wav', 'up/1.wav'].map(async (name) => right(await readSound(plan)(`${path}/${name}`)())))
    expect(t.toArray(long as NonNullable<typeof long>)).toEqual(tone(29).map((x) => x / 32768))
    expect(t.toArray(short as NonNullable<typeof short>)).toEqual([...tone(11).map((x) => x / 32768), ...Array(18).fill(0)])
  })

  test('of another rate, or damaged, are named', async () => {
    const path = await folderOf('rates', { 'a/1.wav': wav(tone(20)), 'b/1.wav': wav(tone(20), 44100) })
    expect(refusal(await planSounds(await listed(path))())).toBe(`data: ${path}/b/1.wav: expected 8000 samples a second, as the other sounds have, received 44100`)
    const broken = await folderOf('broken', { 'a/1.wav': wav(tone(20)), 'b/1.wav': 'RIFF' })
    expect(refusal(await planSounds(await listed(broken))())).toBe(`wav: ${broken}/b/1.wav, byte 4: expected a header of 12 bytes, received the end of the file`)
    const plan = { format: 'tenfold sounds 1', classes: [], rate: 8000, samples: 4 } as const
    expect(refusal(await readSound(plan)(`${path}/b/1.wav`)())).toBe(`data: ${path}/b/1.wav: expected 8000 samples a second, as the other sounds have, received 44100`)
  })
})

test('files are read some at a time, in their order', async () => {
  const all = Array.from({ length: 40 }, (_, i) => ({ path: String(i), name: String(i) }))
  let [open, most] = [0, 0]
  const read = (path: string) => async () => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setTimeout(resolve, Number(path) % 3))
    open--
    return E.right(Number(path))
  }
  const values: number[] = []
  for await (const some of readMedia(all, read)) values.push(...pipe(right(some), (list) => list.map(({ value }) => value)))
  expect(values).toEqual(all.map((_, i) => i))
  expect(most).toBe(16)
})
