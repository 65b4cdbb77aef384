/** How weights, gradients and updates are distributed over time, tensor by tensor. */
import type { Run } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { element } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { SectionOf } from '../page/section.js'
import { lineColors } from '../page/palette.js'
import { curvePlot } from '../svg/curve.js'
import { figure } from '../svg/plot.js'
import { evenly, isRidge, ridgePlot, type Ridge } from '../svg/ridge.js'

/** More tensors are thinned, evenly: the first and the last layers stay. */
const mostTensors = 12

type Tensor = Run['histograms'][number]['tensors'][number]

interface Followed {
  readonly name: string
  readonly at: readonly { readonly step: number; readonly tensor: Tensor }[]
}

/** Each tensor through all steps, in the order of the first one. */
const followed = ({ histograms }: Run): readonly Followed[] => {
  const found = new Map<string, { readonly step: number; readonly tensor: Tensor }[]>()
  for (const { step, tensors } of histograms) {
    for (const tensor of tensors) {
      const known = found.get(tensor.name)
      if (known === undefined) found.set(tensor.name, [{ step, tensor }])
      else known.push({ step, tensor })
    }
  }
  return [...found].map(([name, at]) => ({ name, at }))
}

const ridgesOf = ({ at }: Followed, key: 'weights' | 'gradients'): readonly Ridge[] => at.flatMap(({ step, tensor }) => {
  const histogram = tensor[key]
  return histogram === undefined || !isRidge(histogram) ? [] : [{ step, histogram }]
})

export const histograms: SectionOf = (run) => {
  const all = followed(run)
  if (all.length === 0) return undefined
  const shown = evenly(all, mostTensors)
  const ratios = evenly(all.filter(({ at }) => at.some(({ tensor }) => tensor.updateRatio !== undefined)), lineColors).map(({ name, at }) => {
    const known = at.filter(({ tensor }) => tensor.updateRatio !== undefined)
    return { name: shortened(name, 40), x: known.map(({ step }) => step), y: known.map(({ tensor }) => tensor.updateRatio as number) }
  })
  const ridges = (key: 'weights' | 'gradients') => {
    const known = shown.map((tensor) => [tensor.name, ridgesOf(tensor, key)] as const).filter(([, list]) => list.length > 0)
    return known.length > 0 && element('div', {}, element('h3', { class: 'above' }, key === 'weights' ? 'Weights' : 'Gradients'),
      element('div', { class: 'grid3' }, known.map(([name, list]) => figure(ridgePlot(list, { title: shortened(name, 40), warm: key === 'gradients' }), 'h4'))))
  }
  return {
    id: 'histograms', title: 'Weights, gradients and updates',
    body: [
      element('p', { class: 'muted' }, 'A histogram behind the other, from the first step at the top to the last; each has the height of its own greatest density.'),
      element('div', { class: 'stack' },
        ridges('weights'), ridges('gradients'),
        ratios.length > 0 && figure(curvePlot(ratios, { title: 'Norm of the update over norm of the weights', xLabel: 'step' }))),
      all.length > shown.length && element('p', { class: 'note' },
        `${numberText(shown.length)} of ${numberText(all.length)} tensors are shown, evenly from the first to the last; ${numberText(all.length - shown.length)} are left out.`),
    ],
  }
}
