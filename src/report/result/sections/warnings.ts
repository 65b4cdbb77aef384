/** What makes the figures doubtful. */
import type { Run } from '../../../run/index.js'
import { element } from '../../page/markup.js'
import type { Section } from '../../page/section.js'
import { warnings as warningsOf } from '../warnings/index.js'

export const warnings = (run: Run): Section | undefined => {
  const all = warningsOf(run)
  if (all.length === 0) return undefined
  return { id: 'warnings', title: 'Warnings', body: element('ul', { class: 'warnings' }, all.map(({ text }) => element('li', {}, text))) }
}
