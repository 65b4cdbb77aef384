/** What was learned from, and what decides how. */
import { factList, factsOf, type Fact } from '../page/facts.js'
import { element } from '../page/markup.js'
import type { SectionOf } from '../page/section.js'

export const settings: SectionOf = ({ start }) => {
  const data: readonly Fact[] = Object.entries(start?.data ?? {})
  const chosen = start?.settings === undefined ? [] : factsOf(start.settings)
  if (data.length === 0 && chosen.length === 0) return undefined
  return {
    id: 'settings', title: 'Data and settings',
    body: element('div', { class: 'grid2' },
      data.length > 0 && element('div', {}, element('h3', { class: 'above' }, 'Data'), factList(data)),
      chosen.length > 0 && element('div', {}, element('h3', { class: 'above' }, 'Settings'), factList(chosen))),
  }
}
