/**
 * A runner that follows a script in place of training, so that its callers can be tested without Python. Each process has a
 * list of things to do in the job's folder.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkpoint, dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
import { job } from '../../src/xla/job.js'
import { right } from '../either.js'

/** One thing that it does. */
export type Deed =
  /** Writes to standard output, or to standard error. */
  | { readonly out: string; readonly times?: number }
  | { readonly err: string; readonly times?: number }
  | { readonly step: number }
  /** Writes the checkpoint of a step, and says so. */
  | { readonly save: number }
  | { readonly wait: number }
  /** Waits until another process has begun. */
  | { readonly until: number }
  | { readonly exit: number }
  /** Ends itself by a signal. */
  | { readonly kill: NodeJS.Signals }
  /** Does not end when it is interrupted. */
  | { readonly deaf: true }
  /** Starts another process, which keeps its output open. */
  | { readonly child: true }

/** Interrupted, it writes the checkpoint of the last step and ends with 130, as the runner does. */
const text = `#!${process.execPath}
const { appendFileSync, copyFileSync, existsSync, mkdirSync, writeFileSync, readFileSync } = require('node:fs')
const { spawn } = require('node:child_process')
const { join } = require('node:path')
const args = process.argv.slice(2)
if (args[0] === '-c') process.exit(0)
const [, job, ...options] = args
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined)
const [rank, out] = [Number(option('--rank') ?? 0), option('--out')]
writeFileSync(join(job, 'args-' + rank + '.json'), JSON.stringify(options))
writeFileSync(join(job, 'pid-' + rank), String(process.pid))
const say = (line) => { if (rank === 0) console.log(JSON.stringify(line)) }
const stepped = (line) => {
  mkdirSync(out, { recursive: true })
  if (rank === 0) appendFileSync(join(out, 'losses.jsonl'), JSON.stringify(line) + '\\n')
  say(line)
}
const save = (step) => {
  mkdirSync(out, { recursive: true })
  const file = join(out, 'checkpoint.safetensors')
  copyFileSync(join(job, 'states', step + '.safetensors'), file)
  const own = options.includes('--keep') ? join(out, 'checkpoint-' + step + '.safetensors') : file
  if (own !== file) copyFileSync(file, own)
  say({ event: 'saved', step, file: own })
}
let last = 0
let isDeaf = false
process.on('SIGINT', () => {
  if (isDeaf) return
  save(last)
  process.exit(130)
})
const deeds = JSON.parse(readFileSync(join(job, 'deeds.json'), 'utf8'))[rank]
const next = () => {
  const deed = deeds.shift()
  if (deed === undefined) return
  if ('until' in deed && !existsSync(join(job, 'pid-' + deed.until))) {
    deeds.unshift(deed)
    setTimeout(next, 20)
    return
  }
  if ('out' in deed) for (let i = 0; i < (deed.times ?? 1); i++) process.stdout.write(deed.out)
  if ('err' in deed) for (let i = 0; i < (deed.times ?? 1); i++) process.stderr.write(deed.err)
  if ('step' in deed) stepped({ event: 'step', step: (last = deed.step), loss: 1 / deed.step, examples: 2, seconds: 0.5 })
  if ('save' in deed) save(deed.save)
  if ('exit' in deed) { process.exitCode = deed.exit; deeds.length = 0; process.removeAllListeners('SIGINT') }
  if ('kill' in deed) process.kill(process.pid, deed.kill)
  if ('deaf' in deed) isDeaf = true
  if ('child' in deed) {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })
    child.unref()
    writeFileSync(join(job, 'pid-child'), String(child.pid))
  }
  setTimeout(next, deed.wait ?? 0)
}
next()
`

/** The first and last lines of a run of `steps`. */
export const began = (steps: number): Deed => ({
  out: `${JSON.stringify({
    event: 'start', step: 0, steps, jax: '0.10.2', jaxlib: '0.10.2', platform: 'cpu', devices: 2, processes: 1, mesh: { data: 2 }, shard: [],
  })}\n{"event":"compiled","examples":2,"seconds":0.1}\n`,
})
export const ended = (step: number): Deed => ({ out: `{"event":"end","step":${step},"digest":"${'0'.repeat(64)}","seconds":2}\n` })

/** The trainer of the jobs. */
export const learn = trainer(pipe(n.input([1]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const data = dataset.of({ inputs: t.of([8, 1], [1, 2, 3, 4, 5, 6, 7, 8]), targets: t.ones([8, 1]) })
const batches = { size: 2 } as const

/** Its state after a number of steps. */
export const stateAfter = (steps: number): ReturnType<typeof learn.init> =>
  learn.fold(learn.init(random.key(0)), [...pipe(data, dataset.batches(batches))].slice(0, steps))

/** A job of four steps, with the states after each of them. */
const writeJob = async (folder: string): Promise<void> => {
  const made = right(await job({ learn, state: stateAfter(0), data, batches })(folder)())
  const engine = {
    engine: 'xla', jax: '0.10.2', jaxlib: '0.10.2', platform: 'cpu', devices: 2, processes: 1, mesh: { data: 2 }, shard: [], python: '3.11.7', job: made.digest,
  }
  mkdirSync(join(folder, 'states'))
  for (let step = 0; step <= 4; step++)
    right(await pipe(stateAfter(step), checkpoint.save(join(folder, `states/${step}.safetensors`), learn.codec, { metadata: { engine: JSON.stringify(engine) } }))())
}

export interface FakeRoom {
  readonly python: string
  /** A job whose processes do these things. */
  readonly job: (...deeds: readonly (readonly Deed[])[]) => Promise<string>
  /** The options that a process was given. */
  readonly argsOf: (folder: string, rank?: number) => readonly string[]
  /** Which of its processes are still there. */
  readonly left: (folder: string) => readonly string[]
  readonly remove: () => void
}

const isThere = (pid: number): boolean => {
  try {
    // Signal 0 asks, and does nothing. A zombie has ended.
    process.kill(pid, 0)
    return !existsSync('/proc') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

export const fakeRoom = (): FakeRoom => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-fake-'))
  const python = join(room, 'python')
  writeFileSync(python, text)
  chmodSync(python, 0o755)
  return {
    python,
    job: async (...deeds) => {
      const folder = mkdtempSync(join(room, 'job-'))
      const first = join(room, 'first')
      if (!existsSync(first)) await writeJob(first)
      cpSync(first, folder, { recursive: true })
      writeFileSync(join(folder, 'deeds.json'), JSON.stringify(deeds))
      return folder
    },
    argsOf: (folder, rank = 0) => JSON.parse(readFileSync(join(folder, `args-${rank}.json`), 'utf8')),
    left: (folder) => readdirSync(folder).filter((name) => name.startsWith('pid-') && isThere(Number(readFileSync(join(folder, name), 'utf8')))),
    remove: () => rmSync(room, { recursive: true, force: true }),
  }
}
