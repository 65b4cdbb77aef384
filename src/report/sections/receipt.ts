/** What the training was and what came of it, to be compared with another one's. */
import { factList, factsOf } from '../page/facts.js'
import { element } from '../page/markup.js'
import type { SectionOf } from '../page/section.js'

export const receipt: SectionOf = (run) => run.receipt === undefined ? undefined : {
  id: 'receipt', title: 'Receipt',
  body: [
    element('p', { class: 'muted' }, 'The same data, settings and version give the same digests, on any machine.'),
    factList(factsOf(run.receipt)),
  ],
}
