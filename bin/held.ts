/** The part that was held back, as a table. */
import { csvLine } from './csvText.js'
import type { Lesson } from './lesson.js'
import { className } from './understanding.js'

/** Rows with all their columns, as they were; of a folder the names of the files with their classes. */
export const heldText = ({ columns, held }: Lesson): string => (columns === undefined
  ? [['file', className], ...held.map(({ file = '', target = '' }) => [file, target])]
  : [columns, ...held.map(({ cells = [] }) => cells)]).map(csvLine).join('')
