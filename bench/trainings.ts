/**
 * The examples' trainings on real data, one after another, each held to its bar: the README's table of results. Each is the
 * program that a user runs, in a process of its own; scores and digests are the same everywhere, seconds are this machine's.
 *
 *     node dist/bench/trainings.js --data ../shared/data [--threads 2] [--narrow] [--only titanic,iris] [--json]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { json as inJson } from '../examples/kit/characters.js'
import '../examples/kit/terminal.js'

/** A training: a program with its options, the folder of its data, and what a figure of it has to be. */
interface Training {
  readonly program: 'digits' | 'speech' | 'characters' | 'tables'
  readonly options: readonly string[]
  readonly folder: string
  readonly figure: string
  readonly least?: number
  readonly most?: number
}

const image = (network: string, folder: string, least: number): Training =>
  ({ program: 'digits', options: ['--network', network], folder, figure: 'accuracy', least })
const characters = (network: string, most: number): Training =>
  ({ program: 'characters', options: ['--network', network], folder: 'tiny-shakespeare', figure: 'nats', most })
const table = (task: string, folder: string, figure: string, least: number): Training =>
  ({ program: 'tables', options: ['--task', task], folder, figure, least })

/** All of them, by name. */
export const trainings: Readonly<Record<string, Training>> = {
  mnist: image('lenet', 'mnist', 0.992),
  'fashion-mnist': image('fashion', 'fashion-mnist', 0.915),
  'spoken-digits': { program: 'speech', options: [], folder: 'fsdd', figure: 'accuracy', least: 0.97 },
  'shakespeare-transformer': characters('transformer', 1.75),
  'shakespeare-gru': characters('gru', 1.85),
  housing: table('housing', 'california-housing', 'r2', 0.8),
  titanic: table('titanic', 'titanic', 'accuracy', 0.8),
  penguins: table('penguins', 'penguins', 'accuracy', 0.98),
  wine: table('wine', 'sklearn', 'accuracy', 0.96),
  cancer: table('cancer', 'sklearn', 'accuracy', 0.96),
  iris: table('iris', 'sklearn', 'accuracy', 0.95),
  diabetes: table('diabetes', 'sklearn', 'r2', 0.45),
}

const program = (name: string): string => fileURLToPath(new URL(`../examples/${name}.js`, import.meta.url))

type Run =
  | { readonly training: string; readonly failed: string }
  | {
    readonly training: string; readonly figure: string; readonly score: number; readonly bar: string; readonly reached: boolean
    readonly steps: number; readonly seconds: number; readonly wall: number; readonly digest: string
  }

const run = (name: string, data: string, more: readonly string[], room: string): Run => {
  const { program: file, options, folder, figure, least = -Infinity, most = Infinity } = trainings[name] as Training
  const save = join(room, `${name}.safetensors`)
  const given = [program(file), '--data', join(data, folder), ...options, ...more, '--save', save, '--json']
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, given, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const wall = Number(((performance.now() - started) / 1000).toFixed(1))
  // What is wrong with options comes before the usage, what went wrong later after the progress.
  if (status !== 0) return { training: name, failed: stderr.trim().split('\n').at(status === 2 ? 0 : -1) ?? `exit code ${status}` }
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, number>> & { readonly digest: string }
  const { [figure]: score = NaN, steps = NaN, seconds = NaN, digest } = result
  const bar = least > -Infinity ? `at least ${least}` : `at most ${most}`
  return { training: name, figure, score, bar, reached: score >= least && score <= most, steps, seconds, wall, digest }
}

const usage = 'usage: node dist/bench/trainings.js [--data DIR] [--threads N] [--narrow] [--only NAMES] [--json]'

const asked = () => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { data: text, threads: text, only: text, narrow: { type: 'boolean' }, json: { type: 'boolean' } } })
  const { data = '../shared/data', only } = values
  const names = only?.split(',') ?? Object.keys(trainings)
  const unknown = names.find((name) => trainings[name] === undefined)
  if (unknown !== undefined) throw new Error(`--only takes names of ${Object.keys(trainings).join(', ')}, not ${unknown}`)
  if (!existsSync(data)) throw new Error(`--data ${data}: no such folder`)
  return { ...values, data, names }
}

/** Runs what the options ask for; whether all of it reached its bar. */
const all = ({ data, names, threads, narrow = false, json = false }: ReturnType<typeof asked>): boolean => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-'))
  try {
    const runs = names.map((name) => {
      const made = run(name, data, [...(threads === undefined ? [] : ['--threads', threads]), ...(narrow ? ['--narrow'] : [])], room)
      console.error(inJson(made))
      return made
    })
    if (json) console.log(inJson(runs))
    else console.table(Object.fromEntries(runs.map(({ training, ...rest }) => [training, rest])))
    return runs.every((made) => 'reached' in made && made.reached)
  } finally {
    rmSync(room, { recursive: true })
  }
}

const options = (() => {
  try {
    return asked()
  } catch (error) {
    return (error as Error).message
  }
})()
if (typeof options === 'string') {
  console.error(`${options}\n${usage}`)
  process.exitCode = 2
} else process.exitCode = all(options) ? 0 : 1
