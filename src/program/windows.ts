/**
 * Convolutions and pooling found in a program. They are no primitives: windows are brought together by `unfold` (im2col) or put
 * back by `fold` (col2im), and products, sums and maxima do the rest. So they have no derivative rules, no kernels and no bits of
 * their own, and the nineteen primitives stay; who lowers a program to something that has convolutions finds them here, before
 * passes have taken them apart.
 *
 * Every pattern has a definition, in the order in which the program adds: `x` is an image [groups · batch, ...sizes, channels]
 * (padding included, where there is some), `at` = place · stride + tap · dilation, and sums over taps are in row-major order.
 */
import type { Shape } from '../shape/shape.js'
import { resultOf, type Expression } from './expression.js'
import { positions } from './infer.js'
import type { Kind, Of, TensorType, Windows } from './primitive.js'
import { count, typesOf, type Id, type Instruction, type Program } from './program.js'
import type { Scalar } from './scalar.js'
import type { Extent, Found, FoundWindows, Image, Matrix, WindowPattern } from './windowPattern.js'

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** The parameters of an operation of two of them: their numbers, in its order. */
const pairOf = ({ op, ...rest }: Scalar, wanted: Scalar['op']): readonly [number, number] | undefined => {
  const [a, b] = 'args' in rest ? rest.args : []
  return op === wanted && a?.op === 'parameter' && b?.op === 'parameter' ? [a.index, b.index] : undefined
}

/** The condition and the value of what is the value where the condition holds, else 0. */
const choiceOf = (expression: Expression): readonly [number, number] | undefined => {
  const root = resultOf(expression)
  if (root.op !== 'select') return undefined
  const [condition, value, other] = root.args as readonly [Scalar, Scalar, Scalar]
  return condition.op === 'parameter' && value.op === 'parameter' && other.op === 'constant' && other.value === 0
    ? [condition.index, value.index] : undefined
}

/** An instruction of a kind. */
type At<K extends Kind> = Instruction & { readonly primitive: Of<K> }

/** A program with the ways from a value to what made it. */
const readerOf = (program: Program) => {
  const types = typesOf(program)
  const makers = new Map<Id, Instruction>(program.instructions.map((instruction) => [instruction.first, instruction]))
  const made = <K extends Kind>(id: Id, kind: K): At<K> | undefined => {
    const maker = makers.get(id)
    return maker?.primitive.kind === kind ? (maker as At<K>) : undefined
  }
  /** What lies in memory as this does. */
  const plain = (id: Id): Id => {
    const reshaped = made(id, 'reshape')
    return reshaped === undefined ? id : plain(reshaped.operands[0]!)
  }
  const typeOf = (id: Id): TensorType => types[id]!
  return { made, plain, typeOf, shapeOf: (id: Id): Shape => typeOf(id).shape }
}

type Reader = ReturnType<typeof readerOf>

const extentOf = ({ window, stride, dilation }: Windows, images: number, sizes: Shape, channels: number): Extent =>
  ({ images, sizes, places: positions(sizes, { window, stride, dilation }), channels, window, stride, dilation })

/** What an `unfold` brings together. */
interface Patches {
  readonly extent: Extent
  readonly image: Image
  readonly windows: Id
}

const patchesAt = ({ made, shapeOf }: Reader, id: Id): Patches | undefined => {
  const unfold = made(id, 'unfold')
  if (unfold === undefined) return undefined
  const whole = unfold.operands[0]!
  const shape = shapeOf(whole)
  const sizes = shape.slice(1, -1)
  const padded = made(whole, 'pad')
  const border = padded?.primitive
  const isBorder = border !== undefined && border.interior.every((n) => n === 0)
    && [border.low, border.high].every((widths) => widths[0] === 0 && widths.at(-1) === 0)
  const none = sizes.map(() => 0)
  return {
    extent: extentOf(unfold.primitive, shape[0]!, sizes, shape.at(-1)!),
    image: isBorder
      ? { id: padded!.operands[0]!, low: border.low.slice(1, -1), high: border.high.slice(1, -1), value: border.value }
      : { id: whole, low: none, high: none, value: 0 },
    windows: id,
  }
}

/** How many groups there are, where windows are a matrix [rows: batch and places, columns: taps and channels] of each. */
const matrixOf = (reader: Reader, id: Id, { images, places, window, channels }: Extent): number | undefined => {
  const shape = reader.shapeOf(id)
  const groups = count(shape.slice(0, -2))
  const [rows, columns] = shape.slice(-2) as [number, number]
  const isMatrix = columns === count(window) * channels && groups * rows === images * count(places) && images % groups === 0
  return isMatrix ? groups : undefined
}

/** [images, ...places, channels] that is repeated over the taps of [images, ...places, ...window, channels]. */
const overTaps = ({ made, shapeOf }: Reader, id: Id, { images, places, window, channels }: Extent): Id | undefined => {
  const source = made(id, 'broadcast')?.operands[0] ?? id
  return same(shapeOf(source), [images, ...places, ...window.map(() => 1), channels]) ? source : undefined
}

/** [...window, channels] that is repeated over all images and places. */
const overPlaces = ({ made, shapeOf }: Reader, id: Id, { window, channels }: Extent): Id | undefined => {
  const source = made(id, 'broadcast')?.operands[0] ?? id
  const shape = shapeOf(source)
  const own = [...window, channels]
  return same(shape.slice(-own.length), own) && shape.slice(0, -own.length).every((n) => n === 1) ? source : undefined
}

/** The axes of [images, ...places, ...window, channels] that are its taps, and those before. */
const tapsOf = ({ window }: Extent): readonly number[] => window.map((_, i) => 1 + window.length + i)
const placesOf = ({ window }: Extent): readonly number[] => Array.from({ length: 1 + window.length }, (_, i) => i)

/** The first that there is. */
const firstOf = <A>(...tries: readonly (() => A | undefined)[]): A | undefined => {
  for (const attempt of tries) {
    const found = attempt()
    if (found !== undefined) return found
  }
  return undefined
}

type Hit = Found & Extent

/** Two factors of a product, in whichever order fits. */
const factors = <A>(reader: Reader, id: Id, fits: (a: Id, b: Id) => A | undefined): A | undefined => {
  const map = reader.made(id, 'map')
  const pair = map && pairOf(resultOf(map.primitive.expression), 'mul')
  if (map === undefined || pair === undefined) return undefined
  const [a, b] = pair.map((i) => map.operands[i]!) as [Id, Id]
  return firstOf(() => fits(a, b), () => fits(b, a))
}

const ofContract = (reader: Reader, { primitive, operands, first }: At<'contract'>): Hit | undefined => {
  const { transposeA, transposeB } = primitive
  const [a, b] = operands as readonly [Id, Id]
  /** Windows on one side; `isTurned` where their rows are summed over. */
  const side = (own: Id, other: Id, isLeft: boolean, isTurned: boolean, otherTransposed: boolean): Hit | undefined => {
    const patches = patchesAt(reader, reader.plain(own))
    const groups = patches && matrixOf(reader, own, patches.extent)
    if (patches === undefined || groups === undefined) return undefined
    const { extent, image } = patches
    // The other one is [k, filters] as it is meant, on the left [filters, k].
    const matrix: Matrix = { id: other, transposed: isLeft ? otherTransposed : !otherTransposed }
    const filters = reader.shapeOf(other).at(matrix.transposed ? -2 : -1)!
    const output: Matrix = { id: first, transposed: !isLeft }
    return isTurned ? { kind: 'kernelGradient', image, cotangent: matrix, output, groups, filters, ...extent }
      : { kind: 'convolution', image, kernel: matrix, output, groups, filters, ...extent }
  }
  return firstOf(() => side(a, b, true, transposeA, transposeB), () => side(b, a, false, !transposeB, transposeA))
}

const ofReduce = (reader: Reader, { primitive, operands: [x], first: output }: At<'reduce'>): Hit | undefined => {
  const { by, axes } = primitive
  const sorted = [...axes].sort((i, j) => i - j)
  const pool = (): Hit | undefined => {
    const patches = patchesAt(reader, x!)
    if (patches === undefined || !same(sorted, tapsOf(patches.extent))) return undefined
    return { kind: 'pool', by, image: patches.image, output, ...patches.extent }
  }
  const depthwise = (): Hit | undefined => by !== 'sum' ? undefined : factors(reader, x!, (own, other) => {
    const patches = patchesAt(reader, own)
    if (patches === undefined) return undefined
    const { extent, image } = patches
    const [kernel, cotangent] = [overPlaces(reader, other, extent), overTaps(reader, other, extent)]
    if (kernel !== undefined && same(sorted, tapsOf(extent)))
      return { kind: 'depthwiseConvolution', image, kernel, output, ...extent }
    if (cotangent !== undefined && same(sorted, placesOf(extent)))
      return { kind: 'depthwiseKernelGradient', image, cotangent, output, ...extent }
    return undefined
  })
  return firstOf(pool, depthwise)
}

const ofFold = (reader: Reader, { primitive, operands: [x], first: output }: At<'fold'>): Hit | undefined => {
  const { made, plain, shapeOf } = reader
  const shape = shapeOf(x!)
  const extent = extentOf(primitive, shape[0]!, primitive.sizes, shape.at(-1)!)
  const product = (): Hit | undefined => {
    const contract = made(plain(x!), 'contract')
    const groups = contract && matrixOf(reader, contract.first, extent)
    if (contract === undefined || groups === undefined) return undefined
    const { primitive: { transposeA, transposeB }, operands: [a, b] } = contract
    const [cotangent, kernel] = [{ id: a!, transposed: transposeA }, { id: b!, transposed: !transposeB }]
    const filters = shapeOf(a!).at(transposeA ? -2 : -1)!
    return { kind: 'transposedConvolution', cotangent, kernel, output, groups, filters, ...extent }
  }
  const depthwise = (): Hit | undefined => factors(reader, x!, (a, b) => {
    const [cotangent, kernel] = [overTaps(reader, a, extent), overPlaces(reader, b, extent)]
    return cotangent === undefined || kernel === undefined ? undefined
      : { kind: 'depthwiseTransposedConvolution', cotangent, kernel, output, ...extent }
  })
  const sum = (): Hit | undefined => {
    const cotangent = overTaps(reader, x!, extent)
    return cotangent === undefined ? undefined : { kind: 'sumPoolGradient', cotangent, output, ...extent }
  }
  const greatest = (): Hit | undefined => {
    const chosen = made(x!, 'map')
    const choice = chosen && choiceOf(chosen.primitive.expression)
    const image = choice && greatestOf(reader, chosen!.operands[choice[0]]!, extent)
    const cotangent = choice && overTaps(reader, chosen!.operands[choice[1]]!, extent)
    return image === undefined || cotangent === undefined ? undefined
      : { kind: 'maxPoolGradient', image, cotangent, output, ...extent }
  }
  return firstOf(product, depthwise, greatest, sum)
}

/** The image of whose windows a condition holds for the first of the greatest. */
const greatestOf = (reader: Reader, id: Id, extent: Extent): Image | undefined => {
  const { made, plain } = reader
  const compared = made(id, 'map')
  const pair = compared && pairOf(resultOf(compared.primitive.expression), 'eq')
  if (compared === undefined || pair === undefined) return undefined
  const fits = (position: Id, found: Id): Image | undefined => {
    const taps = overPlaces(reader, position, { ...extent, channels: 1 })
    const number = taps === undefined ? undefined : made(plain(taps), 'iota')
    const index = overTaps(reader, found, extent)
    const argmax = index === undefined ? undefined : made(plain(index), 'reduce')
    const patches = argmax && patchesAt(reader, argmax.operands[0]!)
    const isSame = patches !== undefined && patches.extent.images === extent.images && patches.extent.channels === extent.channels
      && (['window', 'stride', 'dilation', 'sizes'] as const).every((key) => same(patches.extent[key], extent[key]))
    return isSame && number?.primitive.shape.length === 1 && argmax!.primitive.by === 'argmax'
      && same([...argmax!.primitive.axes].sort((i, j) => i - j), tapsOf(extent)) ? patches.image : undefined
  }
  const [a, b] = pair.map((i) => compared.operands[i]!) as [Id, Id]
  return firstOf(() => fits(a, b), () => fits(b, a))
}

/** The patterns of a program's own instructions. */
export const windowsOf = (program: Program): FoundWindows => {
  const reader = readerOf(program)
  const patterns: WindowPattern[] = []
  const others: number[] = []
  program.instructions.forEach((made, instruction) => {
    const { primitive, operands, layer } = made
    const found = primitive.kind === 'contract' ? ofContract(reader, { ...made, primitive })
      : primitive.kind === 'reduce' ? ofReduce(reader, { ...made, primitive })
      : primitive.kind === 'fold' ? ofFold(reader, { ...made, primitive })
      : undefined
    if (found !== undefined) patterns.push({ ...found, instruction, ...(layer === undefined ? {} : { layer }) })
    else if (primitive.kind === 'fold' || reads(reader, program, made, operands)) others.push(instruction)
  })
  return { patterns, others }
}

/** Whether an instruction reads windows in a way that no pattern begins with. */
const reads = (reader: Reader, program: Program, { primitive, first }: Instruction, operands: readonly Id[]): boolean => {
  if (primitive.kind === 'reshape' || !operands.some((id) => reader.made(reader.plain(id), 'unfold') !== undefined)) return false
  // A product of which sums are taken is part of those.
  const readers = program.instructions.filter((each) => each.operands.includes(first))
  const isFactor = primitive.kind === 'map' && pairOf(resultOf(primitive.expression), 'mul') !== undefined
  return !(isFactor && readers.length > 0 && readers.every((each) =>
    each.primitive.kind === 'reduce' && ofReduce(reader, { ...each, primitive: each.primitive }) !== undefined))
}
