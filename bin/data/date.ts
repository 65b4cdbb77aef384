/** Dates as people and programs write them. */

/** In which order year, month and day stand. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy'

export const orderNames: Readonly<Record<DateOrder, string>> = {
  ymd: 'year, month, day', dmy: 'day, month, year', mdy: 'month, day, year',
}

const time = '(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2}(?:\\.\\d+)?))?\\s*(am|pm)?\\s*(Z|UTC|[+-]\\d{2}:?\\d{2})?)?'
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${time}$`, 'i')
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${time}$`, 'i')

const day = 86_400_000

/** A year of two digits, as POSIX has it: 69 to 99 are of the last century. */
const yearOf = (text: string): number => (text.length === 2 ? Number(text) + (Number(text) < 69 ? 2000 : 1900) : Number(text))

const zoneMinutes = (zone: string | undefined): number => {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})/.exec(zone ?? '') ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** Minutes of a day; nothing where there are no such. */
const minutesOf = (hours: number, minutes: number, seconds: number, half: string | undefined): number | undefined => {
  const isFit = minutes < 60 && seconds < 61 && (half === undefined ? hours < 24 : hours >= 1 && hours <= 12)
  if (!isFit) return undefined
  const hour = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return hour * 60 + minutes + seconds / 60
}

/**
 * Days since 1970-01-01, in UTC where the text names a zone; nothing where it is no date of the calendar.
 *
 * @example
 * readDate('2.1.1970', 'dmy') // 1
 * readDate('1970-01-02T12:00Z', 'ymd') // 1.5
 */
export const readDate = (text: string, order: DateOrder): number | undefined => {
  if (text.length < 6 || text.length > 40) return undefined
  const found = (order === 'ymd' ? yearFirst : yearLast).exec(text)
  if (found === null) return undefined
  const [, a, , b, c, hours = '0', minutes = '0', seconds = '0', half, zone] = found as unknown as readonly string[]
  const [y, m, d] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b]
  const [year, month, date] = [yearOf(y as string), Number(m), Number(d)]
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, date)
  const isFit = at.getUTCMonth() === month - 1 && at.getUTCDate() === date
  const within = minutesOf(Number(hours), Number(minutes), Number(seconds), half)
  return isFit && within !== undefined ? at.getTime() / day + (within - zoneMinutes(zone)) / 1440 : undefined
}

/** A day in ISO 8601. */
export const dayText = (days: number): string => new Date(Math.floor(days) * day).toISOString().slice(0, 10)

/** The orders in which all of some texts can be read, the likelier one first: with points the day, with strokes the month. */
export const ordersOf = (texts: readonly string[]): readonly DateOrder[] => {
  const mark = /[-/.]/.exec(texts[0] ?? '')?.[0]
  const likely: readonly DateOrder[] = mark === '/' ? ['ymd', 'mdy', 'dmy'] : ['ymd', 'dmy', 'mdy']
  const found = likely.filter((order) => texts.every((text) => readDate(text, order) !== undefined))
  return mark === '.' ? found.slice(0, 1) : found
}
