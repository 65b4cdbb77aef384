/** How losses and metrics went, and what the optimizer did, step by step. */
import type { Run, Step } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { HtmlOptions, Section, SectionOf } from '../page/section.js'
import { isCost } from '../result/words.js'
import { isDrawn } from '../svg/axes.js'
import { curvePlot, type CurveOptions, type Line } from '../svg/curve.js'
import { figure, type Plot } from '../svg/plot.js'
import { blockMeans } from '../svg/reduce.js'

/** From so many steps on, means of blocks are drawn over the single steps. */
const many = 60
const blocks = 160
/** More metrics are not drawn. */
const mostMetrics = 12

const names = ({ validations }: Run): readonly string[] => [...new Set(validations.flatMap(({ values }) => Object.keys(values)))]

const validationLine = ({ validations }: Run, name: string, more: Partial<Line> = {}): Line => {
  const known = validations.filter(({ values }) => Object.hasOwn(values, name))
  return { name, x: known.map(({ step }) => step), y: known.map(({ values }) => values[name] as number), ...more }
}

const kept = ({ end }: Run): Pick<CurveOptions, 'marks'> =>
  (end?.kept === undefined ? {} : { marks: [{ name: `kept: step ${numberText(end.kept)}`, x: end.kept }] })

const scaleOf = ({ log }: HtmlOptions): Pick<CurveOptions, 'log'> => (log === undefined ? {} : { log })

/** Values step by step: single ones faint and their means over them, where there are many. */
const stepLines = (steps: Run['steps'], valueOf: (step: Step) => number, color: number): readonly Line[] => {
  const [x, y] = [steps.map(({ step }) => step), steps.map(valueOf)]
  if (y.length === 0) return []
  if (y.length < many) return [{ name: 'step', x, y, color }]
  const means = blockMeans(x, y, isDrawn, blocks)
  const name = means.size === 1 ? 'mean' : `mean of ${numberText(means.size)} steps`
  return [{ name: 'step', x, y, faint: true, color }, ...(means.size === 1 ? [] : [{ name, x: means.x, y: means.y, color }])]
}

/** Losses of single steps, their means, and those of validations with this name. */
const lossPlot = (run: Run, options: HtmlOptions): Plot => {
  const validated = names(run).includes('loss') ? [validationLine(run, 'loss', { name: 'validation', best: 'least', color: 1 })] : []
  return curvePlot([...stepLines(run.steps, ({ loss }) => loss, 0), ...validated],
    { title: 'Loss', xLabel: 'step', ...scaleOf(options), ...kept(run) })
}

const normPlots = ({ steps }: Run, options: HtmlOptions): readonly Plot[] => {
  const plotOf = (title: string, lines: readonly Line[], more: CurveOptions): readonly Plot[] =>
    (lines.length === 0 ? [] : [curvePlot(lines, { title, xLabel: 'step', ...more })])
  const rates = steps.filter(({ learningRate }) => learningRate !== undefined)
  const rate: Line = { name: 'learning rate', x: rates.map(({ step }) => step), y: rates.map(({ learningRate = NaN }) => learningRate), color: 3 }
  const norm = (key: 'gradientNorm' | 'updateNorm', color: number) =>
    stepLines(steps.filter((step) => step[key] !== undefined), (step) => step[key] ?? NaN, color)
  return [
    ...plotOf('Learning rate', rates.length === 0 ? [] : [rate], { log: false }),
    ...plotOf('Norm of the gradient', norm('gradientNorm', 4), scaleOf(options)),
    ...plotOf('Norm of the update', norm('updateNorm', 5), scaleOf(options)),
  ]
}

export const curves: SectionOf = (run, options): Section | undefined => {
  if (run.steps.length === 0 && run.validations.length === 0) return undefined
  const metrics = names(run).filter((name) => name !== 'loss')
  const drawn = metrics.slice(0, mostMetrics)
  const plots = [
    ...drawn.map((name) => curvePlot([validationLine(run, name, { name: shortened(name, 60), best: isCost(name) ? 'least' : 'greatest', color: 1 })],
      { title: shortened(name, 60), xLabel: 'step', ...kept(run) })),
    ...normPlots(run, options),
  ]
  return {
    id: 'curves', title: 'Curves',
    body: element('div', { class: 'stack' },
      figure(lossPlot(run, options)),
      plots.length > 0 && element('div', { class: 'grid2' }, plots.map((plot) => figure(plot))),
      metrics.length > drawn.length
        && element('p', { class: 'note' }, `${numberText(metrics.length - drawn.length)} more metrics are left out.`)),
  }
}
