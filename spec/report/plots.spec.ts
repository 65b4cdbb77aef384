/** Plots: what is in them, read back from their SVG. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { svg } from '../../src/report/page/index.js'
import { space, ticksOf } from '../../src/report/svg/axes.js'
import { blockMeans, reduced } from '../../src/report/svg/reduce.js'
import { complaint } from '../complaint.js'
import { named, ofClass, parse, textOf, type Node } from './xml.js'

/** The points of a path of lines. */
const pointsOf = (d: string): readonly (readonly [number, number])[] =>
  [...d.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
/** The longest line, which is no sign of a legend. */
const curveOf = (node: Node): string => ofClass(node, 'curve').map(({ attributes }) => attributes['d']!).reduce((a, b) => (b.length > a.length ? b : a))
const numbers = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -Infinity, 0, 1e308, -1e308, 5e-324)), { maxLength: 30 })
/** No coordinate may be something else than a number. */
const sound = (text: string): void => {
  const node = parse(text)
  for (const { attributes } of [node, ...named(node, 'path'), ...named(node, 'rect'), ...named(node, 'circle'), ...named(node, 'text')]) {
    for (const value of Object.values(attributes)) expect(value).not.toMatch(/NaN|Infinity|undefined/)
  }
}

describe('a curve', () => {
  it('is drawn of any numbers', () => {
    fc.assert(fc.property(numbers, fc.option(fc.boolean(), { nil: undefined }), fc.boolean(), (y, log, faint) => {
      sound(svg.curve([{ name: 'a', y, best: 'least', faint }, { name: 'b', x: y, y, best: 'greatest' }], log === undefined ? {} : { log }))
    }), { numRuns: 60 })
  })

  it('keeps a spike of one point among a hundred thousand', () => {
    const y = Array.from({ length: 100_000 }, (_, i) => (i === 61_234 ? 9 : Math.sin(i) / 100))
    const points = pointsOf(curveOf(parse(svg.curve([{ name: 'loss', y }]))))
    expect(points.length).toBeLessThan(4 * 640)
    const highest = Math.min(...points.map(([, py]) => py))
    const [[x]] = points.filter(([, py]) => py === highest) as [readonly [number, number]]
    const { x: place, y: level } = space({ domain: [1, 100_000], nice: false }, { domain: [-0.01, 9] })
    expect([x, highest]).toEqual([expect.closeTo(place(61_235), 0), expect.closeTo(level(9), 0)])
  })

  it('has a gap and a mark where a value is not finite', () => {
    const node = parse(svg.curve([{ name: 'loss', y: [4, 3, NaN, Infinity, 2, 1] }], { xLabel: 'step' }))
    expect(curveOf(node).match(/M/g)?.length).toBe(2)
    expect(ofClass(node, 'gap').at(-1)?.attributes['d']?.match(/M/g)?.length).toBe(2)
    expect(textOf(node)).toContain('2 values are not finite, the first at step 3.')
  })

  it('marks the best value, the first of several, and none among what is not finite', () => {
    expect(textOf(parse(svg.curve([{ name: 'a', y: [2, NaN, 1, 1], best: 'least' }], { xLabel: 'step' })))).toContain('best: 1 at step 3')
    expect(textOf(parse(svg.curve([{ name: 'a', x: [10, 20, 30], y: [2, Infinity, 3], best: 'greatest' }], { xLabel: 'epoch' })))).toContain('best: 3 at epoch 30')
    expect(textOf(parse(svg.curve([{ name: 'a', y: [NaN], best: 'least' }])))).not.toContain('best')
    expect(textOf(parse(svg.curve([{ name: 'a', y: [NaN], best: 'least' }])))).toContain('no finite value')
  })

  it('is logarithmic over three decades, and where it is asked to be', () => {
    const ticks = (y: readonly number[], log?: boolean) =>
      named(parse(svg.curve([{ name: 'a', y }], log === undefined ? {} : { log })), 'text').map(textOf)
    expect(ticks([1, 1000])).toEqual(expect.arrayContaining(['1', '10', '100', '1,000']))
    expect(ticks([1, 999])).not.toContain('10')
    expect(ticks([0, 1000])).not.toContain('10')
    expect(ticks([1, 1000], false)).not.toContain('10')
    expect(ticks([1, 100], true)).toContain('10')
    expect(ticks([-1, 0, 1, 100], true)).toContain('2 values are not positive and not on the logarithmic scale.')
  })

  it('has one line for each, named', () => {
    const node = parse(svg.curve([{ name: '"><script>', y: [1, 2] }, { name: 'b', y: [2, 1] }], { marks: [{ name: 'kept', x: 1 }] }))
    expect(named(node, 'script')).toEqual([])
    expect(named(node, 'text').map(textOf)).toEqual(expect.arrayContaining(['"><script>', 'b', 'kept']))
  })
})

describe('points are reduced', () => {
  it('to at most four and two gaps a column, with the least and the greatest of each', () => {
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -99, max: 99 }) }, fc.constant(NaN)), { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (y, columns) => {
      const x = y.map((_, i) => i)
      const columnOf = (at: number): number => Math.floor((at * columns) / Math.max(1, y.length))
      const points = reduced(x, y, Number.isFinite, columnOf)
      for (let column = 0; column < columns; column++) {
        const all = x.filter((at) => columnOf(at) === column).map((at) => y[at] as number)
        const kept = points.filter(([at]) => columnOf(at) === column).map(([, value]) => value)
        expect(kept.length).toBeLessThanOrEqual(6)
        const [finite, drawn] = [all.filter(Number.isFinite), kept.filter(Number.isFinite)]
        expect([Math.min(...drawn), Math.max(...drawn), drawn[0], drawn.at(-1)]).toEqual([Math.min(...finite), Math.max(...finite), finite[0], finite.at(-1)])
      }
      expect(points.every(([at, value]) => Object.is(value, y[at]))).toBe(true)
      expect(points.map(([at]) => at)).toEqual(points.map(([at]) => at).toSorted((a, b) => a - b))
    }))
  })

  it('to means of blocks, which large numbers don\'t overflow', () => {
    expect(blockMeans([1, 2, 3, 4], [1e308, 1e308, 1, 3], Number.isFinite, 2)).toEqual({ size: 2, x: [1.5, 3.5], y: [1e308, 2] })
    expect(blockMeans([1, 2, 3], [NaN, NaN, 3], Number.isFinite, 2)).toEqual({ size: 2, x: [1.5, 3], y: [NaN, 3] })
    expect(blockMeans([], [], Number.isFinite, 5)).toEqual({ size: 1, x: [], y: [] })
  })
})

it('ticks are round numbers within the domain, in words that tell them apart', () => {
  const texts = (domain: readonly [number, number], log = false) => ticksOf({ domain, log }, 5).map(({ text }) => text)
  expect(texts([0, 1])).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'])
  expect(texts([0, 100_000])).toEqual(['0', '20k', '40k', '60k', '80k', '100k'])
  expect(texts([0, 4e-6])).toEqual(['0', '1e-6', '2e-6', '3e-6', '4e-6'])
  expect(texts([1e-4, 10], true)).toEqual(['1e-4', '0.01', '1'])
  fc.assert(fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (least, size) => {
    const found = texts([least, least + size])
    expect(new Set(found).size).toBe(found.length)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(14)
  }))
})

describe('a scatter plot', () => {
  it('has every point, many of them by squares', () => {
    const few = parse(svg.scatter({ x: [1, 2, 3], y: [1, 2, NaN] }, { diagonal: true }))
    expect(ofClass(few, 'faintDots')[0]?.attributes['d']?.match(/M/g)?.length).toBe(2)
    expect(textOf(few)).toContain('1 point is not finite and left out.')
    const x = Array.from({ length: 100_000 }, (_, i) => i % 997)
    const text = svg.scatter({ x, y: x.map((value, i) => value + (i % 89)) }, { xLabel: 'true', yLabel: 'predicted' })
    expect(text.length).toBeLessThan(150_000)
    expect(textOf(parse(text))).toMatch(/100,000 points; across: true; up: predicted.*up to [\d,]+ points in a square/)
  })

  it('is drawn of any numbers', () => {
    fc.assert(fc.property(numbers, fc.boolean(), (x, diagonal) => sound(svg.scatter({ x, y: x.toReversed() }, { diagonal, level: 0 }))), { numRuns: 40 })
  })
})

describe('a histogram', () => {
  const heights = (node: Node) => ofClass(node, 'bar').map(({ attributes }) => Number(attributes['height']))

  it('has a bar for each count, as high as it', () => {
    const [a, b] = heights(parse(svg.histogram({ edges: [0, 1, 2, 3], counts: [30, 0, 10] }))) as [number, number]
    expect(a / b).toBeCloseTo(3, 1)
    expect(heights(parse(svg.histogram({ edges: [0, 1, 2, 3], counts: [30, 0, 10] }))).length).toBe(2)
  })

  it('counts every finite value once', () => {
    fc.assert(fc.property(numbers, (values) => {
      const text = svg.histogram(values)
      sound(text)
      const counted = [...text.matchAll(/<title>[^<]*: ([\d,]+)<\/title>/g)].reduce((sum, [, n]) => sum + Number(n!.replaceAll(',', '')), 0)
      expect(counted).toBe(values.filter((value) => Number.isFinite(value) && Math.abs(value) < 1e300).length)
    }), { numRuns: 40 })
  })
})

describe('a confusion table', () => {
  it('has a cell for each count, with links', () => {
    const node = parse(svg.confusion([[9, 1], [0, 5]], { names: ['cat', '<dog>'], href: (i, j) => (i === j ? undefined : `#cases-${i}-${j}`) }))
    const cells = named(node, 'rect').filter(({ attributes }) => /^shade/.test(attributes['class'] ?? ''))
    expect(cells.map(textOf)).toEqual(['cat taken for cat: 9 (90.0%)', 'cat taken for <dog>: 1 (10.0%)', '<dog> taken for <dog>: 5 (100.0%)'])
    expect(named(node, 'a').map(({ attributes }) => attributes['href'])).toEqual(['#cases-0-1'])
    expect(named(node, 'desc').map(textOf)).toEqual(['2 classes, 14 of 15 right; a row for each true class, a column for each predicted one'])
  })

  it('of a thousand classes has those with the most mistakes, and says so', () => {
    const counts = Array.from({ length: 1000 }, (_, i) => Array.from({ length: 1000 }, (_, j) => (i === j ? 50 : i === 700 && j === 3 ? 9 : 0)))
    const text = svg.confusion(counts, { names: counts.map((_, i) => `class ${i} ${'x'.repeat(300)}`) })
    expect(text.length).toBeLessThan(60_000)
    expect(text).toContain('40 of 1,000 classes are drawn, those with the most mistakes; 960 are left out.')
    expect(text).toContain('taken for class 3 ')
  })
})

const says = (f: () => unknown): string => complaint(f).message

it('what is no plot says which argument is wrong', () => {
  expect(says(() => svg.curve([{ name: 'a', x: [1], y: [1, 2] }]))).toContain('lines[0].x should be a list of 2 numbers, as y')
  expect(says(() => svg.curve([{ name: 'a', y: ['1'] as never }]))).toContain('y should be a list of numbers')
  expect(says(() => svg.scatter({ x: [1], y: [] }))).toContain('points.y should be a list of 1 numbers, as x')
  expect(says(() => svg.histogram({ edges: [1, 0], counts: [1] }))).toContain('values should be a list of numbers, or ascending edges')
  expect(says(() => svg.confusion([[1, 2]]))).toContain('counts should be 1 rows of as many counts')
  expect(says(() => svg.confusion([[1]], { names: [] }))).toContain('names should be a list of 1 names')
})
