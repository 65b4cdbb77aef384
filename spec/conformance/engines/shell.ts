/** Engines that are started as a command and print. */
import { spawn } from 'node:child_process'
import type { Row } from '../row.js'
import { patience, rowsOf, tooLate } from './engine.js'

/** How a command ended: without a code where it did not start, or was ended by a signal. */
interface Ended {
  readonly code: number | null
  /** Whether its time was over. */
  readonly late: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command until it ends, or its time is over: it and whatever it has started is ended then. */
export const command = (file: string, args: readonly string[], milliseconds = 20_000): Promise<Ended> => new Promise((resolve) => {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const said = { stdout: '', stderr: '', late: false }
  const timer = setTimeout(() => {
    said.late = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, milliseconds)
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
  const end = (code: number | null): void => {
    clearTimeout(timer)
    resolve({ code, ...said })
  }
  child.on('error', (error) => { said.stderr += error.message; end(null) })
  child.on('close', end)
})

/** The rows that a command prints. */
export const printed = async (file: string, args: readonly string[]): Promise<readonly Row[]> => {
  const { code, late, stdout, stderr } = await command(file, args, patience)
  const last = stderr.trim().split('\n').slice(-3).join(' ')
  return rowsOf(stdout.split('\n'), late ? tooLate : `it ended with ${code ?? 'a signal'}, before it was done: ${last}`)
}

/** The first line that a command says, or undefined where there is no such command. */
export const says = async (file: string, args: readonly string[]): Promise<string | undefined> => {
  const { code, stdout } = await command(file, args)
  return code === 0 ? stdout.trim().split('\n')[0] : undefined
}
