/** Numbers as people and programs write them, with a point or a comma before the fraction. */

export type Decimal = '.' | ','

/** Signs of currencies and of hundredths, which say nothing that a column's name doesn't. */
const unit = /^([+-]?)[$€£¥]\s?|\s?[$€£¥%]$/g

const group = `['’ \u00a0\u202f]`
const formOf = (decimal: string, grouping: string): RegExp =>
  new RegExp(`^[+-]?(?:(?:\\d+|[1-9]\\d{0,2}(?:${grouping}\\d{3})+)(?:${decimal}\\d*)?|${decimal}\\d+)(?:e[+-]?\\d+)?$`, 'i')
const forms: Readonly<Record<Decimal, RegExp>> = {
  '.': formOf('\\.', `(?:,|${group})`), ',': formOf(',', `(?:\\.|${group})`),
}
const plain = /^[+-]?\d{1,15}(?:\.\d+)?$/
const hasUnit = /[$€£¥%]/
const between = /['’ \u00a0\u202f]/g

/**
 * The number that a text stands for; nothing where it is none, or too large.
 *
 * @example
 * readNumber('1.234,5', ',') // 1234.5
 * readNumber('$1,200', '.') // 1200
 */
export const readNumber = (text: string, decimal: Decimal): number | undefined => {
  if (decimal === '.' && plain.test(text)) return Number(text)
  const bare = hasUnit.test(text) ? text.replace(unit, '$1') : text
  if (!forms[decimal].test(bare)) return undefined
  const whole = bare.replace(between, '').replaceAll(decimal === '.' ? ',' : '.', '')
  const value = Number(decimal === '.' ? whole : whole.replace(',', '.'))
  return Number.isFinite(value) ? value : undefined
}

/** Codes such as `007`: their zeros would be lost. */
export const isCode = (text: string): boolean => /^0\d/.test(text)

/** One mark with three digits after it, which may be the fraction or the thousands. */
const ambiguous = /^[+-]?[1-9]\d{0,2}([.,])\d{3}$/

/** What a column's texts say about the mark before their fractions. */
export interface DecimalEvidence {
  readonly point: number
  readonly comma: number
  /** Texts that can be read in two ways: the first that has a point, and a comma. */
  readonly either: Readonly<Partial<Record<Decimal, string>>>
}

/** Counts texts that are numbers with a point alone, or with a comma alone. */
export const decimalEvidence = (texts: Iterable<string>): DecimalEvidence => {
  let [point, comma] = [0, 0]
  const either: Partial<Record<Decimal, string>> = {}
  for (const text of texts) {
    if (!text.includes('.') && !text.includes(',')) continue
    const bare = text.replace(unit, '$1')
    const mark = ambiguous.exec(bare)?.[1] as Decimal | undefined
    if (mark !== undefined) either[mark] ??= text
    else {
      const [withPoint, withComma] = [forms['.'].test(bare), forms[','].test(bare)]
      if (withPoint && !withComma) point++
      else if (withComma && !withPoint) comma++
    }
  }
  return { point, comma, either }
}
