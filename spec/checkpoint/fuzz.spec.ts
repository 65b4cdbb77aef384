import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { node, root } from '../examples/program.js'
import { fuzz } from './fuzz.js'

describe('files changed at random', () => {
  it('are errors or values', { timeout: 300_000 }, () => {
    const count = 4000
    const { refused, read, state } = fuzz(count, 1)
    // All ways are gone often: else the mutations would be too wild, or too tame.
    expect(refused / count).toBeGreaterThan(0.3)
    expect(read / count).toBeGreaterThan(0.08)
    expect(state / count).toBeGreaterThan(0.02)
    expect(refused + read + state).toBe(count)
  })
})

describe('headers made to take memory or time', () => {
  it('take a small multiple of their size, and no longer than others', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await node('--max-old-space-size=64', [join(root, 'dist/spec/checkpoint/hostile.js'), '2000000'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const told = [...stdout.matchAll(/^(.+): (read|refused) in (\d+) ms$/gm)]
    expect(told.filter(([, , how]) => how === 'read').map(([, name]) => name)).toEqual(['tensors', 'texts', 'axes', 'large axes', 'a name', 'blanks'])
    expect(told.filter(([, , how]) => how === 'refused').length).toBe(7)
    // Half a second for the slowest where nothing else runs.
    for (const [line, , , took] of told) expect(Number(took), line).toBeLessThan(15_000)
  })
})
