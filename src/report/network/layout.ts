/**
 * A network from top to bottom: a box for each layer, arrows with the shapes of what goes along them. The first branch goes straight on,
 * the others are to its right: on a narrow screen, what is seen first is the way from the input to the output. A block is laid out first and
 * drawn then: it reaches to the left and to the right of the line on which it is entered and left.
 */
import type { LayerFacts } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { element, type Child } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { Branch, Item } from './fold.js'

export interface Block {
  readonly left: number
  readonly right: number
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

/** How far an arrow's shape reaches to the right of it. */
const reach = (size: Size | undefined): number => (size === undefined ? 0 : 12 + letter * sizeText(size).length)

const centered = (width: number) => ({ left: width / 2, right: width / 2 })

const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0)

const box = (name: string, below: string | undefined, classes: string): Block => {
  const text = shortened(name, 26)
  const width = Math.max(boxWidth, letter * text.length + 24)
  return {
    ...centered(width), height: boxHeight,
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
    ...centered(width), height: 30,
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
    left: most(blocks.map(([block]) => block.left)),
    right: most(blocks.map(([block, gives], i) => Math.max(block.right, i < blocks.length - 1 ? reach(gives) : 0))),
    height,
    draw: (middle, top) => blocks.map(([block, gives], i) => [
      block.draw(middle, top + (tops[i] as number)),
      i < blocks.length - 1 && arrowDown(middle, top + (tops[i] as number) + block.height, top + (tops[i + 1] as number), gives),
    ]),
  }
}

const layers = (n: number): string => `${numberText(n)} ${n === 1 ? 'layer' : 'layers'} not drawn`

const repeated = (times: number, inner: Block): Block => ({
  left: inner.left + inset + 2, right: inner.right + inset + 2, height: inner.height + 2 * inset + 18,
  draw: (middle, top) => [
    element('rect', { class: 'repeat', x: middle - inner.left - inset, y: top, width: inner.left + inner.right + 2 * inset, height: inner.height + 2 * inset + 18, rx: 12 }),
    element('text', { class: 'strong end', x: middle + inner.right, y: top + 15, dy: '.34em' }, `× ${numberText(times)}`),
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
  const inner = branches.map(({ name, items }) => {
    const [block, last] = [columnOf(items), outputOfLast(items)]
    return { name, block, last, left: Math.max(block.left, 14), right: Math.max(block.right, letter * Math.min(24, name.length) + 12, reach(last)) }
  })
  // Each branch's distance from the first one.
  const places = inner.reduce<readonly number[]>((all, { left }, i) =>
    (i === 0 ? [0] : [...all, Math.round((all[i - 1] as number) + (inner[i - 1]?.right ?? 0) + gap + left)]), [])
  const tallest = most(inner.map(({ block }) => block.height))
  const [fork, merge] = [44, 62]
  return {
    left: Math.max(join.left, inner[0]?.left ?? 0),
    right: Math.max(join.right, (places.at(-1) ?? 0) + (inner.at(-1)?.right ?? 0)),
    height: fork + tallest + merge + join.height,
    draw: (middle, top) => {
      const meets = top + fork + tallest + merge
      return [
        inner.map(({ name, block, last }, i) => {
          const x = middle + (places[i] as number)
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
