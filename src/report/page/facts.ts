/** Values by name, line by line. */
import type { Json } from 'fp-ts/lib/Json.js'
import { shortened } from '../../shape/error.js'
import { element, type Child } from './markup.js'
import { numberText } from './number.js'

export type Fact = readonly [name: string, value: string | number]

/** Values are cut at so many characters, names at a third of that. */
const longest = 240
/** Lists of more are cut, and records in deeper ones are shown as JSON. */
const [mostOfList, deepest] = [8, 6]

const leafText = (value: Json): string =>
  (typeof value === 'string' ? value : typeof value === 'number' ? numberText(value) : shortened(JSON.stringify(value), longest))

/** A list of texts and numbers on one line. */
const listText = (list: readonly Json[]): string =>
  list.slice(0, mostOfList).map(leafText).join(', ') + (list.length > mostOfList ? `, and ${numberText(list.length - mostOfList)} more` : '')

const isLeaf = (value: Json): boolean => typeof value !== 'object' || value === null

/**
 * The leaves of JSON with their paths, in their order.
 *
 * @example
 * factsOf({ model: { units: [64, 32] }, seed: 1 }) // [['model.units', '64, 32'], ['seed', 1]]
 */
export const factsOf = (value: Json, path = '', depth = 0): readonly Fact[] => {
  if (typeof value === 'number') return [[path, value]]
  if (isLeaf(value)) return [[path, leafText(value)]]
  if (Array.isArray(value) && value.every(isLeaf)) return [[path, listText(value)]]
  if (depth >= deepest) return [[path, leafText(value)]]
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, inner]) => factsOf(inner, path === '' ? name : `${path}.${name}`, depth + 1))
}

/** A list of names with their values, of which at most so many are shown. */
export const factList = (facts: readonly Fact[], most = 100): Child => facts.length > 0 && [
  element('dl', { class: 'facts' }, facts.slice(0, most).map(([name, value]) => [
    element('dt', {}, shortened(name === '' ? 'value' : name, longest / 3)),
    element('dd', {}, typeof value === 'number' ? numberText(value) : shortened(value, longest)),
  ])),
  facts.length > most && element('p', { class: 'note' }, `${numberText(facts.length - most)} more are left out.`),
]
