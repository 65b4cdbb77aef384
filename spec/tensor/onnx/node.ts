/** How a node of ONNX becomes calls: from its attributes, and what it has to know of its inputs, to a function of tensors. */
import { tensor } from '../../../src/index.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import type { Given, Node } from '../../outside/onnxNodes.js'

export type { Node }

/** What an operator is here: of inputs that may be in a program, one tensor or several. */
export type Adapter = (node: Node) => (...inputs: readonly any[]) => AnyTensor | readonly AnyTensor[]
export type Adapters = Readonly<Record<string, Adapter>>

/** Sizes are lists of numbers of any length here, which shapes in types are not for. */
export const t = tensor as unknown as Readonly<Record<string, (...args: readonly any[]) => any>>

export const tensorOf = ({ shape, values, dtype }: Given): AnyTensor => t['of']!(shape, values, dtype)

/** An attribute, or what ONNX says that it is without. */
export const number = ({ attributes }: Node, name: string, otherwise: number): number => (attributes[name] ?? otherwise) as number
export const text = ({ attributes }: Node, name: string, otherwise: string): string => (attributes[name] ?? otherwise) as string
export const list = <A>({ attributes }: Node, name: string, otherwise: A): readonly number[] | A =>
  (attributes[name] ?? otherwise) as readonly number[] | A

/** The elements of an input that is a shape, axes or a count: what a call is told, not given. */
export const told = ({ inputs }: Node, i: number): readonly number[] | undefined => inputs[i]?.values
export const shapeOf = ({ inputs }: Node, i = 0): readonly number[] => inputs[i]!.shape
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)
export const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Indices of which negative ones count from behind. */
export const wrapped = (indices: AnyTensor, n: number): AnyTensor =>
  t['where']!(t['add']!(n)(indices), indices)(t['less']!(0)(indices))

/** One function of all tensors, of the first and the second, of that and the third … */
export const folded = (f: (b: AnyTensor) => (a: AnyTensor) => AnyTensor) =>
  (first: AnyTensor, ...rest: readonly AnyTensor[]): AnyTensor => rest.reduce((a, b) => f(b)(a), first)
