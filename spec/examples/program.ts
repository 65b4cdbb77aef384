import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a built program of this project in a folder, without a terminal, in a locale that has all characters. */
export const node = (file: string, args: readonly string[] = [], cwd = root, more: NodeJS.ProcessEnv = {}): Promise<Ended> => new Promise((done) => {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', ...more }
  const child = execFile(process.execPath, [file, ...args], { cwd, env, encoding: 'utf8', timeout: 100_000 }, (error, stdout, stderr) =>
    done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }))
  child.stdin?.end()
})
