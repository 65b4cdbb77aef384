import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heldBack } from '../../../bin/data/index.js'

const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 80 })

test('every row is in one part, in its order; the same seed holds back the same rows', () => {
  fc.assert(fc.property(classes, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 0, max: 9 }), fc.boolean(), (labels, share, seed, stratified) => {
    const given = stratified ? labels : undefined
    const { train, test } = heldBack(share, seed, labels.length, given)
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i))
    for (const part of [train, test]) {
      expect(part.length).toBeGreaterThan(0)
      expect(part).toEqual([...part].sort((a, b) => a - b))
    }
    expect(heldBack(share, seed, labels.length, given)).toEqual({ train, test })
  }))
})

test('of every class the same share is held back', () => {
  const labels = Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : 1))
  const { test } = heldBack(0.2, 5, 100, labels)
  expect([0, 1].map((label) => test.filter((i) => labels[i] === label).length)).toEqual([16, 4])
  expect(heldBack(0.2, 6, 100, labels).test).not.toEqual(test)
})
