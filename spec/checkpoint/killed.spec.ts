/** Whoever writes may be killed at any moment: the file is the old one or the new one, whole, and what is left beside it goes away. */
import { spawn } from 'node:child_process'
import { mkdtemp, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it, vi } from 'vitest'
import { read, write } from '../../src/checkpoint/index.js'
import { root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'
import { filled, inEveryPlace } from './filled.js'

const { at } = temporaryFolder()

/** What lies beside the file. */
const beside = async (): Promise<readonly string[]> => (await readdir(at())).filter((name) => name !== 'file')

/** Writes from contents k on, and is killed at a moment after the first are written. The last k that it said it has written. */
const killed = async (file: string, k: number, moment: () => Promise<unknown>): Promise<number> => {
  const child = spawn(process.execPath, [join(root, 'dist/spec/checkpoint/saver.js'), file, String(k)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<string | null>((done) => child.once('close', (_, signal) => done(signal)))
  let said = ''
  await new Promise<void>((first) => child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; first() }).once('end', first))
  await moment()
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  return Number(said.trim().split('\n').at(-1))
}

describe('a process that writes and is killed', { timeout: 300_000 }, () => {
  const times = Number(process.env['TENFOLD_KILLS'] ?? 4)

  it(`leaves a whole file, each of ${times} times`, async () => {
    const file = at('file')
    let [last, begun] = [0, 0]
    for (let i = 0; i < times; i++) {
      // Every other time when something new is begun; else spread evenly over some writes: multiples of the golden ratio.
      const begins = async (): Promise<void> => { while ((await beside()).length === 0) await after(0) }
      const said = await killed(file, last + 1, i % 2 === 0 ? begins : () => after(((i * 0.6180339887) % 1) * 100))
      const loaded = await read(file)()
      if (E.isLeft(loaded)) throw loaded.left
      const k = inEveryPlace(loaded.right)
      // Those that it said are written, or the next, of which it had no time to say so.
      expect(k === said || k === said + 1, `${k} after ${said}`).toBe(true)
      last = said + 1
      const left = (await beside()).length
      begun += left
      // What the one before left is gone.
      expect(left).toBeLessThanOrEqual(1)
    }
    // Else the moments were none that matter.
    expect(begun).toBeGreaterThan(times / 4)
    expect(await write(file)(filled(1))()).toEqual(E.right(undefined))
    expect(await readdir(at())).toEqual(['file'])
  })
})

describe('a file is put in the place of another', () => {
  it('when its bytes are on the disk, and then the folder is', async () => {
    const inside = await mkdtemp(at('synced-'))
    const handle = await open(join(inside, 'any'), 'w')
    const prototype = Object.getPrototypeOf(handle) as typeof handle
    await handle.close()
    const said: string[] = []
    const sync = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
      const [{ size }, is] = [await this.stat(), (await this.stat()).isDirectory() ? 'the folder' : 'a file']
      const begun = (await readdir(inside)).filter((name) => name.endsWith('.tmp')).length
      said.push(`${is}${size > 8_000_000 ? ' of all bytes' : ''}, ${begun} begun`)
    })
    await write(join(inside, 'file'))(filled(1))()
    sync.mockRestore()
    expect(said).toEqual(['a file of all bytes, 1 begun', 'the folder, 0 begun'])
  })
})
