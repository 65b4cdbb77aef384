/** Runs as lines of text and in files: what comes back, what a crash leaves, and what is damaged. */
import { appendFileSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as run from '../../src/run/index.js'
import type { RunEvent } from '../../src/run/index.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { event, events } from './events.js'

const { at } = temporaryFolder()

const some: readonly RunEvent[] = [
  { event: 'start', step: 0, title: 'grüße', data: { rows: 3, share: NaN, name: 'NaN' } },
  { event: 'step', step: 1, loss: Infinity, examples: 8, gradientNorm: -0 },
  { event: 'validation', step: 1, values: { 'größe': 0.25 } },
  { event: 'end', step: 1, stopped: 'ä€😀' },
]

describe('events as lines', () => {
  it('come back, whatever they hold', () => {
    fc.assert(fc.property(events, (list) => {
      const text = run.encode(list)
      expect(text.split('\n').length).toBe(list.length + 1)
      expect(right(run.decode(text))).toStrictEqual(list)
      // The same events are the same text.
      expect(run.encode(right(run.decode(text)))).toBe(text)
    }), { numRuns: 300 })
  })

  it('are JSON that says what its numbers cannot', () => {
    expect(run.encode(some.slice(0, 2))).toBe(
      '{"event":"start","step":0,"title":"grüße","data":{"rows":3,"share":{"$number":"NaN"},"name":"NaN"}}\n'
      + '{"event":"step","step":1,"loss":"Infinity","examples":8,"gradientNorm":"-0"}\n')
    expect(run.encode([])).toBe('')
    expect(right(run.decode(''))).toEqual([])
  })

  it('are cut off at any character of the last line without loss of the others', () => {
    const text = run.encode(some)
    const last = run.encode(some.slice(0, -1)).length
    for (let n = last; n < text.length - 1; n++) expect(right(run.decode(text.slice(0, n)))).toStrictEqual(some.slice(0, -1))
    // All is there but the end of the line.
    expect(right(run.decode(text.slice(0, -1)))).toStrictEqual(some)
  })

  it.each([
    ['{"event":"pause","step":1}', 'line 2: expected an event of a run, received event: one of start, step, validation, histograms, end, result, receipt expected, received "pause": it may be of a newer version'],
    ['{"event":"step","step":1,"loss":1,"examples":8,"mood":"good"}', 'mood: no such field is known: it may be of a newer version'],
    ['{"event":"step","step":1,"examples":8}', 'loss: a number expected, received undefined'],
    ['{"event":"step","step":-1,"loss":1,"examples":8}', 'step: a whole number of at least 0 expected, received -1'],
    ['{"event":"step","step":1,"loss":"nan","examples":8}', 'loss: a number expected, received "nan"'],
    ['[]', 'a record expected, received []'],
    ['', 'expected an event as JSON, received "", which is no JSON'],
    ['{"event":"step"', 'which is no JSON'],
    ['{"event":"histograms","step":1,"tensors":[{"name":"w","weights":{"edges":[0,1],"counts":[1,2]}}]}', 'tensors.0.weights: 3 edges for 2 counts expected, received 2'],
    ['{"event":"start","step":0,"settings":{"a":[1,{"b":"x"}]},"network":{"input":[1],"layers":[{"name":"dense","output":[-1],"parameters":0}]}}', 'network.layers.0.output.0: a whole number of at least 0 expected, received -1'],
  ])('that are none are refused: %s', (line, says) => {
    const [first = ''] = run.encode(some).split('\n')
    const error = left(run.decode(`${first}\n${line}\n${first}\n`, 'run.jsonl'))
    expect(error.argument).toBe('run.jsonl, line 2')
    expect(error.message).toContain(says)
  })

  it.each([
    [{ names: ['a', 'b'], truths: [0, 1], probabilities: [[1, 0]] }, '2 lists of probabilities expected'],
    [{ names: ['a', 'b'], truths: [2], probabilities: [[1, 0]] }, 'truths below 2'],
    [{ names: ['a', 'b'], truths: [0], probabilities: [[1]] }, '2 probabilities in each list'],
  ])('that do not fit themselves are refused: %s', (outcome, says) => {
    const tested = { event: 'result', part: 'held back', rows: 1, score: 'accuracy', figures: {}, baselines: [], cases: [] }
    expect(left(run.decode(`${JSON.stringify({ ...tested, outcome: { kind: 'classes', ...outcome } })}\n`)).message).toContain(says)
    const stray = { ...tested, outcome: { kind: 'sequences', losses: [1] }, cases: [{ index: 1, shown: { kind: 'row', cells: {} } }] }
    expect(left(run.decode(JSON.stringify(stray))).message).toContain('cases below 1')
  })

  it('are not made of what is no event', () => {
    const wrong = { event: 'step', step: 1, loss: '1', examples: 8 } as unknown as RunEvent
    expect(complaint(() => run.encode([some[0] as RunEvent, wrong])).message).toContain('run.encode: events[1]: loss: a number expected, received "1"')
    const settings = { event: 'start', step: 0, settings: { rate: NaN } } as const
    expect(complaint(() => run.encode([settings])).message).toContain('settings.rate: a finite number, not -0, expected, received NaN')
  })

  it('of random bytes are refused or none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.array(event, { minLength: 1, maxLength: 2 }), (noise, list) => {
      const found = run.decode(`${run.encode(list)}${noise}\n`)
      if (E.isRight(found)) expect(noise).toBe('never an event')
      else expect(found.left.argument).toMatch(/^the text, line \d+$/)
    }))
  })
})

describe('a run in a file', () => {
  it('is what was appended, event by event', async () => {
    const file = at('appended.jsonl')
    for (const one of some) right(await run.append(file)([one])())
    expect(readFileSync(file, 'utf8')).toBe(run.encode(some))
    expect(right(await run.read(file)())).toStrictEqual(run.of(some))
    right(await run.append(file)([])())
    expect(readFileSync(file, 'utf8')).toBe(run.encode(some))
  })

  it('is read without a last line that was cut off at any byte, and goes on behind the others', async () => {
    const bytes = Buffer.from(run.encode(some))
    const last = Buffer.from(run.encode(some.slice(0, -1))).length
    for (let n = last; n < bytes.length; n++) {
      const file = at(`cut-${n}.jsonl`)
      writeFileSync(file, bytes.subarray(0, n))
      const isWhole = n === bytes.length - 1
      expect(right(await run.read(file)())).toStrictEqual(run.of(isWhole ? some : some.slice(0, -1)))
      right(await run.append(file)([{ event: 'end', step: 7 }])())
      expect(right(await run.read(file)()).end).toEqual({ event: 'end', step: 7 })
      expect(right(await run.read(file)()).steps).toEqual([some[1]])
      if (isWhole) expect(readFileSync(file, 'utf8')).toBe(run.encode([...some, { event: 'end', step: 7 }]))
    }
  })

  it('that is cut off in its first line begins anew', async () => {
    const file = at('first.jsonl')
    const long = run.encode([{ event: 'start', step: 0, title: 'x'.repeat(200_000) }])
    writeFileSync(file, long)
    truncateSync(file, 150_000)
    right(await run.append(file)([some[1] as RunEvent])())
    expect(readFileSync(file, 'utf8')).toBe(run.encode([some[1] as RunEvent]))
  })

  it('that is damaged elsewhere is refused, with the line', async () => {
    const file = at('damaged.jsonl')
    const bytes = Buffer.from(run.encode(some))
    bytes[bytes.indexOf('ü')] = 0xff
    writeFileSync(file, bytes)
    const error = left(await run.read(file)())
    expect(error.argument).toBe(`${file}, line 1`)
    expect(error.message).toContain('received bytes that are no UTF-8')
    appendFileSync(file, Buffer.from([0, 0, 0]))
    expect(left(await run.read(file)()).argument).toBe(`${file}, line 1`)
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, byte) => {
      const damaged = Buffer.from(run.encode(some))
      damaged[place] = byte
      // Read or refused, and nothing else.
      run.decode(damaged.toString('latin1'))
    }))
  })

  it('is read only where there is one, and written only where it can be', async () => {
    expect(left(await run.read(at('none.jsonl'))()).message).toContain('received no such file')
    expect(left(await run.append(at('no/run.jsonl'))(some)()).message).toContain('expected a file that can be written, received no such folder')
    expect(left(await run.append(at('.'))(some)()).message).toContain('received a folder')
    symlinkSync('/dev/null', at('device'))
    expect(left(await run.append(at('device'))(some)()).message).toContain('received no regular file')
  })
})

describe('a run of events', () => {
  const step = (n: number, loss: number): RunEvent => ({ event: 'step', step: n, loss, examples: 1 })

  it('that was resumed has what was done once', () => {
    const made = run.of([
      { event: 'start', step: 0, title: 'a' }, step(1, 1), step(2, 2), step(3, 3), { event: 'validation', step: 2, values: {} },
      { event: 'start', step: 2, steps: 4 }, step(3, 30), { event: 'end', step: 3, stopped: 'abort' },
      { event: 'start', step: 3 }, step(4, 40), { event: 'end', step: 4 },
    ])
    expect(made.start).toEqual({ event: 'start', step: 0, title: 'a', steps: 4 })
    expect(made.steps).toEqual([step(1, 1), step(2, 2), step(3, 30), step(4, 40)])
    expect(made.validations).toEqual([{ event: 'validation', step: 2, values: {} }])
    expect(made.end).toEqual({ event: 'end', step: 4 })
  })
})
