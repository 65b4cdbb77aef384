/** A ranking as text for a terminal. */
import * as E from 'fp-ts/lib/Either.js'
import { columns } from '../report/columns.js'
import { check, isRecord, listOf, type Kind } from '../shape/options.js'
import type { Figures } from './objective.js'
import type { Candidate, Spread } from './rank.js'

/** Four digits of a number, and all of one that is whole. */
const short = (value: number): string => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))))

const cell = (value: unknown): string =>
  typeof value === 'number' ? short(value) : typeof value === 'string' ? value : JSON.stringify(value)

/** How the numbers of a column are written: all in the same way, the largest with at least four digits. */
const writer = (numbers: readonly number[]): ((value: number) => string) => {
  const sizes = numbers.filter(Number.isFinite).map(Math.abs)
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0)
  if (sizes.every(Number.isInteger) && largest < 1e15) return String
  const zeros = [1, 10, 100, 1000].findIndex((scale) => largest * scale >= 0.1)
  return (value) => (zeros >= 0 && largest < 1e6 ? value.toFixed(4 + zeros) : value.toExponential(3))
}

const spreadText = (write: (value: number) => string, folds: number) => ({ mean, deviation }: Spread): string =>
  (folds > 1 && Number.isFinite(mean) ? `${write(mean)} ± ${write(deviation)}` : write(mean))

const aCandidate: Kind = { expected: '', holds: (x: unknown) => isRecord(x) && isRecord(x['figures']) && isRecord(x['config']) }

const names = (records: readonly object[]): readonly string[] => [...new Set(records.flatMap(Object.keys))]

/**
 * A row for each configuration of a ranking: its number, its values, and the mean of each figure, with the standard deviation
 * where there are several folds. What went wrong stands below.
 *
 * @example
 * const parabola = objective({ space: { x: oneOf([3, 0.5, -1]) } }, ({ config: { x }, fold }) => {
 *   if (x < 0) throw new RangeError('too small')
 *   return { y: x * x + fold / 8 }
 * })
 * const results = await pipe(grid(parabola.space, { key: random.key(0) }), overKeys(2), search.run(parabola))()
 * if (results._tag === 'Left') throw results.left
 * console.log(search.table(pipe(results.right, rank({ minimise: 'y' }))))
 * // candidate    x                y
 * // 1          0.5  0.3125 ± 0.0884
 * // 0            3  9.0625 ± 0.0884
 * // 2           -1           failed
 * //
 * // trial 4: RangeError: too small
 * // trial 5: RangeError: too small
 */
export const table = <C, M extends Figures>(ranking: readonly Candidate<C, M>[]): string => {
  check('search.table', { ranking }, { ranking: listOf('candidates, as search.rank gives them', aCandidate) })
  const candidates: readonly Candidate<any, Figures>[] = ranking
  const settings = names(candidates.map(({ config }) => config))
  const rows = candidates.flatMap(({ figures }) => (E.isRight(figures) ? [figures.right] : []))
  const figureNames = names(rows)
  const writers = figureNames.map((name) => writer(rows.flatMap((row) => {
    const { mean = NaN, deviation = NaN } = row[name] ?? {}
    return [mean, deviation]
  })))
  const figuresOf = ({ figures, folds }: Candidate<unknown, Figures>): readonly string[] => {
    if (E.isLeft(figures)) return ['failed', ...figureNames.slice(1).map(() => '')]
    return figureNames.map((name, i) => {
      const spread = figures.right[name]
      return spread === undefined ? '·' : spreadText(writers[i] as (value: number) => string, folds)(spread)
    })
  }
  const text = columns([
    ['candidate', ...settings, ...(figureNames.length === 0 ? ['figures'] : figureNames)],
    ...candidates.map((one) => [String(one.candidate), ...settings.map((name) => cell(one.config[name])), ...figuresOf(one)]),
  ])
  const errors = candidates.flatMap(({ figures }) => (E.isLeft(figures) ? figures.left : []))
  const said = errors.map(({ argument, received }) => `${argument}: ${String(received)}`)
  return said.length === 0 ? text : [text, '', ...said].join('\n')
}
