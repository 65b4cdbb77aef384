/** Layers as what is drawn of them: those that repeat are folded, and what is too deep or too many is counted. */
import type { LayerFacts } from '../../run/index.js'

export type Item =
  | { readonly kind: 'layer'; readonly layer: LayerFacts; readonly branches: readonly Branch[] }
  /** The same layers, one after the other, so many times. */
  | { readonly kind: 'repeat'; readonly times: number; readonly items: readonly Item[] }
  /** Layers that are not drawn. */
  | { readonly kind: 'rest'; readonly layers: number; readonly output: LayerFacts['output'] | undefined }

export interface Branch {
  readonly name: string
  readonly items: readonly Item[]
}

/** How much is drawn: layers in a row and branches side by side, by depth. */
const mostInRow = [60, 16, 8, 6] as const
const mostBranches = [6, 4, 3, 2] as const
/** Longer blocks are not looked for. */
const longestBlock = 24
/** So many boxes are drawn at all; else what is inside of branches is counted. */
const mostBoxes = 240

/** The layers of a block are drawn once if that saves so many boxes. */
const worthwhile = (length: number, times: number): boolean => times > 1 && length * (times - 1) >= 2

/** How often the block of this length at `from` stands there, one after the other. */
const repeats = (signs: readonly number[], from: number, length: number): number => {
  let end = from + length
  while (end < signs.length && signs[end] === signs[end - length]) end++
  return Math.floor((end - from) / length)
}

/** The block at `from` that saves most. */
const blockAt = (signs: readonly number[], from: number): readonly [length: number, times: number] =>
  Array.from({ length: Math.min(longestBlock, Math.floor((signs.length - from) / 2)) }, (_, i) => [i + 1, repeats(signs, from, i + 1)] as const)
    .filter(([length, times]) => worthwhile(length, times))
    .reduce((best, block) => (block[0] * (block[1] - 1) > best[0] * (best[1] - 1) ? block : best), [1, 1] as readonly [number, number])

const inside = (layers: readonly LayerFacts[]): number =>
  layers.reduce((sum, { branches = {} }) => sum + 1 + Object.values(branches).reduce((n, branch) => n + inside(branch), 0), 0)

/** A number for each layer, the same for layers that are the same within, too. */
type Sign = (layer: LayerFacts) => number

const signs = (): Sign => {
  const numbers = new Map<string, number>()
  const known = new Map<LayerFacts, number>()
  const signOf: Sign = (layer) => {
    const found = known.get(layer)
    if (found !== undefined) return found
    const { branches = {}, ...own } = layer
    const text = JSON.stringify([own, Object.entries(branches).map(([name, layers]) => [name, layers.map(signOf)])])
    const sign = numbers.get(text) ?? numbers.size
    numbers.set(text, sign)
    known.set(layer, sign)
    return sign
  }
  return signOf
}

const itemOf = (layer: LayerFacts, depth: number, deepest: number, signOf: Sign): Item => {
  const branches = Object.entries(layer.branches ?? {})
  if (branches.length > 0 && depth >= deepest) return { kind: 'layer', layer, branches: [{ name: '', items: [{ kind: 'rest', layers: inside([layer]) - 1, output: undefined }] }] }
  const most = mostBranches[depth] ?? 2
  const drawn = branches.length > most ? branches.slice(0, most - 1) : branches
  const rest = branches.slice(drawn.length)
  return {
    kind: 'layer', layer, branches: [
      ...drawn.map(([name, layers]): Branch => ({ name, items: itemsOf(layers, depth + 1, deepest, signOf) })),
      ...(rest.length === 0 ? [] : [{
        name: `${rest.length} more`, items: [{ kind: 'rest' as const, layers: inside(rest.flatMap(([, layers]) => layers)), output: undefined }],
      }]),
    ],
  }
}

/** Too long a row: its first and its last items, and how many layers are between them. */
const shortened = (items: readonly Item[], layers: (item: Item) => number, most: number): readonly Item[] => {
  if (items.length <= most) return items
  const [head, tail] = [Math.ceil((most - 1) * 0.7), Math.floor((most - 1) * 0.3)]
  const between = items.slice(head, items.length - tail)
  return [...items.slice(0, head), { kind: 'rest', layers: between.reduce((n, item) => n + layers(item), 0), output: outputOf(between) }, ...items.slice(items.length - tail)]
}

/** What the last of some items gives. */
export const outputOf = (items: readonly Item[]): LayerFacts['output'] | undefined => {
  const last = items.at(-1)
  return last === undefined ? undefined : last.kind === 'layer' ? last.layer.output : last.kind === 'repeat' ? outputOf(last.items) : last.output
}

const layersIn = (item: Item): number =>
  (item.kind === 'layer' ? 1 : item.kind === 'rest' ? item.layers : item.times * item.items.reduce((n, inner) => n + layersIn(inner), 0))

const itemsOf = (layers: readonly LayerFacts[], depth: number, deepest: number, signOf: Sign): readonly Item[] => {
  const all = layers.map(signOf)
  const items: Item[] = []
  for (let from = 0; from < layers.length;) {
    const [length, times] = blockAt(all, from)
    const block = layers.slice(from, from + length).map((layer) => itemOf(layer, depth, deepest, signOf))
    if (times > 1) items.push({ kind: 'repeat', times, items: block })
    else items.push(...block)
    from += length * times
  }
  return shortened(items, layersIn, mostInRow[depth] ?? 6)
}

const boxesIn = (items: readonly Item[]): number => items.reduce((n, item) =>
  n + (item.kind === 'repeat' ? boxesIn(item.items) : item.kind === 'rest' ? 1 : 1 + item.branches.reduce((m, branch) => m + boxesIn(branch.items), 0)), 0)

/**
 * What is drawn of layers: as deep into their branches as there are not too many boxes.
 *
 * @example
 * const dense = { name: 'dense', output: [8], parameters: 72 }
 * folded([dense, dense, dense]).length // 1
 */
export const folded = (layers: readonly LayerFacts[]): readonly Item[] => {
  const signOf = signs()
  const deepest = [3, 2, 1].find((depth) => boxesIn(itemsOf(layers, 0, depth, signOf)) <= mostBoxes) ?? 0
  return itemsOf(layers, 0, deepest, signOf)
}
