/** The command from the packed package, in an empty folder: what a user gets, as processes. Real tables where they are there, else drawn ones. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as t from 'io-ts'
import { dataset, pipe, random, tensor } from 'tenfold'
import { parseCsv } from 'tenfold/csv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../hosts/room.js'
import { right } from './command.js'
import { packed, type Room } from './room.js'
import { flats, flowers } from './tables.js'

const data = join(root, '../shared/data')

/** A table, what is learned of it, and the score that is reached at least. */
interface Bar {
  readonly name: string
  readonly file: string
  readonly target: string
  readonly score: number
}

let room: Room
/** A real table; a drawn one in its place. */
const bar = (name: string, real: string, target: string, score: number, drawn: () => string, drawnTarget: string): Bar => {
  const file = join(data, real)
  if (existsSync(file)) return { name, file, target, score }
  return { name, file: (writeFileSync(join(room.folder, `${name}.csv`), drawn()), `${name}.csv`), target: drawnTarget, score: 0.9 }
}
const bars: Bar[] = []
beforeAll(() => {
  room = packed()
  bars.push(
    bar('penguins', 'penguins/penguins.csv', 'species', 0.97, () => flowers(300), 'kind'),
    bar('titanic', 'titanic/titanic.csv', 'Survived', 0.78, () => flowers(600, 3), 'kind'),
    bar('housing', 'california-housing/housing.csv', 'median_house_value', 0.75, () => flats(2000), 'price'),
  )
}, 60_000)
afterAll(() => room.remove())

const digests: Record<string, string> = {}
const train = ({ file, target }: Bar, out: string, more: readonly string[] = []) => room.tenfold(['train', file, '--target', target, '--out', out, '--json', ...more])

describe('tables', { timeout: 120_000 }, () => {
  it.each([0, 1, 2])('%i: reaches its score within a minute, on one thread', async (i) => {
    const one = bars[i] as Bar
    const { code, stdout, stderr } = await train(one, one.name)
    const lines = stdout.trimEnd().split('\n')
    const { score, seconds, baseline, digest } = JSON.parse(lines[0] ?? '')
    digests[one.name] = digest
    expect([code, lines.length, seconds < 60, score > baseline, score >= one.score, stderr.includes('\x1b')]).toEqual([0, 1, true, true, true, false])
    expect(readdirSync(join(room.folder, one.name)).sort())
      .toEqual(['held-back.csv', 'model.safetensors', 'predict.ts', 'receipt.json', 'report.html', 'run.jsonl'])
  })

  it.each([0, 1])('%i: predicts the part that was held back as the report says', async (i) => {
    const { name, target } = bars[i] as Bar
    const held = join(name, 'held-back.csv')
    const answers = await room.tenfold(['predict', name, held])
    const column = (text: string) => right(parseCsv(text, t.strict({ [target]: t.string }))).map((row) => row[target])
    const [found, truths] = [column(answers.stdout), column(readFileSync(join(room.folder, held), 'utf8'))]
    const evaluated = JSON.parse((await room.tenfold(['evaluate', name, held, '--json'])).stdout)
    expect([answers.code, found.length, found.filter((answer, at) => answer === truths[at]).length / truths.length]).toEqual([0, evaluated.rows, evaluated.score])
  })

  it('learns the same again, on two threads too; by another way through verify', async () => {
    const { stdout } = await train(bars[0] as Bar, 'again', ['--threads', '2'])
    expect(JSON.parse(stdout).digest).toBe(digests['penguins'])
    expect((await room.tenfold(['verify', 'titanic/receipt.json'])).code).toBe(0)
  })

  it('is saved by an interrupt in the middle, and goes on to the same digest', async () => {
    const one = bars[0] as Bar
    const { child, ended } = room.start(['train', one.file, '--target', one.target, '--out', 'stopped'])
    child.stderr?.on('data', (text: string) => { if (text.includes('epoch 30 of')) child.kill('SIGINT') })
    const { code, stderr } = await ended
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([130, 'interrupted; --resume goes on with the run in stopped'])
    expect(readdirSync(join(room.folder, 'stopped')).sort()).toEqual(['checkpoint.safetensors', 'run.jsonl'])
    const { stdout } = await room.tenfold(['train', one.file, '--out', 'stopped', '--resume', '--json'])
    expect(JSON.parse(stdout).digest).toBe(digests['penguins'])
  })
})

describe('folders', { timeout: 120_000 }, () => {
  /** A folder of files in a folder for each class. */
  const put = (name: string, content: Uint8Array): void => {
    mkdirSync(dirname(join(room.folder, name)), { recursive: true })
    writeFileSync(join(room.folder, name), content)
  }
  const images = async (): Promise<void> => {
    const { inputs, targets } = dataset.drawnDigits({ count: 400, key: random.key(3) })
    for (const [i, label] of tensor.toArray(targets).entries()) {
      mkdirSync(join(room.folder, `images/${label}`), { recursive: true })
      const image = pipe(inputs, tensor.slice([[i, i + 1]]), tensor.reshape([28, 28, 1]))
      right(await dataset.writePng(join(room.folder, `images/${label}/${i}.png`))(image)())
    }
  }
  /** Spoken digits; where there are none, tones of a pitch for each class, in noise. */
  const sounds = async (): Promise<void> => {
    const recordings = join(data, 'fsdd/recordings.tar.gz')
    if (existsSync(recordings)) {
      for (const { name, bytes } of right(await dataset.readTar(recordings)())) {
        const [, digit, take] = /(\d)_\w+_(\d+)\.wav$/.exec(name) ?? []
        if (digit !== undefined && Number(take) < 8) put(`sounds/${digit}/${basename(name)}`, bytes)
      }
      return
    }
    const noise = tensor.toArray(random.normal(random.key(1), [200, 2000]))
    for (let i = 0; i < 200; i++) {
      const wave = Int16Array.from({ length: 2000 }, (_, j) => 3000 * Math.sin(j * 2 * Math.PI * (200 + 150 * (i % 5)) / 8000) + 1000 * (noise[i * 2000 + j] as number))
      const head = Buffer.alloc(44)
      head.write('RIFF', 0), head.writeUInt32LE(36 + wave.byteLength, 4), head.write('WAVEfmt ', 8), head.writeUInt32LE(16, 16)
      head.writeUInt16LE(1, 20), head.writeUInt16LE(1, 22), head.writeUInt32LE(8000, 24), head.writeUInt32LE(16000, 28)
      head.writeUInt16LE(2, 32), head.writeUInt16LE(16, 34), head.write('data', 36), head.writeUInt32LE(wave.byteLength, 40)
      put(`sounds/${i % 5}/${i}.wav`, Buffer.concat([head, new Uint8Array(wave.buffer)]))
    }
  }
  it.each([['images', images, '12'], ['sounds', sounds, '40']] as const)('of %s are learned by the same command', async (name, make, epochs) => {
    await make()
    const { code, stdout } = await room.tenfold(['train', name, '--epochs', epochs, '--json'])
    const { score, rows } = JSON.parse(stdout)
    expect([code, score >= 0.9]).toEqual([0, true])
    const { stdout: evaluated } = await room.tenfold(['evaluate', `${name}-run`, `${name}-run/held-back.csv`, '--json'])
    expect(JSON.parse(evaluated)).toMatchObject({ score, rows })
    const { stdout: answers } = await room.tenfold(['predict', `${name}-run`, `${name}-run/held-back.csv`])
    const lines = right(parseCsv(answers, t.strict({ file: t.string, class: t.string })))
    expect(lines.filter((line) => line.file.startsWith(`${line.class}/`)).length / lines.length).toBe(score)
  })
})

describe('what is left', { timeout: 120_000 }, () => {
  it('are programs that compile under strict, short, and run', () => {
    const names = [...bars.map(({ name }) => name), 'images-run', 'sounds-run'].map((name) => join(room.folder, name, 'predict.ts'))
    for (const name of names) expect(readFileSync(name, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20)
    mkdirSync(join(room.folder, 'made'))
    writeFileSync(join(room.folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: {
        strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, module: 'nodenext', target: 'es2023', types: [],
        noEmit: true,
      },
      files: names,
    }))
    writeFileSync(join(room.folder, 'package.json'), '{ "type": "module" }')
    const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', room.folder], { encoding: 'utf8' })
    expect([tsc.status, tsc.stdout]).toEqual([0, ''])
    const types = spawnSync(process.execPath, ['--no-warnings', '--experimental-strip-types', names[0] as string], { encoding: 'utf8', cwd: '/' })
    if (types.stderr.includes('bad option')) return
    expect([types.status, types.stdout]).toEqual([0, expect.stringContaining('probabilities')])
  })

  it('goes through pipes: a reader that goes is no crash', () => {
    const held = join('titanic', 'held-back.csv')
    const program = join(room.folder, 'node_modules/.bin/tenfold')
    const said = execFileSync('/bin/sh', ['-c', `cat ${held} | "${program}" predict titanic - 2>err | head -1`], { cwd: room.folder, encoding: 'utf8' })
    expect(said.split('\n').length).toBe(2)
    expect(readFileSync(join(room.folder, 'err'), 'utf8')).not.toMatch(/EPIPE|^ +at /m)
  })

  it('ends at once by a second interrupt, and by the first where nothing is trained', async () => {
    const { child, ended } = room.start(['train', (bars[0] as Bar).file, '--out', 'twice', '--target', (bars[0] as Bar).target])
    child.stderr?.on('data', (text: string) => {
      if (!text.includes('holding')) return
      child.kill('SIGINT')
      child.kill('SIGINT')
    })
    expect((await ended).code).toBe(130)
    const verifying = room.start(['verify', 'penguins/receipt.json'])
    verifying.child.stderr?.on('data', (text: string) => { if (text.includes('holding')) verifying.child.kill('SIGINT') })
    expect((await verifying.ended).code).toBe(130)
  })
})
