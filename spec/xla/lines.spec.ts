/** Lines of a stream, and what the runner says in them. */
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLine } from '../../src/xla/lines.js'
import { textLines } from '../../src/xla/textLines.js'
import { left, right } from '../either.js'

const linesOf = async (pieces: readonly Uint8Array[], longest?: number): Promise<readonly string[]> => {
  const lines: string[] = []
  for await (const line of textLines(Readable.from(pieces), longest)) lines.push(line)
  return lines
}

/** A list cut at these places. */
const cut = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const ends = [...places.map((place) => Math.round(place * bytes.length)).sort((a, b) => a - b), bytes.length]
  return ends.map((end, i) => bytes.slice(i === 0 ? 0 : ends[i - 1], end))
}

describe('lines', () => {
  const character = fc.constantFrom('a', '{', '"', 'ß', '…', '🙂', ' ')
  it('are the same however a text is cut, inside of characters, too', () => fc.assert(fc.asyncProperty(
    fc.array(fc.string({ unit: character, maxLength: 8 }), { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
    async (lines, end, places) => {
      expect(await linesOf(cut(Buffer.from(lines.map((line) => `${line}${end}`).join('')), places))).toEqual(lines)
    })))

  it('come without an end, too, and in pieces where they have none for long', async () => {
    expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b'])
    expect((await linesOf(Array.from({ length: 10 }, () => Buffer.from('xxxx')), 10)).map(({ length }) => length)).toEqual([12, 12, 12, 4])
  })
})

describe('what the runner says', () => {
  const said = [
    { event: 'start', step: 3, steps: 20, jax: '0.10.2', jaxlib: '0.10.2', platform: 'gpu', devices: 8, processes: 2, mesh: { data: 4, model: 2 }, shard: ['fsdp'] },
    { event: 'compiled', examples: 32, seconds: 3.1 },
    { event: 'step', step: 1, loss: 2.3025, examples: 32, seconds: 0.01 },
    { event: 'saved', step: 10, file: 'job/out/checkpoint.safetensors' },
    { event: 'end', step: 20, digest: '00', seconds: 1.2 },
  ]
  it.each(said)('$event', (line) => {
    expect(right(decodeLine(JSON.stringify(line)))).toEqual(line)
    for (const field of Object.keys(line)) expect(left(decodeLine(JSON.stringify({ ...line, [field]: undefined }))), field).toMatch(/expected/)
    expect(left(decodeLine(JSON.stringify({ ...line, more: 1 })))).toContain('no such field is known')
  })

  it.each([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]])('a loss of %s, which JSON cannot say', (text, loss) => {
    expect(right(decodeLine(`{"event":"step","step":1,"loss":"${text}","examples":1,"seconds":0}`))).toMatchObject({ loss })
  })

  it.each(['', '{', 'null', '[]', '{"event":"stop"}', '{"event":"step","step":1.5,"loss":1,"examples":1,"seconds":0}'])('%s is nothing of it', (line) => {
    expect(left(decodeLine(line))).toMatch(/expected/)
  })
})
