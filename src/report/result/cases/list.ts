/** Cases one beside the other, or rows of a table one below the other. */
import type { Case } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { scrolling } from '../../page/frame.js'
import { element, type Markup } from '../../page/markup.js'
import { numberText } from '../../page/number.js'
import { counted } from '../words.js'
import { caseName, look, type Room } from './shown.js'

/** A case with what is said of it. */
export interface Entry {
  readonly one: Case
  readonly said: string
}

/** Cases that belong together, under a title if they have one; links lead to `id`. */
export interface Entries {
  readonly id?: string
  readonly title?: string
  readonly entries: readonly Entry[]
}

type Cell = string | number | boolean | null
type Row = Readonly<Record<string, Cell>>

/** More columns are left out, and so is the end of long names and texts. */
const [mostColumns, longest] = [12, 40]

const cellText = (value: Cell | undefined): string =>
  value === null || value === undefined ? '—' : typeof value === 'number' ? numberText(value) : shortened(String(value), longest)

/** The cells of each, if all are rows. */
const rowsOf = (entries: readonly Entry[]): readonly Row[] | undefined => {
  const rows = entries.flatMap(({ one: { shown } }) => (shown.kind === 'row' ? [shown.cells] : []))
  return rows.length === entries.length ? rows : undefined
}

const table = (label: string, groups: readonly Entries[], rows: readonly Row[]): Markup => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const shown = names.slice(0, mostColumns)
  const cells = new Map(groups.flatMap(({ entries }) => entries).map((entry, i) => [entry, rows[i] as Row]))
  const line = (entry: Entry): Markup => element('tr', {},
    element('th', { scope: 'row' }, caseName(entry.one)), element('td', {}, entry.said),
    shown.map((name) => {
      const row = cells.get(entry) as Row
      const value = Object.hasOwn(row, name) ? row[name] : undefined
      return element('td', { class: typeof value === 'number' && 'number' }, cellText(value))
    }))
  const isNumber = (name: string): boolean => rows.some((row) => Object.hasOwn(row, name) && typeof row[name] === 'number')
  return element('div', {},
    scrolling(label, element('table', { class: 'rows' },
      element('thead', {}, element('tr', {}, ['case', 'prediction'].map((name) => element('th', { scope: 'col' }, name)),
        shown.map((name) => element('th', { scope: 'col', class: isNumber(name) && 'number' }, shortened(name, longest))))),
      groups.map(({ id, title, entries }) => element('tbody', { id },
        title !== undefined && element('tr', {}, element('th', { class: 'title', scope: 'rowgroup', colspan: shown.length + 2 }, title)),
        entries.map(line))))),
    names.length > shown.length && element('p', { class: 'note' }, `${counted(names.length - shown.length, 'more column')} left out.`))
}

const card = ({ one, said }: Entry, room: Room): Markup =>
  element('li', { class: one.shown.kind }, look(one, room), element('p', { class: 'said' }, element('strong', {}, caseName(one)), ' ', said))

const cards = ({ id, title, entries }: Entries, room: Room): Markup => element('div', { class: 'group', id },
  title !== undefined && element('h4', {}, title),
  element('ul', { class: 'cases' }, entries.map((entry) => card(entry, room))))

/** Groups of cases; `label` is what they are called together. */
export const list = (label: string, groups: readonly Entries[], room: Room): Markup => {
  const rows = rowsOf(groups.flatMap(({ entries }) => entries))
  return rows === undefined ? element('div', { class: 'groups' }, groups.map((group) => cards(group, room))) : table(label, groups, rows)
}
