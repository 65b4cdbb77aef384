/** What a network consists of, as a table. */
import { byteLength } from '../program/plan.js'
import { count } from '../program/program.js'
import { key } from '../random/key.js'
import type { Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { isOne, shapesOf } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { expectNetwork, floatOf, type AnyNetwork, type PlacedLayer } from './network.js'

/** One layer, for one example. */
export interface Row {
  readonly layer: string
  readonly output: Shape
  readonly parameters: number
  readonly bytes: number
  /** Floating-point operations of one forward pass. */
  readonly operations: number
}

/** The parameters' types, without drawing a number. */
export const parametersOf = (layer: PlacedLayer, { dtype }: AnyNetwork): readonly AnyTensor[] =>
  layer.init === undefined ? []
  : tree.tensors(trace((k: AnyTensor) => layer.init?.(k as ReturnType<typeof key>, floatOf(dtype)), key(0)).result)

/** The rows of a layer: of one with branches those of their layers first, each with the branch's name, then what joins them. */
const rowsOf = (layer: PlacedLayer, net: AnyNetwork, before: string): readonly Row[] => {
  const name = `${before}${layer.name}`
  const { output, branches, operations } = layer
  if (branches !== undefined) {
    const inner = Object.entries(branches.blocks).flatMap(([branch, block]) =>
      block.layers.flatMap((each) => rowsOf(each, block, `${before}${branch}: `)))
    // Where nothing is joined, the branches' outputs are in their own rows.
    return isOne(output) ? [...inner, { layer: name, output, parameters: 0, bytes: 0, operations: 0 }] : inner
  }
  const parameters = parametersOf(layer, net)
  return [{
    layer: name,
    // Only layers with branches give records.
    output: output as Shape,
    parameters: parameters.reduce((n, { shape }) => n + count(shape), 0),
    bytes: parameters.reduce((n, type) => n + byteLength(type), 0),
    operations,
  }]
}

/**
 * What each layer gives, has and costs, for one example. Layers in a record of branches come with the name of their branch:
 * `words: embedding`.
 *
 * @example
 * rows(pipe(input([784]), dense(10))) // [{ layer: 'dense', output: [10], parameters: 7850, bytes: 31400, operations: 15680 }]
 */
export const rows = (net: AnyNetwork): readonly Row[] => {
  expectNetwork('rows', net)
  return net.layers.flatMap((layer) => rowsOf(layer, net, ''))
}

/** Digits in groups of three, as far as a number is written in digits. */
const grouped = (n: number): string =>
  (n >= 1000 && n < 1e21 ? `${grouped(Math.floor(n / 1000))},${String(n % 1000).padStart(3, '0')}` : String(n))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/**
 * A table of layers: output of one example, parameters, their bytes, and the floating-point operations of one example's
 * forward pass.
 *
 * @example
 * console.log(summary(pipe(input([784]), dense(10))))
 * // layer   output   parameters    bytes   operations
 * // input   [784]
 * // dense   [10]          7,850   31,400       15,680
 * // total                 7,850   31,400       15,680
 */
export const summary = (net: AnyNetwork): string => {
  expectNetwork('summary', net)
  const table = rows(net)
  const numbers = (r: Omit<Row, 'layer' | 'output'>): readonly string[] => [r.parameters, r.bytes, r.operations].map(grouped)
  const total = {
    parameters: sum(table.map((r) => r.parameters)),
    bytes: sum(table.map((r) => r.bytes)),
    operations: sum(table.map((r) => r.operations)),
  }
  const cells = [
    ['layer', 'output', 'parameters', 'bytes', 'operations'],
    ...shapesOf(net.input).map(([name, shape]) => [name === '' ? 'input' : `input ${name}`, shapeText(shape), '', '', '']),
    ...table.map((r) => [r.layer, shapeText(r.output), ...numbers(r)]),
    ['total', '', ...numbers(total)],
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => cells.reduce((most, line) => Math.max(most, (line[column] as string).length), 0))
  const padded = (cell: string, i: number): string =>
    i < 2 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)
  return cells.map((line) => line.map(padded).join('   ').trimEnd()).join('\n')
}
