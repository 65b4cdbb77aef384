/** Sections that say something about each part of the data. */
import type { Result, Run } from '../../../run/index.js'
import { shortened } from '../../../shape/error.js'
import { element, type Child, type Markup } from '../../page/markup.js'

/** Which part of the data is spoken of, where there are several. */
export const partTitle = ({ results }: Run, { part }: Result): Markup | undefined =>
  (results.length < 2 ? undefined : element('p', { class: 'part' }, `Part: ${shortened(part, 60)}`))

/** Pieces one below the other. */
export const parts = (...children: readonly Child[]): Markup => element('div', { class: 'stack' }, ...children)
