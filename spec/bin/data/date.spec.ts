import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayText, ordersOf, readDate } from '../../../bin/data/date.js'

test.each([
  ['1970-01-01', 'ymd', 0], ['1970-01-02', 'ymd', 1], ['1969-12-31', 'ymd', -1], ['2024-02-29', 'ymd', 19782], ['2024/2/9', 'ymd', 19762],
  ['2023-02-29', 'ymd', undefined], ['2024-13-01', 'ymd', undefined], ['2024-00-10', 'ymd', undefined], ['2024-01/02', 'ymd', undefined],
  ['2.1.1970', 'dmy', 1], ['02.01.70', 'dmy', 1], ['1.2.68', 'dmy', 35825], ['31.4.2024', 'dmy', undefined],
  ['1/2/1970', 'mdy', 1], ['13/1/1970', 'mdy', undefined], ['13/1/1970', 'dmy', 12],
  ['1970-01-01T12:00', 'ymd', 0.5], ['1970-01-01 06:00:00.000Z', 'ymd', 0.25], ['1970-01-01T00:00+02:00', 'ymd', -1 / 12], ['1970-01-01T00:00-0600', 'ymd', 0.25],
  ['1/1/1970 12:00 AM', 'mdy', 0], ['1/1/1970 6:00 pm', 'mdy', 0.75], ['1/1/1970 13:00 pm', 'mdy', undefined], ['1970-01-01T24:00', 'ymd', undefined],
  ['20240101', 'ymd', undefined], ['2024', 'ymd', undefined], ['1.5', 'dmy', undefined], ['1.2.3', 'dmy', undefined], ['192.168.1.10', 'dmy', undefined],
] as const)('%j as %s is day %d', (text, order, days) => expect(readDate(text, order)).toBe(days))

test('every day of the calendar is read back from ISO 8601', () => {
  fc.assert(fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
    expect(readDate(dayText(days), 'ymd')).toBe(days)
  }))
})

test('the order of day and month is told by those above 12', () => {
  expect(ordersOf(['1/2/2024', '13/2/2024'])).toEqual(['dmy'])
  expect(ordersOf(['1/2/2024', '2/13/2024'])).toEqual(['mdy'])
  expect(ordersOf(['1/2/2024'])).toEqual(['mdy', 'dmy'])
  expect(ordersOf(['1.2.2024'])).toEqual(['dmy'])
  expect(ordersOf(['1-2-2024'])).toEqual(['dmy', 'mdy'])
  expect(ordersOf(['2024-01-02', 'soon'])).toEqual([])
})
