/** The network, with the shapes of what goes through it. */
import type { LayerFacts } from '../../run/index.js'
import { shortened } from '../../shape/error.js'
import { folded } from '../network/fold.js'
import { networkBlock, sizeText } from '../network/layout.js'
import { scrolling } from '../page/frame.js'
import { element, type Child } from '../page/markup.js'
import { numberText } from '../page/number.js'
import type { SectionOf } from '../page/section.js'

const mostRows = 200

interface Row extends Pick<LayerFacts, 'name' | 'output' | 'parameters'> {
  readonly depth: number
}

/** Layers in their order, those of branches before the layer in which they meet; as many as are shown, and one more. */
const rowsOf = (layers: readonly LayerFacts[], depth = 0): readonly Row[] => {
  const rows: Row[] = []
  for (const { name, output, parameters, branches = {} } of layers) {
    for (const branch of Object.values(branches)) if (rows.length <= mostRows) rows.push(...rowsOf(branch, depth + 1))
    if (rows.length > mostRows) break
    rows.push({ name, output, parameters, depth })
  }
  return rows
}

const table = (layers: readonly LayerFacts[]): Child => {
  const rows = rowsOf(layers)
  return element('details', {},
    element('summary', {}, 'The layers as a table'),
    scrolling('The layers', element('table', {},
      element('thead', {}, element('tr', {},
        element('th', { scope: 'col' }, 'Layer'), element('th', { scope: 'col' }, 'Output'), element('th', { scope: 'col', class: 'number' }, 'Parameters'))),
      element('tbody', {}, rows.slice(0, mostRows).map(({ name, output, parameters, depth }) => element('tr', {},
        element('th', { scope: 'row' }, `${'– '.repeat(Math.min(depth, 8))}${shortened(name, 60)}`),
        element('td', {}, sizeText(output)), element('td', { class: 'number' }, numberText(parameters))))))),
    rows.length > mostRows && element('p', { class: 'note' }, `The first ${numberText(mostRows)} layers; the others are left out.`))
}

export const network: SectionOf = ({ start }) => {
  if (start?.network === undefined) return undefined
  const { input, layers } = start.network
  const block = networkBlock(input, folded(layers))
  const [width, height] = [Math.ceil(block.left + block.right) + 8, Math.ceil(block.height) + 8]
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0)
  const names = shortened(layers.map(({ name }) => name).join(', '), 400)
  return {
    id: 'network', title: 'Network',
    body: [
      element('ul', { class: 'figures' },
        [[numberText(parameters), 'parameters'], [numberText(layers.length), layers.length === 1 ? 'layer' : 'layers']].map(([value, label]) =>
          element('li', {}, element('span', { class: 'value' }, value), element('span', { class: 'label' }, label)))),
      scrolling('The drawing of the network', element('svg', { class: 'natural', role: 'img', width, height, viewBox: `0 0 ${width} ${height}` },
        element('title', {}, 'The network'), element('desc', {}, `From ${sizeText(input)}: ${names}`),
        block.draw(Math.ceil(block.left) + 2, 4)), ' tall'),
      table(layers),
    ],
  }
}
