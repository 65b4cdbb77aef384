/** A run in short, for the terminal. */
import { report, type run } from 'tenfold'
import { short } from './progress.js'
import type { World } from './world.js'

const plural = (n: number, one: string): string => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

/** A result in a line: the score beside what can be had without learning. */
export const scoreLine = ({ score, figures, baselines, rows, part }: run.Result): string => {
  const beside = baselines.map(({ name, value }) => `${name} ${short(value)}`)
  return `${score} ${short(figures[score] ?? NaN)} on ${plural(rows, 'row')} ${part}${beside.length === 0 ? '' : ` (${beside.join(', ')})`}`
}

/** The other figures of a result, or nothing. */
export const figuresLine = ({ score, figures }: run.Result): string =>
  Object.entries(figures).filter(([name]) => name !== score).map(([name, value]) => `${name} ${short(value)}`).join(', ')

/** How long it took. */
const wayLine = ({ steps, end }: run.Run): string => {
  const step = end?.step ?? steps.at(-1)?.step ?? 0
  const seconds = end?.seconds === undefined ? '' : ` in ${end.seconds.toFixed(1)} s`
  const kept = end?.kept === undefined || end.kept === step ? '' : `, of which step ${end.kept} was kept`
  return `${plural(step, 'step')}${seconds}${kept}${end === undefined ? ', not ended' : ''}`
}

/** Where only ASCII can be shown: a character for each height of a sparkline. */
const plain: Readonly<Record<string, string>> = { '▁': '_', '▂': '.', '▃': ':', '▄': '-', '▅': '=', '▆': '+', '▇': '*', '█': '#', '×': 'x' }

/** Numbers as a line of heights. */
export const heights = (values: readonly number[], { ascii }: Pick<World, 'ascii'>): string => {
  const line = report.sparkline(values)
  return ascii ? [...line].map((letter) => plain[letter] ?? letter).join('') : line
}

/** The lines of a run. */
export const told = (made: run.Run, world: Pick<World, 'ascii'>): string => {
  const { start, steps, results } = made
  const losses = steps.map(({ loss }) => loss)
  const result = results.at(-1)
  return [
    ...(start?.title === undefined ? [] : [start.title]),
    ...(result === undefined ? ['not tested'] : [scoreLine(result), figuresLine(result)]),
    ...(losses.length < 2 ? [] : [`loss ${short(losses[0] as number)} ${heights(losses, world)} ${short(losses.at(-1) as number)}`]),
    wayLine(made),
  ].filter((line) => line !== '').map((line) => `${line}\n`).join('')
}
