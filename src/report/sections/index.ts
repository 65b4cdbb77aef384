/** All parts of the page, in their order. */
import type { SectionOf } from '../page/section.js'
import { curves } from './curves.js'

export const sections: readonly SectionOf[] = [
  curves,
]
