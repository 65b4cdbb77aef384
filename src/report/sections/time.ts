/** Where the time went, by the clock that was handed in. */
import { median } from 'd3-array'
import type { Run } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { element, type Child } from '../page/markup.js'
import { durationText, numberText, percentText, shortNumber } from '../page/number.js'
import type { SectionOf } from '../page/section.js'
import { curvePlot } from '../svg/curve.js'
import { figure } from '../svg/plot.js'

const blocks = 120
const mostParts = 20

interface Rate {
  readonly step: number
  readonly examples: number
  readonly steps: number
}

/** Examples and steps per second, block by block; a block in which the clock began anew says nothing. */
const ratesOf = ({ steps }: Run): readonly Rate[] => {
  const timed = steps.filter(({ seconds }) => seconds !== undefined && Number.isFinite(seconds))
  const size = Math.max(1, Math.ceil((timed.length - 1) / blocks))
  const ends = Array.from({ length: Math.ceil((timed.length - 1) / size) }, (_, i) => Math.min((i + 1) * size, timed.length - 1))
  return ends.flatMap((end, i) => {
    const begin = i * size
    const [first, last] = [timed[begin], timed[end]]
    const took = (last?.seconds ?? NaN) - (first?.seconds ?? NaN)
    if (!(took > 0) || last === undefined) return []
    const examples = timed.slice(begin + 1, end + 1).reduce((sum, step) => sum + step.examples, 0)
    return [{ step: last.step, examples: examples / took, steps: (end - begin) / took }]
  })
}

const large = (value: string, label: string): Child =>
  element('li', {}, element('span', { class: 'value' }, value), element('span', { class: 'label' }, label))

const bars = (parts: readonly (readonly [name: string, seconds: number])[]): Child => {
  const total = parts.reduce((sum, [, seconds]) => sum + seconds, 0)
  return element('ul', { class: 'bars' }, parts.map(([name, seconds]) => element('li', {},
    element('span', {}, shortened(name, 60)),
    element('svg', { 'aria-hidden': 'true', viewBox: '0 0 100 1', preserveAspectRatio: 'none' },
      element('rect', { class: 'bar fill0', width: Math.max(0.3, Math.round((1000 * seconds) / total) / 10), height: 1 })),
    element('span', {}, `${durationText(seconds)} · ${percentText(seconds / total)}`))))
}

export const time: SectionOf = (run, { times = true }) => {
  if (!times) return undefined
  const all = Object.entries(run.end?.parts ?? {}).filter(([, seconds]) => seconds > 0 && Number.isFinite(seconds)).sort(([, a], [, b]) => b - a)
  const parts = all.slice(0, mostParts)
  const rates = ratesOf(run)
  const total = run.end?.seconds
  if (parts.length === 0 && rates.length === 0 && total === undefined) return undefined
  const typical = (key: 'examples' | 'steps'): number => median(rates, (rate) => rate[key]) ?? NaN
  return {
    id: 'time', title: 'Time',
    body: [
      element('ul', { class: 'figures' },
        total !== undefined && large(durationText(total), 'in all'),
        rates.length > 0 && [large(shortNumber(typical('examples')), 'examples per second'), large(shortNumber(typical('steps')), 'steps per second')]),
      parts.length > 0 && bars(parts),
      all.length > parts.length && element('p', { class: 'note' }, `${numberText(all.length - parts.length)} shorter parts are left out.`),
      rates.length > 2 && figure(curvePlot([{ name: 'examples per second', x: rates.map(({ step }) => step), y: rates.map(({ examples }) => examples) }],
        { title: 'Examples per second', xLabel: 'step', log: false, yDomain: [0, 1.05 * Math.max(...rates.map(({ examples }) => examples), 1)] })),
    ],
  }
}
