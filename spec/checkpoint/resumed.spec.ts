/** Training that is stopped anywhere, saved, and gone on with in another process has the bits of training that never stopped. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { node, root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'

const { at } = temporaryFolder()

/** Trains in a process of its own from one file to another; what it says of its end. */
const train = async (backend: string, from: string, step: number, to: string): Promise<string> => {
  const { code, stdout, stderr } = await node(join(root, 'dist/spec/checkpoint/training.js'), [backend, from, String(step), at(to)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

describe('training in another process', () => {
  let [end, bytes] = ['', Buffer.alloc(0)]
  beforeAll(async () => {
    end = await train('wasm', '-', 21, 'whole')
    bytes = await readFile(at('whole'))
  })

  it('that never stops ends the same on every backend', async () => {
    expect(end).toMatch(/^step 21, loss \d\.\d+, [0-9a-f]{64}\n$/)
    expect(await train('mutable', '-', 21, 'mutable')).toBe(end)
    expect(await readFile(at('mutable'))).toEqual(bytes)
  })

  it.each([
    ['before the first step', 0], ['within the first epoch', 4], ['at its end', 7], ['within the last', 17], ['at the end', 21],
  ])('that was stopped %s (%d) goes on to the same bits', async (_, step) => {
    const half = at(`wasm-${step}`)
    expect(await train('wasm', '-', step, `wasm-${step}`)).toMatch(`step ${step}, `)
    await Promise.all(['wasm', 'mutable'].map(async (backend) => {
      const name = `${backend}-from-${step}`
      expect(await train(backend, half, 21, name)).toBe(end)
      expect(await readFile(at(name))).toEqual(bytes)
    }))
  })

  it('that was stopped again and again goes on to the same bits', async () => {
    let last = '-'
    for (const step of [3, 6, 9, 15]) {
      await train(step % 2 === 0 ? 'wasm' : 'mutable', last, step, `again-${step}`)
      last = at(`again-${step}`)
    }
    expect(await train('wasm', last, 21, 'again')).toBe(end)
  })
})
