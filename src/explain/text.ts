/** A training step told to a beginner: five parts, every number named. */
import { check, isRecord, type Kind } from '../shape/options.js'
import type { Tensors } from '../tensor/form.js'
import { elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { LayerStory, Story } from './story.js'

/** Elements shown in full up to this many. */
const few = 32
/** Terms of a weighted sum shown in full up to this many. */
const terms = 8

/** A number with six digits that count. */
const number = (x: number): string => (Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(6))))
const signed = (x: number): string => (x < 0 ? `(${number(x)})` : number(x))

const rows = (values: readonly string[], width: number): readonly string[] =>
  Array.from({ length: Math.ceil(values.length / width) }, (_, i) => `[${values.slice(i * width, (i + 1) * width).join(', ')}]`)

const listed = (x: AnyTensor, values: readonly string[]): string =>
  x.shape.length === 0 ? values.join()
  : x.shape.length === 1 ? `[${values.join(', ')}]`
  : `[${rows(values, x.shape.at(-1)).join(', ')}]`

/** A tensor: all of it when small, else its range and mean; of a record each by its name. */
const show = (x: Tensors): string =>
  (isTensor(x) ? showOne(x) : Object.entries(x).map(([name, part]) => `${name} ${showOne(part)}`).join(', '))

const showOne = (x: AnyTensor): string => {
  const values = [...elements(x)]
  if (values.length <= few) return listed(x, values.map(number))
  const [least, greatest] = [values.reduce((a, v) => Math.min(a, v)), values.reduce((a, v) => Math.max(a, v))]
  const mean = values.reduce((a, v) => a + v, 0) / values.length
  return `${x.shape.join('×')} numbers from ${number(least)} to ${number(greatest)}, ${number(mean)} in the mean`
}

const lines = (indent: string, value: unknown): readonly string[] =>
  tree.leaves(value).map(({ path, tensor }) => `${indent}${path === '' ? '' : `${path}: `}${show(tensor)}`)

/** The sums that the first example's outputs are made of, where a layer has weights [inputs, units] and few of them. */
const weightedSums = ({ params, input, output }: LayerStory<Tensors>, indent: string): readonly string[] => {
  const { weights, bias } = (params ?? {}) as { readonly weights?: unknown; readonly bias?: unknown }
  if (!isTensor(weights) || !isTensor(bias) || weights.shape.length !== 2 || !isTensor(input) || !isTensor(output)) return []
  const [inputs, units] = weights.shape as readonly [number, number]
  if (inputs > terms || units > terms) return []
  const [x, w, b, y] = [input, weights, bias, output].map((t) => elements(t))
  const sum = (unit: number): string => [
    ...Array.from({ length: inputs }, (_, i) => `${signed(x?.[i] as number)}·${signed(w?.[i * units + unit] as number)}`),
    signed(b?.[unit] as number),
  ].join(' + ')
  return Array.from({ length: units }, (_, unit) =>
    `${indent}  unit ${unit + 1} of example 1: ${sum(unit)} = ${number(y?.[unit] as number)}`)
}

const isWeighted = (params: unknown): boolean =>
  typeof params === 'object' && params !== null && ('weights' in params || 'kernel' in params)

const title = ({ name, params }: LayerStory<Tensors>): string =>
  params === undefined ? name : isWeighted(params) ? `${name}: weighted sum, with` : `${name}, with`

/** A layer's place among all: `2`, and inside of branches `2, words 1`. */
const placed = (layers: readonly LayerStory<Tensors>[], before = ''): readonly (readonly [place: string, layer: LayerStory<Tensors>])[] =>
  layers.flatMap((layer, i) => {
    const place = `${before}${i + 1}`
    const inner = Object.entries(layer.branches ?? {}).flatMap(([name, within]) => placed(within, `${place}, ${name} `))
    return [...inner, [place, layer] as const]
  })

/** A layer on the way forward; what its branches hold is told before it. */
const forward = (place: string, layer: LayerStory<Tensors>): readonly string[] => [
  `   layer ${place}, ${layer.branches === undefined ? title(layer) : layer.name}`,
  ...(layer.params === undefined || layer.branches !== undefined ? [] : lines('     ', layer.params)),
  ...weightedSums(layer, '   '),
  `     gives ${show(layer.output)}`,
]

const losses = (list: readonly number[]): string =>
  list.length > few ? `${list.length} numbers` : `[${list.map(number).join(', ')}]`

const aStory: Kind = {
  expected: 'a story, as explain.step tells it',
  holds: (x: unknown) => isRecord(x) && Array.isArray(x['layers']) && Array.isArray(x['losses']),
}

/**
 * The story of a step as text: forward (weighted sums and activations), loss, backward (the chain rule), gradient, update.
 */
export const toText = (story: Story<unknown, Tensors>): string => (check('explain.toText', { story }, { story: aStory }), [
  `1. Forward: the inputs pass through ${story.layers.length} layer${story.layers.length === 1 ? '' : 's'}.`,
  `   inputs ${show(story.inputs)}`,
  ...placed(story.layers).flatMap(([place, layer]) => forward(place, layer)),
  '',
  '2. Loss: how far the outputs are from the targets.',
  `   targets ${show(story.targets)}`,
  `   loss of each example ${losses(story.losses)}`,
  `   in the mean ${number(story.loss)}`,
  '',
  '3. Backward: by the chain rule, from the last layer to the first, how the loss changes with each output.',
  ...placed(story.layers).map(([place, { name, outputGradient }]) =>
    `   layer ${place}, ${name}: ∂loss/∂output = ${show(outputGradient)}`).toReversed(),
  '',
  '4. Gradient: how the loss changes with each parameter. For a weight of a dense layer that is its input times',
  '   the ∂loss/∂output of its unit, and for the bias of a unit that ∂loss/∂output itself, added up over the examples.',
  ...lines('   ', story.gradients),
  '',
  '5. Update: what the optimizer adds to each parameter, against the gradient, and what the parameters are then.',
  ...tree.leaves(story.updates).flatMap(({ path, tensor }, i) => [
    `   ${path}: adds ${show(tensor)}`,
    `   ${' '.repeat(path.length)}  gives ${show(tree.tensors(story.updated)[i] as AnyTensor)}`,
  ]),
].join('\n'))
