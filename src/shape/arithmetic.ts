/**
 * Whole-number arithmetic, by the compiler and at run time: for whole numbers `a` and `b`, `Multiply<a, b>` is the
 * literal type of `multiply(a, b)`, and so for the others. A size that is not a literal gives `number`.
 *
 * The types work digit by digit, as on paper; digit strings are little-endian (`'487'` is 784), so that carries
 * run from left to right. A literal that is no whole number, or beyond 2^53, also gives `number`.
 *
 * @example
 * type Pixels = Multiply<28, 28> // 784
 * multiply(28, 28) // 784
 */
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** A digit as a tuple of that length: spreading adds, and inferring the rest of a spread subtracts. */
interface Unary {
  '0': []
  '1': [0]
  '2': [0, 0]
  '3': [0, 0, 0]
  '4': [0, 0, 0, 0]
  '5': [0, 0, 0, 0, 0]
  '6': [0, 0, 0, 0, 0, 0]
  '7': [0, 0, 0, 0, 0, 0, 0]
  '8': [0, 0, 0, 0, 0, 0, 0, 0]
  '9': [0, 0, 0, 0, 0, 0, 0, 0, 0]
}

/** `U` repeated `0` to `9` times: one row of the multiplication table. */
interface Repeat<U extends 0[]> {
  '0': []
  '1': U
  '2': [...U, ...U]
  '3': [...U, ...U, ...U]
  '4': [...U, ...U, ...U, ...U]
  '5': [...U, ...U, ...U, ...U, ...U]
  '6': [...U, ...U, ...U, ...U, ...U, ...U]
  '7': [...U, ...U, ...U, ...U, ...U, ...U, ...U]
  '8': [...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U]
  '9': [...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U]
}

/** The digits of a whole number, the last first; `''` for everything else. */
type Digits<N extends number> = Reverse<`${N}`>
type Reverse<S extends string, R extends string = ''> =
  S extends `${infer D extends Digit}${infer T}` ? Reverse<T, `${D}${R}`> : S extends '' ? R : ''

/** The number that a big-endian digit string writes, zeros in front or not. */
type Read<S extends string> =
  S extends `0${infer D extends Digit}${infer T}` ? Read<`${D}${T}`> : S extends `${infer N extends number}` ? N : number

// x + y + carry, as a decimal of one or two digits.
type DigitSum<X extends Digit, Y extends Digit, C extends 0[]> = `${[...Unary[X], ...Unary[Y], ...C]['length'] & number}`

type Sum<A extends string, B extends string, C extends 0[] = [], Out extends string = ''> =
  A extends `${infer X extends Digit}${infer S}`
    ? B extends `${infer Y extends Digit}${infer T}`
      ? Carried<DigitSum<X, Y, C>, S, T, Out>
      : Carried<DigitSum<X, '0', C>, S, '', Out>
    : B extends '' ? `${C['length'] & number}${Out}` : Sum<'0', B, C, Out>
type Carried<D extends string, S extends string, T extends string, Out extends string> =
  D extends `1${infer U extends Digit}` ? Sum<S, T, [0], `${U}${Out}`> : Sum<S, T, [], `${D}${Out}`>

// x - y - borrow: one digit, or `-` and the digit of 10 + x - y - borrow.
type DigitDifference<X extends Digit, Y extends Digit, C extends 0[]> =
  Unary[X] extends [...Unary[Y], ...C, ...infer R] ? `${R['length'] & number}`
  : [0, ...Unary['9'], ...Unary[X]] extends [...Unary[Y], ...C, ...infer R] ? `-${R['length'] & number}` : never

/** A - B, little-endian, or `'-'` when B is the larger. */
type Difference<A extends string, B extends string, C extends 0[] = [], Out extends string = ''> =
  A extends `${infer X extends Digit}${infer S}`
    ? B extends `${infer Y extends Digit}${infer T}`
      ? Borrowed<DigitDifference<X, Y, C>, S, T, Out>
      : Borrowed<DigitDifference<X, '0', C>, S, '', Out>
    : B extends '' ? C extends [] ? Out : '-' : B extends `0${infer T}` ? Difference<A, T, C, Out> : '-'
type Borrowed<D extends string, S extends string, T extends string, Out extends string> =
  D extends `-${infer U extends Digit}` ? Difference<S, T, [0], `${Out}${U}`> : Difference<S, T, [], `${Out}${D}`>

// One row of the schoolbook product, added to what the rows before have left: acc + a·y.
type Row<A extends string, Y extends Digit, Acc extends string, C extends Digit = '0', Out extends string = ''> =
  A extends `${infer X extends Digit}${infer S}`
    ? Acc extends `${infer Z extends Digit}${infer V}`
      ? `${[...Repeat<Unary[Y]>[X], ...Unary[Z], ...Unary[C]]['length'] & number}` extends infer P extends string
        ? P extends `${infer T extends Digit}${infer U extends Digit}`
          ? Row<S, Y, V, T, `${Out}${U}`>
          : Row<S, Y, V, '0', `${Out}${P}`>
        : never
      : never
    : `${Out}${C}`
// After each row its lowest digit is final.
type Product<A extends string, B extends string, Acc extends string = '00000000000000000', Out extends string = ''> =
  B extends `${infer Y extends Digit}${infer T}`
    ? Row<A, Y, Acc> extends `${infer U extends Digit}${infer V}` ? Product<A, T, V, `${U}${Out}`> : never
    : `${Reverse<Acc>}${Out}`

/** Long division of a big-endian digit string: the quotient (big-endian) and the remainder (little-endian). */
type Division<A extends string, B extends string, Rest extends string = '', Q extends string = ''> =
  A extends `${infer D extends Digit}${infer T}`
    ? Quotient<Trim<`${D}${Rest}`>, B> extends readonly [infer U extends Digit, infer R extends string]
      ? Division<T, B, R, `${Q}${U}`>
      : never
    : readonly [Q, Rest]
type Quotient<R extends string, B extends string, Q extends 0[] = []> =
  Difference<R, B> extends infer L extends string
    ? L extends '-' ? readonly [`${Q['length'] & number}`, R] : Quotient<Trim<L>, B, [...Q, 0]>
    : never
type Trim<S extends string> = S extends `${infer R}0` ? Trim<R> : S

/** a + b */
export type Add<A extends number, B extends number> =
  B extends 0 ? A : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number : Read<Sum<X, Y>> : never : never
export const add = (a: number, b: number): number => a + b

/** a - b, which is negative when b is the larger. */
export type Subtract<A extends number, B extends number> =
  B extends 0 ? A : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number
      : Difference<X, Y> extends infer R extends string
        ? R extends '-' ? Negative<Reverse<Difference<Y, X>>> : Read<Reverse<R>>
        : never : never : never
type Negative<S extends string> = `-${Read<S>}` extends `${infer N extends number}` ? N : number
export const subtract = (a: number, b: number): number => a - b

/** a · b */
export type Multiply<A extends number, B extends number> =
  B extends 1 ? A : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number : Read<Product<X, Y>> : never : never
export const multiply = (a: number, b: number): number => a * b

/** ⌊a / b⌋; `number` when b is 0. */
export type FloorDivide<A extends number, B extends number> =
  B extends 1 ? A : B extends 0 ? number : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number : Division<`${A}`, Y> extends readonly [infer Q extends string, unknown] ? Read<Q> : never
    : never : never
export const floorDivide = (a: number, b: number): number => Math.floor(a / b)

/** ⌈a / b⌉; `number` when b is 0. */
export type CeilDivide<A extends number, B extends number> =
  B extends 1 ? A : B extends 0 ? number : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number
      : Division<`${A}`, Y> extends readonly [infer Q extends string, infer R extends string]
        ? Trim<R> extends '' ? Read<Q> : Read<Sum<Reverse<Q>, '1'>>
        : never : never : never
export const ceilDivide = (a: number, b: number): number => Math.ceil(a / b)

/** The remainder of a / b; `number` when b is 0. */
export type Remainder<A extends number, B extends number> =
  B extends 1 ? 0 : B extends 0 ? number : Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? number
      : Division<`${A}`, Y> extends readonly [unknown, infer R extends string] ? Read<`0${Reverse<R>}`> : never
    : never : never
export const remainder = (a: number, b: number): number => a % b

/** a < b; `boolean` when a size is not a literal. */
export type LessThan<A extends number, B extends number> =
  Digits<A> extends infer X extends string ? Digits<B> extends infer Y extends string
    ? '' extends X | Y ? boolean : Difference<X, Y> extends '-' ? true : false : never : never
export const lessThan = (a: number, b: number): boolean => a < b
