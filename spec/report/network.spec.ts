/** Networks as drawn: repeats folded, branches side by side, of any depth and length. */
import { describe, expect, it } from 'vitest'
import { folded, type Item } from '../../src/report/network/fold.js'
import { networkBlock, sizeText } from '../../src/report/network/layout.js'
import { element, written } from '../../src/report/page/markup.js'
import type { LayerFacts } from '../../src/run/index.js'
import { named, ofClass, parse, textOf } from './xml.js'

const layer = (name: string, size = 8, branches?: LayerFacts['branches']): LayerFacts =>
  ({ name, output: [size], parameters: 3, ...(branches === undefined ? {} : { branches }) })
const short = (items: readonly Item[]): string => items.map((item) =>
  item.kind === 'repeat' ? `${item.times}×(${short(item.items)})` : item.kind === 'rest' ? `…${item.layers}`
  : item.layer.name + (item.branches.length === 0 ? '' : `{${item.branches.map(({ items }) => short(items)).join('|')}}`)).join(' ')
const many = <A>(n: number, f: (i: number) => A): readonly A[] => Array.from({ length: n }, (_, i) => f(i))
const drawn = (layers: readonly LayerFacts[]) => {
  const block = networkBlock([4], folded(layers))
  return { block, node: parse(written(element('svg', {}, block.draw(Math.ceil(block.left), 0)))) }
}

it.each<[string, readonly LayerFacts[], string]>([
  ['nothing', [], ''],
  ['different ones', ['a', 'b', 'c'].map((name) => layer(name)), 'a b c'],
  ['two of a kind', [layer('a'), layer('a')], 'a a'],
  ['three of a kind', many(3, () => layer('a')), '3×(a)'],
  ['blocks', [layer('in'), ...many(6, (i) => layer(i % 2 === 0 ? 'dense' : 'relu')), layer('out')], 'in 3×(dense relu) out'],
  ['of other sizes', many(3, (i) => layer('a', i)), 'a a a'],
  ['branches', [layer('add', 8, { main: [layer('a'), layer('b')], skip: [] })], 'add{a b|}'],
  ['repeated branches', many(12, () => layer('add', 8, { main: [layer('a')], skip: [] })), '12×(add{a|})'],
  ['long ones', many(100, (i) => layer(`l${i}`)), `${many(42, (i) => `l${i}`).join(' ')} …41 ${many(17, (i) => `l${83 + i}`).join(' ')}`],
])('folded: %s', (_, layers, expected) => expect(short(folded(layers))).toBe(expected))

describe('a drawing', () => {
  it('has a box for each layer and the shapes on its arrows', () => {
    const { node } = drawn([layer('dense', 16), layer('relu', 16), layer('dense', 2)])
    expect(ofClass(node, 'strong').map(textOf)).toEqual(['dense', 'relu', 'dense'])
    expect(ofClass(node, 'shape').map(textOf)).toEqual(['4', '16', '16', '2'])
  })

  it('has branches side by side: no box lies on another', () => {
    const branch = (n: number) => many(n, (i) => layer(`b${i}`))
    const { node, block } = drawn([layer('join', 8, { a: branch(1), b: branch(3), c: [layer('inner', 8, { x: branch(2), y: [] })] }), layer('end')])
    const boxes = ofClass(node, 'box').map(({ attributes: { x, y, width, height } }) => [x, y, width, height].map(Number) as unknown as readonly [number, number, number, number])
    expect(boxes.length).toBe(11)
    for (const [i, [x, y, w, h]] of boxes.entries()) {
      expect(x).toBeGreaterThanOrEqual(-1)
      expect(x + w).toBeLessThanOrEqual(block.left + block.right + 1)
      expect(y + h).toBeLessThanOrEqual(block.height)
      for (const [ox, oy, ow, oh] of boxes.slice(i + 1)) expect(x + w <= ox || ox + ow <= x || y + h <= oy || oy + oh <= y).toBe(true)
    }
  })

  it('of a thousand layers, and of branches in branches, stays small', () => {
    expect(ofClass(drawn(many(1000, (i) => layer(`l${i}`))).node, 'box').length).toBeLessThan(70)
    const deep = (n: number): LayerFacts => layer('deep', n, n === 0 ? {} : { a: [deep(n - 1)], b: [deep(n - 1)], c: many(40, (i) => layer(`c${i}`)) })
    expect(named(drawn([deep(7)]).node, 'rect').length).toBeLessThan(300)
    expect(textOf(drawn([deep(7)]).node)).toMatch(/\d+ layers not drawn/)
  })
})

it.each([[sizeText([28, 28, 1]), '28 × 28 × 1'], [sizeText([]), 'scalar'], [sizeText({ image: [8, 8], age: [] }), 'image: 8 × 8, age: scalar']])('%s', (text, expected) =>
  expect(text).toBe(expected))
