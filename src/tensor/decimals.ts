/**
 * Numbers in columns, as NumPy writes them: the shortest digits that say which number it is, at most `precision` of them behind the
 * point, points one under the other, and all of them with exponents where they differ much.
 */
import type { Float } from '../shape/shape.js'

/** 0.d₁d₂… · 10^point: the digits of a number's size. */
interface Decimal {
  readonly digits: string
  readonly point: number
}

const zero: Decimal = { digits: '', point: 1 }

/** Digits without zeros at their end. */
const trimmed = (digits: string): string => {
  let { length } = digits
  while (digits[length - 1] === '0') length--
  return digits.slice(0, length)
}

/** From 1.25e-3. */
const decimal = (text: string): Decimal => {
  const [digits = '', exponent] = text.split('e')
  return { digits: trimmed(digits.replace('.', '')), point: Number(exponent) + 1 }
}

/** The fewest digits that no other number of the type is nearer to. */
const shortest = (size: number, dtype: Float): Decimal => {
  if (size === 0) return zero
  if (dtype === 'f64') return decimal(size.toExponential())
  let text = ''
  for (let n = 0; n < 9 && Math.fround(Number(text || NaN)) !== size; n++) text = size.toExponential(n)
  return decimal(text)
}

/** So many digits, without zeros at their end: those of the nearest number that has as many, ties to the even one. */
const rounded = (size: number, most: number): Decimal => {
  // Ties are seen from their digits: a number that is none has others among the next 40.
  const long = decimal(size.toExponential(Math.min(100, Math.max(most, 0) + 39)))
  const kept = long.digits.slice(0, Math.max(most, 0))
  const isTie = long.digits.length === most + 1 && long.digits.endsWith('5')
  if (most < 1) return most === 0 && !isTie && long.digits >= '5' ? { digits: '1', point: long.point + 1 } : zero
  return isTie && Number(kept.at(-1)) % 2 === 0 ? decimal(`${kept.charAt(0)}.${kept.slice(1)}e${long.point - 1}`)
    : decimal(size.toExponential(most - 1))
}

/** At most so many digits. */
const cut = (size: number, whole: Decimal, most: number): Decimal => (whole.digits.length <= most ? whole : rounded(size, most))

/** What stands before the point, what behind it, and the exponent where there is one. */
interface Parts {
  readonly whole: string
  readonly fraction: string
  readonly exponent: string
}

/** With an exponent, and `exactly` as many digits as there are places, all of them are the number's own. */
const partsOf = (x: number, dtype: Float, precision: number, isScientific: boolean, exactly = false): Parts => {
  const [sign, size] = [x < 0 || Object.is(x, -0) ? '-' : '', Math.abs(x)]
  const found = shortest(size, dtype)
  if (isScientific) {
    const { digits, point } = exactly && size !== 0 ? rounded(size, precision + 1) : cut(size, found, precision + 1)
    const power = size === 0 ? 0 : point - 1
    return {
      whole: `${sign}${digits.charAt(0) || '0'}`, fraction: digits.slice(1),
      exponent: `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`,
    }
  }
  const { digits, point } = cut(size, found, found.point + precision)
  const all = digits.padEnd(Math.max(point, 0), '0')
  return point > 0 ? { whole: sign + all.slice(0, point), fraction: all.slice(point), exponent: '' }
    : { whole: `${sign}0`, fraction: '0'.repeat(-point) + all, exponent: '' }
}

const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0)

/** Sizes from which NumPy writes exponents: those of which not every integer is a number of the type, or 10⁸. */
const large: Readonly<Record<Float, number>> = { f32: 1e6, f64: 1e8 }

/** How the numbers of one tensor are written, each as wide as all others. */
export const decimals = (numbers: readonly number[], dtype: Float, precision: number): ((x: number) => string) => {
  const finite = numbers.filter(Number.isFinite)
  const sizes = finite.map(Math.abs).filter((x) => x !== 0)
  const [greatest, least] = [sizes.reduce((a, b) => Math.max(a, b), 0), sizes.reduce((a, b) => Math.min(a, b), Infinity)]
  const round = dtype === 'f32' ? Math.fround : Number
  const isScientific = greatest >= large[dtype] || least < round(0.0001) || round(greatest / least) > 1000
  const parts = finite.map((x) => partsOf(x, dtype, precision, isScientific))
  const [left, behind, power] = [
    longest(parts.map(({ whole }) => whole)), longest(parts.map(({ fraction }) => fraction)), longest(parts.map(({ exponent }) => exponent)),
  ]
  // What is no number ends where the others end.
  const right = isScientific ? power + 1 + behind : behind
  const others = longest(numbers.filter((x) => !Number.isFinite(x)).map(named))
  const width = Math.max(left + (finite.length === 0 ? 0 : 1) + right, others)
  return (x) => {
    if (!Number.isFinite(x)) return named(x).padStart(width)
    const { whole, fraction, exponent } = partsOf(x, dtype, isScientific ? behind : precision, isScientific, true)
    const text = isScientific
      ? `${whole}.${fraction.padEnd(behind, '0')}e${exponent.charAt(0)}${exponent.slice(1).padStart(power - 1, '0')}`
      : `${whole}.${fraction.padEnd(behind)}`
    return text.padStart(width)
  }
}

const named = (x: number): string => (x !== x ? 'nan' : x < 0 ? '-inf' : 'inf')
