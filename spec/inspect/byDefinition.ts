/** What window patterns mean, by naive loops in the order of their definitions. */
import type { Image, Matrix, WindowPattern } from '../../src/inspect/index.js'
import type { Elements } from '../../src/program/elements.js'
import { numberOf } from '../../src/program/numeral.js'
import { typesOf, type Id, type Program } from '../../src/program/program.js'

type Index = readonly number[]

/** All indices of a shape in row-major order. */
const indices = (shape: Index): readonly Index[] =>
  shape.reduce<readonly Index[]>((all, n) => all.flatMap((before) => Array.from({ length: n }, (_, i) => [...before, i])), [[]])
const flat = (index: Index, shape: Index): number => index.reduce((at, i, axis) => at * shape[axis]! + i, 0)

/** The output of a pattern from what the program's other values are. */
export const byDefinition = (program: Program, values: (id: Id) => Elements, pattern: WindowPattern): readonly [output: Id, elements: readonly number[]] => {
  const { images, sizes, places, channels, window, stride, dilation } = pattern
  const outputId = typeof pattern.output === 'number' ? pattern.output : pattern.output.id
  const round = typesOf(program)[outputId]!.dtype === 'f64' ? (x: number) => x : Math.fround
  const sumOf = (terms: readonly number[]): number => terms.reduce((sum, term) => round(sum + term), 0)
  /** As `reduce` adds: in 8 lanes. */
  const laneSum = (terms: readonly number[]): number => {
    const lanes = Array.from({ length: 8 }, (_, lane) => sumOf(terms.filter((_, i) => i % 8 === lane)))
    return [4, 2, 1].reduce((sums, width) => sums.slice(0, width).map((sum, lane) => round(sum + sums[lane + width]!)), lanes)[0]!
  }
  const [allPlaces, allTaps] = [indices(places), indices(window)]
  const [rows, taps] = [allPlaces.length, allTaps.length]
  const at = (place: Index, tap: Index): Index => place.map((p, i) => p * stride[i]! + tap[i]! * dilation[i]!)
  const reader = ({ id, low, high, value }: Image) => {
    const own = sizes.map((n, i) => n - low[i]! - high[i]!)
    const elements = values(id)
    return (image: number, position: Index, channel: number): number => {
      const inside = position.map((p, i) => p - low[i]!)
      return inside.every((p, i) => p >= 0 && p < own[i]!) ? elements[flat([image, ...inside, channel], [images, ...own, channels])]! : numberOf(value)
    }
  }
  const matrix = ({ id, transposed }: Matrix, height: number, width: number) => (group: number, row: number, column: number): number =>
    values(id)[transposed ? (group * width + column) * height + row : (group * height + row) * width + column]!
  const written = ({ transposed }: Matrix, groups: number, height: number, width: number, f: (group: number, row: number, column: number) => number): readonly number[] =>
    indices(transposed ? [groups, width, height] : [groups, height, width]).map(([g, i, j]) => (transposed ? f(g!, j!, i!) : f(g!, i!, j!)))
  /** Values of taps added where they belong, [images, ...sizes, channels]. */
  const spread = (f: (image: number, place: number, tap: number, channel: number) => number): readonly number[] => {
    const out: number[][] = indices([images, ...sizes, channels]).map(() => [])
    for (let image = 0; image < images; image++) allTaps.forEach((tap, t) => allPlaces.forEach((place, p) => {
      for (let c = 0; c < channels; c++) out[flat([image, ...at(place, tap), c], [images, ...sizes, channels])]!.push(f(image, p, t, c))
    }))
    return out.map(sumOf)
  }
  const plain = (id: Id) => (image: number, place: number, channel: number): number => values(id)[(image * rows + place) * channels + channel]!
  const kernelOf = (id: Id) => (tap: number, channel: number): number => values(id)[tap * channels + channel]!
  const product = (a: number, b: number): number => round(a * b)

  switch (pattern.kind) {
    case 'convolution': {
      const { groups, filters } = pattern
      const [x, k, batch] = [reader(pattern.image), matrix(pattern.kernel, taps * channels, filters), images / groups]
      return [outputId, written(pattern.output, groups, batch * rows, filters, (g, row, f) => sumOf(allTaps.flatMap((tap, t) =>
        Array.from({ length: channels }, (_, c) =>
          product(x(g * batch + Math.floor(row / rows), at(allPlaces[row % rows]!, tap), c), k(g, t * channels + c, f))))))]
    }
    case 'kernelGradient': {
      const { groups, filters } = pattern
      const batch = images / groups
      const [x, d] = [reader(pattern.image), matrix(pattern.cotangent, batch * rows, filters)]
      return [outputId, written(pattern.output, groups, taps * channels, filters, (g, column, f) => sumOf(Array.from({ length: batch * rows }, (_, row) =>
        product(x(g * batch + Math.floor(row / rows), at(allPlaces[row % rows]!, allTaps[Math.floor(column / channels)]!), column % channels), d(g, row, f)))))]
    }
    case 'transposedConvolution': {
      const { groups, filters } = pattern
      const batch = images / groups
      const [d, k] = [matrix(pattern.cotangent, batch * rows, filters), matrix(pattern.kernel, taps * channels, filters)]
      return [outputId, spread((image, place, tap, channel) => {
        const [group, row] = [Math.floor(image / batch), (image % batch) * rows + place]
        return sumOf(Array.from({ length: filters }, (_, f) => product(d(group, row, f), k(group, tap * channels + channel, f))))
      })]
    }
    case 'depthwiseConvolution': {
      const [x, k] = [reader(pattern.image), kernelOf(pattern.kernel)]
      return [outputId, indices([images, rows, channels]).map(([image, place, c]) =>
        laneSum(allTaps.map((tap, t) => product(x(image!, at(allPlaces[place!]!, tap), c!), k(t, c!)))))]
    }
    case 'depthwiseKernelGradient': {
      const [x, d] = [reader(pattern.image), plain(pattern.cotangent)]
      return [outputId, indices([taps, channels]).map(([tap, c]) => laneSum(indices([images, rows]).map(([image, place]) =>
        product(x(image!, at(allPlaces[place!]!, allTaps[tap!]!), c!), d(image!, place!, c!)))))]
    }
    case 'depthwiseTransposedConvolution': {
      const [d, k] = [plain(pattern.cotangent), kernelOf(pattern.kernel)]
      return [outputId, spread((image, place, tap, channel) => product(d(image, place, channel), k(tap, channel)))]
    }
    case 'pool': {
      const x = reader(pattern.image)
      return [outputId, indices([images, rows, channels]).map(([image, place, c]) => {
        const list = allTaps.map((tap) => x(image!, at(allPlaces[place!]!, tap), c!))
        return pattern.by === 'sum' ? laneSum(list) : pattern.by === 'max' ? Math.max(...list) : pattern.by === 'min' ? Math.min(...list)
          : list.indexOf(Math.max(...list))
      })]
    }
    case 'sumPoolGradient': {
      const d = plain(pattern.cotangent)
      return [outputId, spread((image, place, _, channel) => d(image, place, channel))]
    }
    case 'maxPoolGradient': {
      const [x, d] = [reader(pattern.image), plain(pattern.cotangent)]
      return [outputId, spread((image, place, tap, channel) => {
        const list = allTaps.map((each) => x(image, at(allPlaces[place]!, each), channel))
        return list.indexOf(Math.max(...list)) === tap ? d(image, place, channel) : 0
      })]
    }
  }
}

