/** Valid calls of pages and plots. */
import type * as page from '../../src/report/page/index.js'
import { also, optional, options, data, type Rows } from './walk.js'

/** The fields of a run. */
export const aRun = {
  start: optional({ event: 'start', step: 0, title: 'a' }), steps: [{ event: 'step', step: 1, loss: 0.5, examples: 2 }],
  validations: [{ event: 'validation', step: 1, values: { accuracy: 0.5 } }],
  histograms: [{ event: 'histograms', step: 1, tensors: [{ name: 'w', weights: { edges: [0, 1], counts: [3] } }] }],
  results: [], end: optional({ event: 'end', step: 1 }), receipt: optional({ final: 'a' }, 'null', 'number', 'string', 'boolean', 'list'),
}

export const pages: Rows<Pick<typeof page, 'html'>> = {
  html: [[data(aRun), options({ times: false, log: true })]],
}

export const svgs: Rows<typeof page.svg> = {
  confusion: [[[[1]], options({ title: 'a', names: ['a'], href: () => undefined })]],
  curve: [[[{ name: 'a', y: [1, 2] }], options({
    title: 'a', xLabel: 'x', yLabel: 'y', log: false, xDomain: [0, 1], yDomain: [0, 1], diagonal: true, marks: [{ name: 'a', x: 1 }],
  })]],
  histogram: [[also([1, 2], 'record'), options({ title: 'a', xLabel: 'x', bins: 3, level: 1 })]],
  scatter: [[data({ x: [1], y: [2] }), options({ title: 'a', xLabel: 'x', yLabel: 'y', diagonal: true, level: 0 })]],
}
