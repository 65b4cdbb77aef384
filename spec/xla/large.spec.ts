/** Jobs of more data than there is memory for, and writers that are killed. */
import { execFile, spawn } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadJob } from '../../src/xla/index.js'
import { right } from '../either.js'
import { root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'

const { at } = temporaryFolder()
const writer = join(root, 'dist/spec/xla/writer.js')

describe('a job of many batches', { timeout: 300_000 }, () => {
  it('takes the memory of a few shards of 16 MiB, of 200 MB as of 20', async () => {
    for (const megabytes of [20, 200]) {
      const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', writer, at(`of-${megabytes}`), String(megabytes)])
      const { steps, shards, more } = JSON.parse(stdout) as { readonly steps: number; readonly shards: number; readonly more: number }
      expect([steps, shards]).toEqual([megabytes, Math.ceil(megabytes / 15)])
      expect(more).toBeLessThan(150)
    }
  })

  it('is not there when its writer is killed, and what it left is gone with the next', async () => {
    const room = at('killed')
    await mkdir(room)
    for (let i = 0; i < 3; i++) {
      const child = spawn(process.execPath, [writer, join(room, 'job'), '100'], { stdio: ['ignore', 'ignore', 'inherit'] })
      const ended = new Promise((done) => child.once('close', (_, signal) => done(signal)))
      while (!(await readdir(room, { recursive: true })).some((name) => name.includes(`0000${i}.safetensors`))) await after(5)
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
      // The temporary folder of the killed process is removed.
      expect((await readdir(room)).map((name) => name.startsWith('job.'))).toEqual([true])
    }
    await promisify(execFile)(process.execPath, [writer, join(room, 'job'), '3'])
    expect(await readdir(room)).toEqual(['job'])
    expect(right(await loadJob(join(room, 'job'), { verify: true })()).contents.steps.count).toBe(3)
  })
})
