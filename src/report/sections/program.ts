/** The program of a training step, folded away. */
import { scrolling } from '../page/frame.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { SectionOf } from '../page/section.js'

/** So many characters are shown. */
const most = 60_000

/** Whole lines from the top, and how many are left out. */
const cut = (text: string): readonly [shown: string, left: number] => {
  if (text.length <= most) return [text, 0]
  const end = Math.max(text.lastIndexOf('\n', most), 0)
  const rest = text.slice(end).split('\n').length - 1
  // A single line without an end is cut within.
  return end === 0 ? [text.slice(0, most), Math.max(1, rest)] : [text.slice(0, end), rest]
}

export const program: SectionOf = ({ start }) => {
  if (start?.program === undefined) return undefined
  const [shown, left] = cut(start.program)
  const lines = start.program.split('\n').length
  return {
    id: 'program', title: 'Program of a step',
    body: element('details', {},
      element('summary', {}, `${numberText(lines)} ${lines === 1 ? 'line' : 'lines'}: forward pass, derivative and update`),
      scrolling('The program', element('pre', {}, element('code', {}, shown)), ' tall'),
      left > 0 && element('p', { class: 'note' }, `${numberText(left)} ${left === 1 ? 'line is' : 'lines are'} left out.`)),
  }
}
