import type { Agree } from './agree.js'
import { broadcast } from './broadcast.js'
import type { Broadcast } from './broadcast.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText, SizeText } from './text.js'

/**
 * The shape of a sum in Einstein's notation: each operand's axes have letters, and a letter has one size wherever it stands.
 * Letters that the output does not name are summed over. Without `->` the output is of the letters that stand once, A to Z, then
 * a to z. `...` stands for any further axes, which broadcast.
 *
 * @example
 * type Scores = Einsum<'bhqd,bhkd->bhqk', [readonly [2, 8, 5, 64], readonly [2, 8, 7, 64]]> // readonly [2, 8, 5, 7]
 * einsum('ij,jk->ik', [[2, 3], [4, 5]]) // "einsum: j is 3 and 4 in 'ij,jk->ik'"
 */
export type Einsum<E extends string, Shapes extends readonly Shape[]> =
  string extends E ? readonly number[]
  : Unspaced<E> extends infer U extends string
    ? U extends `${infer I}->${infer O}` ? Checked<Split<I>, Shapes, O, `'${E}'`> : Checked<Split<U>, Shapes, null, `'${E}'`>
    : never

type Unspaced<E extends string> = E extends `${infer A} ${infer B}` ? Unspaced<`${A}${B}`> : E
type Split<I extends string> = I extends `${infer A},${infer B}` ? readonly [A, ...Split<B>] : readonly [I]
type Letter = Alphabet[number]
type Alphabet = Letters<'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'>
type Letters<T extends string, R extends readonly string[] = readonly []> =
  T extends `${infer C}${infer U}` ? Letters<U, readonly [...R, C]> : R
/** What stands before and after the `...` of a term; without one, all and nothing. */
type Parts<T extends string> = T extends `${infer A}...${infer B}` ? readonly [A, B] : readonly [T, '']
/** The letters of terms. */
type Joined<T extends readonly string[]> =
  T extends readonly [infer H extends string, ...infer R extends readonly string[]]
    ? `${Parts<H>[0]}${Parts<H>[1]}${Joined<R>}` : ''
/** The first character that is no letter, or null. */
type Odd<T extends string> = T extends `${infer C}${infer U}` ? (C extends Letter ? Odd<U> : C) : null
type HasDots<T extends string> = T extends `${string}...${string}` ? true : false

type Checked<T extends readonly string[], Shapes extends readonly Shape[], O extends string | null, Name extends string> =
  Odd<`${Joined<T>}${O extends string ? Joined<readonly [O]> : ''}`> extends infer C extends string
    ? `einsum: "${C}" in ${Name} is no letter`
  : T['length'] extends Shapes['length']
    ? Bound<T, Shapes, {}, readonly [], Name> extends infer B
      ? B extends readonly [infer Sizes, infer Dots extends Shape]
        ? O extends string
          ? true extends HasDots<T[number]>
            ? HasDots<O> extends true ? Named<Parts<O>, Sizes, Dots, Name>
              : `einsum: the output of ${Name} has no ... for that of the operands`
            : Named<Parts<O>, Sizes, Dots, Name>
          : readonly [...Dots, ...SizesOf<Once<Joined<T>>, Sizes>]
        : B
      : never
    : number extends Shapes['length'] ? readonly number[]
    : `einsum: ${Name} takes ${OperandsText<T['length']>}, received ${Shapes['length']}`
type OperandsText<N extends number> = N extends 1 ? '1 operand' : `${N} operands`

/** The letters that stand once, in the order of the alphabet. */
type Once<T extends string, A extends readonly string[] = Alphabet, R extends readonly string[] = readonly []> =
  A extends readonly [infer C extends string, ...infer B extends readonly string[]]
    ? Once<T, B, T extends `${string}${C}${infer U}` ? U extends `${string}${C}${string}` ? R : readonly [...R, C] : R>
    : R
type SizesOf<L extends readonly string[], Sizes, R extends Shape = readonly []> =
  L extends readonly [infer C extends keyof Sizes & string, ...infer M extends readonly string[]]
    ? Sizes[C] extends readonly [infer N extends number] ? SizesOf<M, Sizes, readonly [...R, N]> : never
    : R

type Named<P extends readonly [string, string], Sizes, Dots extends Shape, Name extends string> =
  Wrong<`${P[0]}${P[1]}`, Sizes, Name> extends infer W extends string ? W
  : readonly [...SizesOf<Letters<P[0]>, Sizes>, ...Dots, ...SizesOf<Letters<P[1]>, Sizes>]
type Wrong<O extends string, Sizes, Name extends string> =
  O extends `${infer C}${infer U}`
    ? C extends keyof Sizes
      ? U extends `${string}${C}${string}` ? `einsum: the output of ${Name} has ${C} twice` : Wrong<U, Sizes, Name>
      : `einsum: ${C} in the output of ${Name} is in no operand`
    : null

/** The size of each letter, in a tuple of one, and what `...` stands for; or a sentence; or a shape of unknown rank. */
type Bound<T extends readonly string[], Shapes extends readonly Shape[], Sizes, Dots extends Shape, Name extends string> =
  T extends readonly [infer H extends string, ...infer U extends readonly string[]]
    ? Shapes extends readonly [infer S extends Shape, ...infer R extends readonly Shape[]]
      ? number extends S['length'] ? readonly number[]
        : Term<H, S, Sizes, Name> extends infer B
          ? B extends readonly [infer Rest extends Shape, infer Known]
            ? Rest extends readonly [] ? Bound<U, R, Known, Dots, Name>
              : HasDots<H> extends true
                ? Broadcast<Dots, readonly [...Rest]> extends infer D extends Shape ? Bound<U, R, Known, D, Name>
                  : `einsum: ... is ${ShapeText<Dots>} and ${ShapeText<Rest>} in ${Name}`
                : AxesWrong<H, S, ''>
            : B
          : never
      : readonly [Sizes, Dots]
    : readonly [Sizes, Dots]
type AxesWrong<H extends string, S extends Shape, More extends string> =
  `einsum: '${H}' names ${AxesText<Letters<Joined<readonly [H]>>['length']>}${More}; ${ShapeText<S>} has ${AxesText<S['length']>}`

/** The axes that the letters before and after `...` leave, and the sizes of letters. */
type Term<H extends string, S extends Shape, Sizes, Name extends string> =
  Front<Letters<Parts<H>[0]>, S, Sizes, Name> extends infer F
    ? F extends readonly [infer Rest extends Shape, infer Known]
      ? Back<Letters<Parts<H>[1]>, Rest, Known, Name> extends infer G ? G extends null ? AxesWrong<H, S, ' or more'> : G : never
      : F extends null ? AxesWrong<H, S, HasDots<H> extends true ? ' or more' : ''> : F
    : never
type Front<L extends readonly string[], S extends Shape, Sizes, Name extends string> =
  L extends readonly [infer C extends string, ...infer M extends readonly string[]]
    ? S extends readonly [infer N extends number, ...infer R extends Shape]
      ? With<Sizes, C, N, Name> extends infer W ? W extends string ? W : Front<M, R, W, Name> : never
      : null
    : readonly [S, Sizes]
type Back<L extends readonly string[], S extends Shape, Sizes, Name extends string> =
  L extends readonly [...infer M extends readonly string[], infer C extends string]
    ? S extends readonly [...infer R extends Shape, infer N extends number]
      ? With<Sizes, C, N, Name> extends infer W ? W extends string ? W : Back<M, R, W, Name> : never
      : null
    : readonly [S, Sizes]
type With<Sizes, C extends string, N extends number, Name extends string> =
  C extends keyof Sizes
    ? Sizes[C] extends readonly [infer M extends number]
      ? Agree<M, N> extends readonly [infer A extends number] ? Put<Sizes, C, A>
        : `einsum: ${C} is ${SizeText<M>} and ${SizeText<N>} in ${Name}`
      : never
    : Put<Sizes, C, N>
type Put<Sizes, C extends string, N extends number> =
  { [K in keyof Sizes | C]: K extends C ? readonly [N] : K extends keyof Sizes ? Sizes[K] : never }

/** A letter, or an axis of `...`: -1 is its last. */
export type Label = string | number

/** The labels of the axes of operands and output, and the size of each. */
export interface Subscripts {
  readonly operands: readonly (readonly Label[])[]
  readonly output: readonly Label[]
  readonly sizes: ReadonlyMap<Label, number>
}

const partsOf = (term: string): readonly [before: readonly string[], after: readonly string[], dots: boolean] => {
  const at = term.indexOf('...')
  return at < 0 ? [[...term], [], false] : [[...term.slice(0, at)], [...term.slice(at + 3)], true]
}
const dotted = (n: number): readonly Label[] => Array.from({ length: n }, (_, i) => i - n)

/** The labels that an equation gives to axes; or what is wrong with it. */
export const subscripts = (equation: string, shapes: readonly Shape[]): Subscripts | string => {
  const [input, named] = equation.replaceAll(' ', '').split(/->(.*)/s) as [string, string | undefined]
  const terms = input.split(',')
  const letters = terms.flatMap((term) => { const [a, b] = partsOf(term); return [...a, ...b] })
  const [before, after, hasDots] = partsOf(named ?? '')
  const odd = [...letters, ...before, ...after].find((c) => !/^[A-Za-z]$/.test(c))
  if (odd !== undefined) return `einsum: "${odd}" in '${equation}' is no letter`
  if (terms.length !== shapes.length) {
    const taken = terms.length === 1 ? '1 operand' : `${terms.length} operands`
    return `einsum: '${equation}' takes ${taken}, received ${shapes.length}`
  }
  const sizes = new Map<Label, number>()
  let dots: Shape = []
  const operands: (readonly Label[])[] = []
  for (const [i, term] of terms.entries()) {
    const [shape, [first, last, any]] = [shapes[i] as Shape, partsOf(term)]
    const rest = shape.length - first.length - last.length
    if (rest < 0 || (rest > 0 && !any)) {
      const axes = `${axesText(first.length + last.length)}${any ? ' or more' : ''}`
      return `einsum: '${term}' names ${axes}; ${shapeText(shape)} has ${axesText(shape.length)}`
    }
    const labels = [...first, ...dotted(rest), ...last]
    // As the compiler meets them: letters before `...` from the first, those behind it from the last.
    const walk = [...labels.keys()].filter((axis) => typeof labels[axis] === 'string')
    for (const axis of [...walk.filter((a) => a < first.length), ...walk.filter((a) => a >= first.length).reverse()]) {
      const [letter, size] = [labels[axis] as string, shape[axis] as number]
      const known = sizes.get(letter)
      if (known !== undefined && known !== size) return `einsum: ${letter} is ${known} and ${size} in '${equation}'`
      sizes.set(letter, size)
    }
    const middle = shape.slice(first.length, first.length + rest)
    const both = broadcast(dots, middle)
    if (typeof both === 'string') return `einsum: ... is ${shapeText(dots)} and ${shapeText(middle)} in '${equation}'`
    dots = both
    operands.push(labels)
  }
  dotted(dots.length).forEach((label, i) => sizes.set(label, dots[i] as number))
  if (named === undefined) {
    const once = letters.filter((c) => letters.indexOf(c) === letters.lastIndexOf(c))
    return { operands, output: [...dotted(dots.length), ...once.sort()], sizes }
  }
  if (!hasDots && terms.some((term) => term.includes('...')))
    return `einsum: the output of '${equation}' has no ... for that of the operands`
  const output = [...before, ...after]
  const wrong = output.find((c, i) => !sizes.has(c) || output.includes(c, i + 1))
  if (wrong !== undefined)
    return sizes.has(wrong) ? `einsum: the output of '${equation}' has ${wrong} twice`
      : `einsum: ${wrong} in the output of '${equation}' is in no operand`
  return { operands, output: [...before, ...(hasDots ? dotted(dots.length) : []), ...after], sizes }
}

export const einsum = (equation: string, shapes: readonly Shape[]): Shape | string => {
  const found = subscripts(equation, shapes)
  return typeof found === 'string' ? found : found.output.map((label) => found.sizes.get(label) as number)
}
