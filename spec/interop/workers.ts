/** Python processes that answer requests, one JSON line each. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Cores } from './cores.js'

export interface Workers {
  /** The answer of the next process that is free; it keeps a core busy. */
  readonly ask: <A>(request: object) => Promise<A>
  readonly end: () => void
}

interface Worker {
  readonly ask: (request: object) => Promise<unknown>
  readonly isAlive: () => boolean
  readonly end: () => void
}

/** The end of what a process has said, for when it says nothing more. */
const kept = 2000

const workerOf = (python: string, script: string, env: NodeJS.ProcessEnv): Worker => {
  const child = spawn(python, [script], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let [errors, ended] = ['', undefined as string | undefined]
  const asked: { readonly answered: (answer: unknown) => void; readonly failed: (error: Error) => void }[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-kept) })
  createInterface(child.stdout).on('line', (line) => {
    const answer = JSON.parse(line) as { readonly error?: string }
    const { answered, failed } = asked.shift()!
    if (answer.error === undefined) answered(answer)
    else failed(new Error(answer.error))
  })
  const end = (why: string): void => {
    ended ??= `${script}: ${why}\n${errors}`
    for (const { failed } of asked.splice(0)) failed(new Error(ended))
  }
  child.on('error', ({ message }) => end(message))
  child.on('close', (code, signal) => end(`ended with ${code ?? signal}`))
  child.stdin.on('error', ({ message }) => end(message))
  return {
    ask: (request) => new Promise((answered, failed) => {
      if (ended !== undefined) return failed(new Error(ended))
      asked.push({ answered, failed })
      child.stdin.write(`${JSON.stringify(request)}\n`)
    }),
    isAlive: () => ended === undefined,
    end: () => child.kill('SIGKILL'),
  }
}

/** As many processes of a script as there are cores, started when they are needed. */
export const workersOf = (python: string, script: string, env: NodeJS.ProcessEnv, cores: Cores): Workers => {
  const all: Worker[] = []
  const idle: Worker[] = []
  const start = (): Worker => {
    const worker = workerOf(python, script, env)
    all.push(worker)
    return worker
  }
  return {
    ask: <A>(request: object) => cores.use(1, async () => {
      const worker = idle.pop() ?? start()
      try {
        return await worker.ask(request) as A
      } finally {
        if (worker.isAlive()) idle.push(worker)
      }
    }),
    end: () => { for (const { end } of all) end() },
  }
}
