/** Runs in a terminal. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { report } from '../../src/index.js'
import * as run from '../../src/run/index.js'
import { events } from '../run/events.js'
import { smallRun } from './runs.js'

it.each<[readonly number[], number | undefined, string]>([
  [[], undefined, ''], [[5], undefined, '▁'], [[1, 2, 3, 4, 5, 6, 7, 8], undefined, '▁▂▃▄▅▆▇█'], [[0, 0, 8, 8], 2, '▁█'], [[3, 3, 3], undefined, '▁▁▁'],
  [[1, NaN, 2], undefined, '▁×█'], [[1, 2, NaN, 2, 3, 3], 3, '▁×█'], [[-1.7e308, 1.7e308], undefined, '▁█'],
])('sparkline of %j in %j', (numbers, width, text) => expect(report.sparkline(numbers, width)).toBe(text))

it('a sparkline is as wide as it may be, whatever the numbers', () => {
  fc.assert(fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 50 }), (numbers, width) => {
    const text = report.sparkline(numbers, width)
    expect([...text].length).toBe(Math.min(width, numbers.length))
    expect(text).toMatch(/^[▁▂▃▄▅▆▇█×]*$/)
  }))
})

it('a summary has the numbers from first to last, and results beside what can be had without learning', () => {
  const { steps, validations, end, start } = smallRun
  const results = [{
    event: 'result', part: 'held back', rows: 68, score: 'accuracy', figures: { accuracy: 0.97 }, baselines: [{ name: 'commonest class', value: 0.44 }],
    outcome: { kind: 'sequences', losses: [] }, cases: [],
  }] as const
  expect(report.summary({ ...run.of([]), start, steps, validations, end, results }).split('\n').map((line) => line.replace(/ +[▁▂▃▄▅▆▇█]+$/, ''))).toEqual([
    'digit from images', '200 steps, that of step 150 kept',
    'loss        2.362  →  0.2707',
    'validation    1.2  →     0.7',
    'accuracy      0.2  →     0.8',
    'held back, 68 rows: accuracy 0.97; commonest class 0.44',
  ])
})

it('a summary is text without commands to a terminal, whatever is in the run', () => {
  fc.assert(fc.property(events, (list) => {
    expect(report.summary(run.of(list))).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/)
  }), { numRuns: 60 })
})
