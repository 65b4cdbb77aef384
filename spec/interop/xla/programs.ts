/** Runs of the runner: in a process of the pool, or as programs that meet each other. */
import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { environment, runner, type Room } from './room.js'

/** How a run ended, and the events that it told. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The events that a run told: libraries below print lines of their own. */
export const eventsOf = ({ stdout }: Ran): readonly { readonly event: string; readonly [field: string]: unknown }[] =>
  stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { readonly event: string })

/** The digest of the parameters, from the last event. */
export const digestOf = (ran: Ran): unknown => eventsOf(ran).find(({ event }) => event === 'end')?.['digest']

/** One that has to end well. */
export const well = (ran: Ran): Ran => {
  if (ran.code !== 0) throw new Error(`it ended with ${ran.code}: ${ran.stderr.trim().split('\n').slice(-5).join('\n')}`)
  return ran
}

/** In a process of the pool, on one device or on four. */
export const within = async ({ single, fourfold }: Room, devices: 1 | 4, job: string, ...options: readonly string[]): Promise<Ran> =>
  (devices === 1 ? single : fourfold).ask<Ran>({ job: [job, ...options] })

/** A program, with its process while it runs. */
export interface Program {
  readonly pid: number
  readonly ended: Promise<Ran>
}

/** Starts the runner as a program; `heard` has all that it has printed so far. */
export const start = (python: string, options: readonly string[], heard: (stdout: string) => void = () => {}, env: NodeJS.ProcessEnv = {}): Program => {
  const child = spawn(python, [runner, ...options], { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  const ended = new Promise<Ran>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text; heard(said.stdout) })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
    child.on('error', ({ message }) => resolve({ code: null, stdout: '', stderr: message }))
    child.on('close', (code) => resolve({ code, ...said }))
  })
  return { pid: child.pid ?? 0, ended }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resolve(port))
  })
})

/** Processes of one run, by their ranks. */
export const together = async (
  python: string, count: number, options: readonly string[], heard?: (stdout: string) => void, env?: NodeJS.ProcessEnv,
): Promise<readonly Program[]> => {
  const coordinator = `127.0.0.1:${await freePort()}`
  return Array.from({ length: count }, (_, rank) => start(
    python, [...options, '--coordinator', coordinator, '--processes', `${count}`, '--rank', `${rank}`], rank === 0 ? heard : undefined, env))
}

/**
 * Two processes from beginning to end; gives what rank 0 said. What they compile is kept in a folder, where there is one, for the
 * next run.
 */
export const inTwo = ({ python, cores }: Room, cache: string | undefined, job: string, ...options: readonly string[]): Promise<Ran> => cores.use(2, async () => {
  const kept = cache === undefined ? {} : {
    JAX_COMPILATION_CACHE_DIR: cache, JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0', JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES: '-1',
  }
  const programs = await together(python, 2, [job, ...options], undefined, kept)
  const ended = await Promise.all(programs.map(({ ended }) => ended))
  ended.forEach(well)
  return ended[0]!
})
