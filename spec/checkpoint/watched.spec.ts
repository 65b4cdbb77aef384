/** A training with observers that is killed at any moment, again and again, is gone on with to the bits of one that never stopped. */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { read } from '../../src/run/index.js'
import { node, root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'

const { at } = temporaryFolder()
const program = join(root, 'dist/spec/checkpoint/watched.js')
const times = Math.max(1, Math.round(Number(process.env['TENFOLD_KILLS'] ?? 4) / 6))

/** Trains to the end; what it says of it. */
const trained = async (how: string, name: string): Promise<string> => {
  const { code, stdout, stderr } = await node(program, [how, at(`${name}.safetensors`), at(`${name}.jsonl`)])
  expect({ code, stderr: stderr.replace(/^\d+$/gm, '').trim() }).toEqual({ code: 0, stderr: '' })
  return stdout
}

/** Trains, and is killed so many milliseconds after its first step. */
const killed = async (how: string, name: string, after: number): Promise<string | null> => {
  const child = spawn(process.execPath, [program, how, at(`${name}.safetensors`), at(`${name}.jsonl`), '6'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<string | null>((done) => child.once('close', (_, signal) => done(signal)))
  await new Promise((first) => child.stderr.once('data', first).once('end', first))
  await new Promise((done) => setTimeout(done, after))
  child.kill('SIGKILL')
  return ended
}

describe('a training that is killed', { timeout: 300_000 }, () => {
  let end = ''
  beforeAll(async () => { end = await trained('fold', 'whole') }, 60_000)

  it.each(['fold', 'foldAsync'])(`in %s, ${times} times, ends as if it never was`, async (how) => {
    let kills = 0
    // Spread evenly over the time of some checkpoints: multiples of the golden ratio.
    for (let i = 1; i <= times; i++) if (await killed(how, how, ((i * 0.6180339887) % 1) * 150) === 'SIGKILL') kills++
    expect(kills).toBe(times)
    expect(await trained(how, how)).toBe(end)
    const [found, whole] = [await read(at(`${how}.jsonl`))(), await read(at('whole.jsonl'))()]
    expect(E.isRight(found) && found.right).toStrictEqual(E.isRight(whole) && whole.right)
    expect(readdirSync(at()).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
