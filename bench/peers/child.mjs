/** A peer as a child process: asked for steps, it answers with times. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Starts a peer and waits until it says what it is, or why it cannot do this work.
 * @param {{ command: string, args?: readonly string[], program: string, options: object }} variant
 * @param {string} file
 * @param {string} work
 */
export const start = async ({ command, args = [], program, options }, file, work) => {
  const child = spawn(command, [...args, program, file, work, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-2000) })
  child.stdin.on('error', () => {})
  const failed = new Promise((resolve) => {
    child.on('error', (error) => resolve({ cannot: error.message }))
    child.on('close', (code) => resolve({ cannot: `ended with ${code}: ${said.trim().split('\n').slice(-3).join(' ')}` }))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) return failed
      // Libraries may print, too.
      if (value.startsWith('{')) return JSON.parse(value)
    }
  }
  const ask = async (steps) => {
    child.stdin.write(`${JSON.stringify({ steps, runs: 1 })}\n`)
    const { ms, cpuMs, cannot } = await answer()
    if (ms === undefined) throw new Error(`${program}: ${cannot}`)
    return { ms: ms[0], cpuMs: cpuMs[0] }
  }
  /** The digest of the parameters after so many steps more; or why there is none. */
  const digest = async (steps) => {
    child.stdin.write(`${JSON.stringify({ steps, digest: true })}\n`)
    return answer()
  }
  return { ...await answer(), ask, digest, stop: () => { child.kill('SIGKILL') } }
}
