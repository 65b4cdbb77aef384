import { shortened } from '../../shape/error.js'
import { aBoolean, check, checkOptions } from '../../shape/options.js'
import type { Run } from '../../run/index.js'
import { aRun } from '../run.js'
import { sections } from '../sections/index.js'
import { page } from './frame.js'
import { numberText } from './number.js'
import type { HtmlOptions } from './section.js'

/** What a reader wants to know of a training's length, in a line. */
const leadOf = ({ start, steps }: Run): string => [
  ...Object.entries(start?.data ?? {}).slice(0, 3).map(([name, value]) => `${shortened(name, 40)}: ${typeof value === 'number' ? numberText(value) : shortened(value, 40)}`),
  `${numberText(steps.at(-1)?.step ?? start?.step ?? 0)} steps`,
].join(' · ')

/**
 * A run as a page: one document of HTML that holds all that it shows. It needs no script, loads nothing from anywhere, and has at most
 * 1,000,000 bytes; what is too much is left out with a sentence that says so. Without times, the same training gives the same bytes.
 *
 * @example
 * const made = { start: undefined, steps: [{ event: 'step', step: 1, loss: 0.5, examples: 32 }], validations: [], histograms: [], results: [],
 *   end: undefined, receipt: undefined } as const
 * html(made).startsWith('<!DOCTYPE html>') // true
 */
export const html = (run: Run, options: HtmlOptions = {}): string => {
  check('report.html', { run }, { run: aRun })
  checkOptions<HtmlOptions>('report.html', options, { times: aBoolean, log: aBoolean })
  const made = sections.map((section) => section(run, options)).filter((section) => section !== undefined)
  return page({ title: shortened(run.start?.title ?? 'A training', 200), lead: leadOf(run) }, made)
}
