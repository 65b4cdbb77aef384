/**
 * A network from top to bottom: a box for each layer, arrows with the shapes of what goes along them, branches side by side. A block is laid
 * out first and drawn then: it is entered at the middle of its top and left at the middle of its bottom.
 */
import type { LayerFacts } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { element, type Child } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { Branch, Item } from './fold.js'

export interface Block {
  readonly width: number
  readonly height: number
  readonly draw: (middle: number, top: number) => Child
}

const [boxWidth, boxHeight, arrow, gap, inset] = [196, 48, 38, 28, 14] as const
/** Pixels of a character of a shape and of a name. */
const letter = 7.4

type Size = LayerFacts['output']

/** A shape in a few characters: `28 × 28 × 1`, or those of each part. */
export const sizeText = (size: Size): string => {
  const text = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.map(numberText).join(' × '))
  return shortened(Array.isArray(size) ? text(size as readonly number[])
    : Object.entries(size as Readonly<Record<string, readonly number[]>>).map(([name, shape]) => `${name}: ${text(shape)}`).join(', '), 32)
}

/** An arrow down, with a shape to its right. */
const arrowDown = (x: number, top: number, bottom: number, size: Size | undefined): Child => [
  element('path', { class: 'arrow', d: `M${x},${top}V${bottom - 5}` }),
  element('path', { class: 'head', d: `M${x - 4},${bottom - 7}h8l-4,7z` }),
  size !== undefined && element('text', { class: 'shape', x: x + 10, y: (top + bottom) / 2 - 1, dy: '.32em' }, sizeText(size)),
]

const reach = (size: Size | undefined): number => (size === undefined ? 0 : 2 * (12 + letter * sizeText(size).length))

const box = (name: string, below: string | undefined, classes: string): Block => {
  const text = shortened(name, 26)
  const width = Math.max(boxWidth, letter * text.length + 24)
  return {
    width, height: boxHeight,
    draw: (middle, top) => [
      element('rect', { class: `box${classes}`, x: middle - width / 2, y: top, width, height: boxHeight, rx: 9 }),
      element('text', { class: 'strong middle', x: middle, y: top + (below === undefined ? 24 : 19), dy: '.34em' }, text),
      below !== undefined && element('text', { class: 'middle', x: middle, y: top + 35, dy: '.34em' }, below),
    ],
  }
}

const parametersText = (n: number): string | undefined => (n === 0 ? undefined : `${numberText(n)} parameters`)

const pill = (text: string, dashed: boolean): Block => {
  const width = Math.max(80, letter * text.length + 32)
  return {
    width, height: 30,
    draw: (middle, top) => [
      element('rect', { class: dashed ? 'repeat' : 'box plain', x: middle - width / 2, y: top, width, height: 30, rx: 15 }),
      element('text', { class: 'middle', x: middle, y: top + 15, dy: '.34em' }, text),
    ],
  }
}

/** Blocks one below the other, with an arrow of the shape that each gives after it, but for the last. */
const column = (blocks: readonly (readonly [block: Block, gives: Size | undefined])[]): Block => {
  const tops = blocks.reduce<readonly number[]>((all, [block]) => [...all, (all.at(-1) as number) + block.height + arrow], [0])
  const height = Math.max(0, (tops.at(-1) as number) - arrow)
  return {
    width: blocks.reduce((most, [block, gives], i) => Math.max(most, block.width, i < blocks.length - 1 ? reach(gives) : 0), 0), height,
    draw: (middle, top) => blocks.map(([block, gives], i) => [
      block.draw(middle, top + (tops[i] as number)),
      i < blocks.length - 1 && arrowDown(middle, top + (tops[i] as number) + block.height, top + (tops[i + 1] as number), gives),
    ]),
  }
}

const layers = (n: number): string => `${numberText(n)} ${n === 1 ? 'layer' : 'layers'} not drawn`

const repeated = (times: number, inner: Block): Block => ({
  width: inner.width + 2 * inset + 20, height: inner.height + 2 * inset + 18,
  draw: (middle, top) => [
    element('rect', { class: 'repeat', x: middle - inner.width / 2 - inset, y: top, width: inner.width + 2 * inset, height: inner.height + 2 * inset + 18, rx: 12 }),
    element('text', { class: 'strong end', x: middle + inner.width / 2, y: top + 15, dy: '.34em' }, `× ${numberText(times)}`),
    element('path', { class: 'arrow', d: `M${middle},${top}V${top + inset + 18}M${middle},${top + inset + 18 + inner.height}V${top + inner.height + 2 * inset + 18}` }),
    inner.draw(middle, top + inset + 18),
  ],
})

/** A way from the fork to the column, round at its corners. */
const bend = (from: number, fromY: number, to: number, toY: number): string => {
  const half = (fromY + toY) / 2
  const side = Math.min(10, Math.abs(to - from) / 2)
  const sign = Math.sign(to - from)
  return side === 0 ? `M${from},${fromY}V${toY}`
    : `M${from},${fromY}V${half - side}q0,${side} ${sign * side},${side}H${to - sign * side}q${sign * side},0 ${sign * side},${side}V${toY}`
}

/** Branches side by side, between a fork and the box in which they meet. */
const forked = (branches: readonly Branch[], join: Block): Block => {
  const inner = branches.map(({ name, items }) => ({ name, block: columnOf(items), last: outputOfLast(items) }))
  const widths = inner.map(({ name, block, last }) => Math.max(block.width, 2 * letter * Math.min(24, name.length) + 24, reach(last), 60))
  const total = widths.reduce((a, b) => a + b, 0) + gap * (branches.length - 1)
  const tallest = Math.max(...inner.map(({ block }) => block.height))
  const [fork, merge] = [44, 62]
  return {
    width: Math.max(total, join.width), height: fork + tallest + merge + join.height,
    draw: (middle, top) => {
      const meets = top + fork + tallest + merge
      const starts = widths.map((_, i) => middle - total / 2 + widths.slice(0, i).reduce((a, b) => a + b + gap, 0))
      return [
        inner.map(({ name, block, last }, i) => {
          const x = Math.round((starts[i] as number) + (widths[i] as number) / 2)
          const [begin, end] = [top + fork, top + fork + block.height]
          return [
            element('path', { class: 'arrow', d: `${bend(middle, top, x, begin)}M${x},${end}V${meets - 40}${bend(x, meets - 40, middle, meets - 5)}` }),
            name !== '' && element('text', { class: 'shape', x: x + 8, y: begin - 9, dy: '.32em' }, shortened(name, 24)),
            last !== undefined && element('text', { class: 'shape', x: x + 10, y: meets - 52, dy: '.32em' }, sizeText(last)),
            block.draw(x, begin),
          ]
        }),
        element('path', { class: 'head', d: `M${middle - 4},${meets - 7}h8l-4,7z` }),
        join.draw(middle, meets),
      ]
    },
  }
}

const outputOfLast = (items: readonly Item[]): Size | undefined => {
  const last = items.at(-1)
  return last === undefined ? undefined : outputOfItem(last)
}

const outputOfItem = (item: Item): Size | undefined =>
  item.kind === 'layer' ? item.layer.output : item.kind === 'rest' ? item.output : outputOfLast(item.items)

const blockOf = (item: Item): Block => {
  switch (item.kind) {
    case 'repeat': return repeated(item.times, columnOf(item.items))
    case 'rest': return pill(layers(item.layers), true)
    case 'layer': {
      const { name, parameters } = item.layer
      const own = box(name, parametersText(parameters), parameters === 0 ? ' plain' : '')
      return item.branches.length === 0 ? own : forked(item.branches, own)
    }
  }
}

const columnOf = (items: readonly Item[]): Block => column(items.map((item) => [blockOf(item), outputOfItem(item)] as const))

/** The whole network, from its input to its output. */
export const networkBlock = (input: Size, items: readonly Item[]): Block => column([
  [pill('input', false), input],
  ...items.map((item) => [blockOf(item), outputOfItem(item)] as const),
  [pill('output', false), undefined],
])
