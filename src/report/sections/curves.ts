/** How losses and metrics went, and what the optimizer did, step by step. */
import type { Run } from '../../run/index.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { HtmlOptions, Section, SectionOf } from '../page/section.js'
import { curvePlot, type CurveOptions, type Line } from '../svg/curve.js'
import { figure, type Plot } from '../svg/plot.js'
import { blockMeans } from '../svg/reduce.js'

/** From so many steps on, means of blocks are drawn over the single steps. */
const many = 60
const blocks = 160
/** More metrics are not drawn. */
const mostMetrics = 12

/** Figures of which less is better. */
const isLoss = (name: string): boolean => /loss|error|perplexity|entropy|deviation|distance|mae|mse|rmse|brier/i.test(name)

const names = ({ validations }: Run): readonly string[] => [...new Set(validations.flatMap(({ values }) => Object.keys(values)))]

const validationLine = ({ validations }: Run, name: string, more: Partial<Line> = {}): Line => {
  const known = validations.filter(({ values }) => Object.hasOwn(values, name))
  return { name, x: known.map(({ step }) => step), y: known.map(({ values }) => values[name] as number), ...more }
}

const kept = ({ end }: Run): Pick<CurveOptions, 'marks'> =>
  (end?.kept === undefined ? {} : { marks: [{ name: `kept: step ${numberText(end.kept)}`, x: end.kept }] })

const scaleOf = ({ log }: HtmlOptions): Pick<CurveOptions, 'log'> => (log === undefined ? {} : { log })

/** Losses of single steps, their means, and those of validations with this name. */
const lossPlot = (run: Run, options: HtmlOptions): Plot => {
  const [x, y] = [run.steps.map(({ step }) => step), run.steps.map(({ loss }) => loss)]
  const means = blockMeans(x, y, (value) => Number.isFinite(value) && Math.abs(value) < 1e300, blocks)
  const own: readonly Line[] = y.length === 0 ? []
    : y.length < many ? [{ name: 'step', x, y, color: 0 }]
    : [
      { name: 'step', x, y, faint: true, color: 0 },
      { name: means.size === 1 ? 'mean' : `mean of ${numberText(means.size)} steps`, x: means.x, y: means.y, color: 0 },
    ]
  const validated = names(run).includes('loss') ? [validationLine(run, 'loss', { name: 'validation', best: 'least', color: 1 })] : []
  return curvePlot([...own, ...validated], { title: 'Loss', xLabel: 'step', ...scaleOf(options), ...kept(run) })
}

const norms = [
  ['learningRate', 'Learning rate', 3], ['gradientNorm', 'Norm of the gradient', 4], ['updateNorm', 'Norm of the update', 5],
] as const

const normPlots = ({ steps }: Run, options: HtmlOptions): readonly Plot[] => norms.flatMap(([key, title, color]) => {
  const known = steps.filter((step) => step[key] !== undefined)
  const line = { name: 'step', x: known.map(({ step }) => step), y: known.map((step) => step[key] as number), color }
  return known.length === 0 ? [] : [curvePlot([line], { title, xLabel: 'step', ...(key === 'learningRate' ? {} : scaleOf(options)) })]
})

export const curves: SectionOf = (run, options): Section | undefined => {
  const metrics = names(run).filter((name) => name !== 'loss')
  const drawn = metrics.slice(0, mostMetrics)
  const plots = [
    ...drawn.map((name) => curvePlot([validationLine(run, name, { best: isLoss(name) ? 'least' : 'greatest', color: 1 })],
      { title: name, xLabel: 'step', ...kept(run) })),
    ...normPlots(run, options),
  ]
  if (run.steps.length === 0 && run.validations.length === 0) return undefined
  return {
    id: 'curves', title: 'Curves',
    body: element('div', { class: 'stack' },
      figure(lossPlot(run, options)),
      plots.length > 0 && element('div', { class: 'grid2' }, plots.map((plot) => figure(plot))),
      metrics.length > drawn.length
        && element('p', { class: 'note' }, `${numberText(metrics.length - drawn.length)} more metrics are left out.`)),
  }
}
