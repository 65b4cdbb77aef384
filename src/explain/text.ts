/** A training step told to a beginner: five parts, every number named. */
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

/** A tensor: all of it when small, else its range and mean. */
const show = (x: AnyTensor): string => {
  const values = [...elements(x)]
  const shape: readonly number[] = x.shape
  if (values.length <= few) return shape.length < 2 ? (shape.length === 0 ? number(values[0] as number) : `[${values.map(number).join(', ')}]`) : `[${rows(values.map(number), shape.at(-1) as number).join(', ')}]`
  const { least, greatest, total } = values.reduce((a, v) => ({ least: Math.min(a.least, v), greatest: Math.max(a.greatest, v), total: a.total + v }), { least: Infinity, greatest: -Infinity, total: 0 })
  return `${shape.join('×')} numbers from ${number(least)} to ${number(greatest)}, ${number(total / values.length)} in the mean`
}

const lines = (indent: string, value: unknown): readonly string[] =>
  tree.leaves(value).map(({ path, tensor }) => `${indent}${path === '' ? '' : `${path}: `}${show(tensor)}`)

/** The sums that the first example's outputs are made of, where a layer has weights [inputs, units] and few of them. */
const weightedSums = ({ params, input, output }: LayerStory): readonly string[] => {
  const { weights, bias } = (params ?? {}) as { readonly weights?: unknown; readonly bias?: unknown }
  if (!isTensor(weights) || !isTensor(bias) || weights.shape.length !== 2) return []
  const [inputs, units] = weights.shape as readonly [number, number]
  if (inputs > terms || units > terms) return []
  const [x, w, b, y] = [input, weights, bias, output].map((t) => elements(t))
  const sum = (unit: number): string => [
    ...Array.from({ length: inputs }, (_, i) => `${signed(x?.[i] as number)}·${signed(w?.[i * units + unit] as number)}`),
    signed(b?.[unit] as number),
  ].join(' + ')
  return Array.from({ length: units }, (_, unit) => `     unit ${unit + 1} of example 1: ${sum(unit)} = ${number(y?.[unit] as number)}`)
}

/**
 * The story of a step as text: forward (weighted sums and activations), loss, backward (the chain rule), gradient, update.
 */
export const toText = (story: Story<unknown>): string => [
  `1. Forward: the inputs pass through ${story.layers.length} layer${story.layers.length === 1 ? '' : 's'}.`,
  `   inputs ${show(story.inputs)}`,
  ...story.layers.flatMap((layer, i) => [
    `   layer ${i + 1}, ${layer.name}${layer.params === undefined ? '' : ': weighted sum, with'}`,
    ...(layer.params === undefined ? [] : lines('     ', layer.params)),
    ...weightedSums(layer),
    `     gives ${show(layer.output)}`,
  ]),
  '',
  '2. Loss: how far the outputs are from the targets.',
  `   targets ${show(story.targets)}`,
  `   loss of each example ${story.losses.length > few ? `${story.losses.length} numbers` : `[${story.losses.map(number).join(', ')}]`}, in the mean ${number(story.loss)}`,
  '',
  '3. Backward: by the chain rule, from the last layer to the first, how the loss changes with each output.',
  ...story.layers.toReversed().map((layer, i) => `   layer ${story.layers.length - i}, ${layer.name}: ∂loss/∂output = ${show(layer.outputGradient)}`),
  '',
  '4. Gradient: how the loss changes with each parameter.',
  ...lines('   ', story.gradients),
  '',
  '5. Update: what the optimizer adds to each parameter, against the gradient, and what the parameters are then.',
  ...tree.leaves(story.updates).flatMap(({ path, tensor }, i) => [
    `   ${path}: adds ${show(tensor)}`,
    `   ${' '.repeat(path.length)}  gives ${show(tree.tensors(story.updated)[i] as AnyTensor)}`,
  ]),
].join('\n')
