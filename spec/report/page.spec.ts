/** Pages of runs: one document that holds all that it shows, well-formed whatever the data says, small, and the same for the same run. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html } from '../../src/report/page/index.js'
import { factsOf } from '../../src/report/page/facts.js'
import { mostBytes, page } from '../../src/report/page/frame.js'
import { durationText, numberText, percentText, shortNumber } from '../../src/report/page/number.js'
import * as run from '../../src/run/index.js'
import type { RunEvent } from '../../src/run/index.js'
import { complaint } from '../complaint.js'
import { events } from '../run/events.js'
import { longRun, smallRun } from './runs.js'
import { named, ofClass, parsePage, textOf, within, type Node } from './xml.js'

const bytes = (text: string): number => new TextEncoder().encode(text).length
const withId = (node: Node, id: string): Node => within(node).find(({ attributes }) => attributes['id'] === id) as Node

/** Elements and attributes that could load or run something. */
const harmless = (node: Node): void => {
  for (const { name, attributes } of within(node)) {
    expect(name).not.toMatch(/^(script|link|iframe|object|embed|base|form|foreignObject|use)$/i)
    for (const [key, value] of Object.entries(attributes)) {
      expect(key).not.toMatch(/^(on|style$|srcset$|xlink)/i)
      if (key === 'href') expect(value).toMatch(/^#/)
      if (key === 'src') expect(value).toMatch(/^data:image\//)
      // A coordinate is a number.
      if (['d', 'x', 'y', 'cx', 'cy', 'width', 'height', 'transform', 'viewBox'].includes(key)) expect(value).not.toMatch(/NaN|Infinity|undefined/)
    }
  }
}

describe('the page of a run', () => {
  it('is well-formed and harmless, whatever is in the run', () => {
    fc.assert(fc.property(events, fc.boolean(), (list, times) => {
      const made = run.of(list)
      const text = html(made, { times })
      harmless(parsePage(text))
      expect(html(made, { times })).toBe(text)
    }), { numRuns: 40 })
  })

  it('names the hash of its one style sheet, and lets nothing else in', () => {
    const node = parsePage(html(smallRun))
    const [style, ...others] = named(node, 'style') as [Node]
    expect(others).toEqual([])
    const hash = createHash('sha256').update(style.children.join('')).digest('base64')
    const policy = named(node, 'meta').find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes['content']
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`)
    expect(style.children.join('')).toMatch(/prefers-color-scheme:dark/)
    expect(style.children.join('')).not.toMatch(/url\(|@import/)
  })

  it('has landmarks, one title, and links that lead to its parts', () => {
    const node = parsePage(html(smallRun))
    expect(['header', 'nav', 'main', 'h1'].map((name) => named(node, name).length)).toEqual([1, 1, 1, 1])
    const ids = within(node).flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const links = named(node, 'a').map(({ attributes }) => attributes['href']!.slice(1))
    expect(links.filter((id) => !ids.includes(id))).toEqual([])
    expect(links).toEqual(expect.arrayContaining(['curves', 'network', 'histograms', 'time', 'settings', 'program', 'receipt']))
    for (const svg of named(node, 'svg')) {
      expect(svg.attributes['role'] === 'img' ? named(svg, 'desc').length : svg.attributes['aria-hidden']).toBe(svg.attributes['role'] === 'img' ? 1 : 'true')
    }
  })

  it('shows names from data as text', () => {
    const name = '"><script>alert(1)</script>'
    const made = run.of([
      { event: 'start', step: 0, title: name, data: { [name]: name }, settings: { [name]: [name] }, program: name, network: { input: [2], layers: [{ name, output: { [name]: [1] }, parameters: 1, branches: { [name]: [] } }] } },
      { event: 'validation', step: 1, values: { [name]: 1 } },
      { event: 'histograms', step: 1, tensors: [{ name, weights: { edges: [0, 1], counts: [1] }, updateRatio: 1 }] },
      { event: 'end', step: 1, seconds: 1, parts: { [name]: 1 }, stopped: name },
      { event: 'receipt', receipt: { [name]: name } },
    ])
    const node = parsePage(html(made))
    harmless(node)
    expect(textOf(named(node, 'h1')[0] as Node)).toBe(name)
    for (const id of ['curves', 'network', 'histograms', 'time', 'settings', 'program', 'receipt']) expect([id, textOf(withId(node, id)).includes('<script>')]).toEqual([id, true])
  })

  it('of the same training is the same, however long it took', () => {
    const at = (factor: number) => run.of(smallRun.events.map((event): RunEvent =>
      event.event === 'step' ? { ...event, seconds: factor * event.step }
      : event.event === 'end' ? { ...event, seconds: 9 * factor, parts: { training: 8 * factor } } : event))
    expect(html(at(1), { times: false })).toBe(html(at(7), { times: false }))
    expect(html(at(1))).not.toBe(html(at(7)))
    expect(textOf(withId(parsePage(html(at(1))), 'time'))).toContain('8 s · 100.0%')
  })

  it('of 100,000 steps has each spike, is small, and is made in a moment', () => {
    const made = longRun(100_000)
    html(smallRun)
    const { user: before } = process.cpuUsage()
    const text = html(made)
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(1.5)
    expect(bytes(text)).toBeLessThan(400_000)
  })

  it('of a million steps with long names and a thousand classes is at most a megabyte', () => {
    const long = 'name '.repeat(200)
    const names = Array.from({ length: 1000 }, (_, i) => `${i} ${long}`)
    const layer = (i: number) => ({ name: `${i} ${long}`, output: { [long]: [i, i] }, parameters: i })
    const layers = Array.from({ length: 120 }, (_, i) => ({ ...layer(i), branches: { [long]: [layer(i)], b: [layer(i), { ...layer(1), branches: { c: [layer(i)] } }] } }))
    const counts = Array.from({ length: 100 }, (_, i) => i)
    const tensors = Array.from({ length: 300 }, (_, i) => ({
      name: `${i} ${long}`, weights: { edges: [...counts, 100], counts }, gradients: { edges: [...counts, 100], counts }, updateRatio: 1 / (i + 1),
    }))
    const made = {
      ...longRun(1_000_000),
      start: { event: 'start', step: 0, title: long, program: long.repeat(1000), settings: Object.fromEntries(names.map((name) => [name, name])), data: Object.fromEntries(names.map((name) => [name, name])), network: { input: [1], layers } },
      validations: [1, 2, 3].map((step) => ({ event: 'validation', step, values: Object.fromEntries(names.map((name) => [name, step])) })),
      histograms: Array.from({ length: 14 }, (_, i) => ({ event: 'histograms', step: i, tensors })),
      receipt: { trail: names, configuration: names },
    } as unknown as run.Run
    const text = html(made)
    expect(bytes(text)).toBeLessThanOrEqual(mostBytes)
    const said = textOf(parsePage(text))
    for (const sentence of ['988 more metrics are left out.', '12 of 300 tensors are shown, evenly from the first to the last; 288 are left out.', '900 more are left out.', 'The first 200 layers; the others are left out.', 'layers not drawn'])
      expect(said).toContain(sentence)
  })

  it('refuses what is no run, and unknown options', () => {
    expect(complaint(() => html({} as never)).message).toContain('report.html: run should be a run, as run.of makes it of events')
    expect(complaint(() => html({ ...smallRun, steps: [{ event: 'step', step: 1 }] } as never)).message).toContain('should be a run')
    expect(complaint(() => html(smallRun, { time: false } as never)).message).toContain('did you mean "times"?')
  })

  it('of nothing says so little that it is a page even so', () => {
    const node = parsePage(html(run.of([])))
    expect(textOf(named(node, 'body')[0] as Node)).toContain('0 steps')
  })

  it('links to what was left out lead to the sentence that says so', () => {
    const truths = Array.from({ length: 30 }, (_, i) => i % 2)
    const outcome = { kind: 'classes', names: ['a', 'b'], truths, probabilities: truths.map(() => [0.5, 0.5]) } as const
    const cells = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`column ${i}`, i]))
    const tested = { event: 'result', ...run.result({ part: 'held back', outcome, caseAt: () => ({ shown: { kind: 'row', cells } }) }) } as const
    const made = html({ ...run.of([]), results: Array.from({ length: 50 }, () => tested) })
    expect(made).toContain('was left out, to keep the page below')
    const nodes = within(parsePage(made))
    const ids = new Set(nodes.map(({ attributes }) => attributes['id']))
    expect(nodes.flatMap(({ attributes }) => attributes['href'] ?? []).filter((href) => !ids.has(href.slice(1)))).toEqual([])
    expect(made).toContain('href="#cases"')
  })
})

describe('its curves', () => {
  const section = withId(parsePage(html(smallRun)), 'curves')
  it('show loss, metrics, learning rate and norms, and what was kept', () => {
    expect(named(section, 'h3').map(textOf)).toEqual(['Loss', 'accuracy', 'Learning rate', 'Norm of the gradient', 'Norm of the update'])
    expect(textOf(ofClass(section, 'keys')[0] as Node)).toMatch(/^stepmean of 2 stepsvalidationbest: [\d.]+ at step 150kept: step 150$/)
  })
})

it('a part that leaves no room is left out with a sentence', () => {
  const text = page({ title: 'a' }, [{ id: 'a', title: 'A', body: 'x'.repeat(999_000) }, { id: 'b', title: 'B', body: 'b'.repeat(9000) }])
  expect(bytes(text)).toBeLessThan(mostBytes)
  expect(textOf(withId(parsePage(text), 'a'))).toMatch(/^AThis part takes 999,0\d\d bytes and was left out/)
  expect(textOf(withId(parsePage(text), 'b'))).toBe(`B${'b'.repeat(9000)}`)
})

it('JSON becomes facts by path', () => {
  expect(factsOf({ seed: 7, hidden: [64, 32], optimizer: { name: 'adam', rates: [{ at: 0.5 }] }, nothing: null, on: true, long: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] })).toEqual([
    ['seed', 7], ['hidden', '64, 32'], ['optimizer.name', 'adam'], ['optimizer.rates.0.at', 0.5], ['nothing', 'null'], ['on', 'true'],
    ['long', '1, 2, 3, 4, 5, 6, 7, 8, and 2 more'],
  ])
})

it.each([
  [numberText(0.123456), '0.1235'], [numberText(60000), '60,000'], [numberText(1234.56), '1,234.6'], [numberText(1e-9), '1e-9'], [numberText(-2), '−2'],
  [numberText(NaN), 'NaN'], [numberText(-Infinity), '−∞'], [shortNumber(1_500_000), '1.5M'], [shortNumber(12.5), '12.5'], [percentText(0.9721), '97.2%'],
  [durationText(0.0123), '12.3 ms'], [durationText(3.14159), '3.14 s'], [durationText(75), '1 min 15 s'], [durationText(7320), '2 h 2 min'],
])('%s', (text, expected) => expect(text).toBe(expected))
