import fc from 'fast-check'
import { random } from 'tenfold'
import { expect, it } from 'vitest'
import { holdBack } from '../../bin/split.js'

const share = fc.double({ min: 0.05, max: 0.95, noNaN: true })

it('cuts all cases in two, of which none is in both', () => {
  fc.assert(fc.property(fc.integer({ min: 20, max: 300 }), share, fc.nat(), fc.boolean(), (cases, part, seed, stratified) => {
    const classes = Array.from({ length: cases }, (_, i) => i % 3)
    const { learned, held } = holdBack(part, random.key(seed))({ cases, ...(stratified ? { classes } : {}) })
    expect([...learned, ...held].sort((a, b) => a - b)).toEqual(classes.map((_, i) => i))
    expect(Math.abs(held.length - part * cases)).toBeLessThanOrEqual(1)
    for (const places of [learned, held]) expect(places).toEqual([...places].sort((a, b) => a - b))
  }), { numRuns: 40 })
})

it('holds back the same share of each class, by the key', () => {
  const classes = Array.from({ length: 100 }, (_, i) => Number(i % 10 === 0))
  const held = (seed: number) => holdBack(0.2, random.key(seed))({ cases: 100, classes }).held
  for (const seed of [0, 1, 2]) expect(held(seed).filter((i) => classes[i] === 1).length).toBe(2)
  expect(held(0)).toEqual(held(0))
  expect(held(0)).not.toEqual(held(1))
})

it.each([[0.01, 20, '--test 0.01 of 20 rows leaves none to test'], [0.99, 20, '--test 0.99 of 20 rows leaves none to learn from']])(
  'refuses %d of %d', (part, cases, sentence) => {
    expect(() => holdBack(part, random.key(0))({ cases })).toThrow(sentence)
  })
