/** Numbers as a line of a terminal. */
import { fail } from '../shape/error.js'
import { check, listOf } from '../shape/options.js'

const levels = '▁▂▃▄▅▆▇█'
/** What is not finite. */
const broken = '×'

/** The mean of the numbers from one place to another, NaN if one of them is not finite. */
const meanOf = (numbers: readonly number[], from: number, to: number): number => {
  let mean = 0
  for (let i = from; i < to; i++) {
    const x = numbers[i] as number
    if (!Number.isFinite(x)) return NaN
    // Halves are added: their difference is finite even where that of the numbers is not.
    mean += (x / 2 - mean) / (i - from + 1)
  }
  return mean
}

/**
 * Numbers as blocks of eight heights, from the least to the greatest: at most `width` of them, by default 40, each the mean of the numbers in
 * its place; `×` stands where one of them is not finite.
 *
 * @example
 * sparkline([1, 2, 3, 4, 5, 6, 7, 8]) // '▁▂▃▄▅▆▇█'
 * sparkline([0, 0, 8, 8, NaN, 8], 3) // '▁█×'
 */
export const sparkline = (numbers: readonly number[], width = 40): string => {
  check('report.sparkline', { numbers }, { numbers: listOf('numbers', { expected: 'a number', holds: (x) => typeof x === 'number' }) })
  if (!Number.isSafeInteger(width) || width < 1 || width > 1000)
    fail('report.sparkline', { argument: 'width', expected: 'a whole number from 1 to 1000', received: width })
  const columns = Math.min(width, numbers.length)
  const at = (i: number): number => Math.floor((i * numbers.length) / columns)
  const means = Array.from({ length: columns }, (_, i) => meanOf(numbers, at(i), at(i + 1)))
  const finite = means.filter(Number.isFinite)
  const [least, greatest] = [Math.min(...finite), Math.max(...finite)]
  const levelOf = (x: number): number => (greatest === least ? 0 : Math.round(((x - least) / (greatest - least)) * (levels.length - 1)))
  return means.map((x) => (Number.isFinite(x) ? levels[levelOf(x)] : broken)).join('')
}
