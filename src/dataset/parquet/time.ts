/** Points in time as text (ISO 8601), as exact as the column: the days of the Gregorian calendar, counted from 1970-01-01. */

const padded = (n: bigint, width: number): string => String(n).padStart(width, '0')
const floor = (a: bigint, b: bigint): bigint => (a - ((a % b) + b) % b) / b

/** A year with four digits, or with a sign and six or more. */
const yearText = (year: bigint): string =>
  year >= 0n && year <= 9999n ? padded(year, 4) : `${year < 0n ? '-' : '+'}${padded(year < 0n ? -year : year, 6)}`

/**
 * A day.
 *
 * @example
 * dateText(0n) // '1970-01-01'
 * dateText(19782n) // '2024-02-29'
 */
export const dateText = (days: bigint): string => {
  // Years begin in March here, so that the leap day is the last one; 719468 days lie between 0000-03-01 and 1970-01-01.
  const since = days + 719468n
  const era = floor(since, 146097n)
  const day = since - era * 146097n
  const year = (day - day / 1460n + day / 36524n - day / 146096n) / 365n
  const ofYear = day - (365n * year + year / 4n - year / 100n)
  const month = (5n * ofYear + 2n) / 153n
  const ofMonth = ofYear - (153n * month + 2n) / 5n + 1n
  const calendar = month < 10n ? month + 3n : month - 9n
  return `${yearText(year + era * 400n + (calendar <= 2n ? 1n : 0n))}-${padded(calendar, 2)}-${padded(ofMonth, 2)}`
}

/**
 * A time of so many parts of a second since 1970, with 3, 6 or 9 digits after the point.
 *
 * @example
 * timeText(-1n, 3) // '1969-12-31T23:59:59.999'
 */
export const timeText = (parts: bigint, digits: 3 | 6 | 9): string => {
  const perSecond = { 3: 1000n, 6: 1000000n, 9: 1000000000n }[digits]
  const seconds = floor(parts, perSecond)
  const days = floor(seconds, 86400n)
  const ofDay = seconds - days * 86400n
  const clock = [ofDay / 3600n, (ofDay / 60n) % 60n, ofDay % 60n].map((n) => padded(n, 2)).join(':')
  return `${dateText(days)}T${clock}.${padded(parts - seconds * perSecond, digits)}`
}
