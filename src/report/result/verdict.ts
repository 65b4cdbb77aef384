/** What a result comes to, in a sentence and in a few numbers. */
import type { Baseline, Result } from '../../run/index.js'
import { numberText, percentText } from '../page/number.js'
import { classCounts, decisions } from './decisions.js'
import { wilson } from './interval.js'
import { quantiles, residuals } from './residuals.js'
import { atMost, counted, figureName, isCost, partText, scoreOf, valueText } from './words.js'

const unitOf = (unit = ''): string => (unit === '' ? '' : ` ${unit}`)

/** What would be right without learning; the commonest class by its name, where it is the one of these cases. */
const classBaseline = ({ name, value }: Baseline, rows: number, commonest: { readonly name: string; readonly actual: number }): string => {
  const right = Math.round(value * rows)
  if (name !== 'commonest class') return `${name === 'linear model' ? 'a linear model is' : `${name}:`} right for ${numberText(right)}`
  return `always saying ${right === commonest.actual ? commonest.name : 'the commonest class'} would be right for ${numberText(right)}`
}

/** The same figure of the baselines. */
const others = (score: string, baselines: readonly Baseline[]): string =>
  baselines.length === 0 ? '' : `, beside ${baselines.map(({ name, value }) => `${valueText(score, value)} (${name})`).join(' and ')}`

/**
 * A sentence that says how good the result is, and what could be had without it.
 *
 * @example
 * verdict({
 *   part: 'held back', rows: 3, score: 'accuracy', figures: { accuracy: 2 / 3 }, baselines: [{ name: 'commonest class', value: 1 / 3 }],
 *   outcome: { kind: 'classes', names: ['cat', 'dog'], truths: [0, 1, 1], probabilities: [[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]] }, cases: [],
 * }) // 'Correctly classifies 2 of 3 cases that it had not seen; always saying the commonest class would be right for 1.'
 */
export const verdict = (result: Result): string => {
  const { outcome, score, baselines, rows } = result
  const value = scoreOf(result)
  if (outcome.kind === 'sequences')
    return `Predicts ${counted(rows, 'text')} ${partText(result)} with a ${figureName(score)} of ${valueText(score, value)}${others(score, baselines)}.`
  if (outcome.kind === 'numbers') {
    const [half = NaN] = quantiles(residuals(outcome).map(({ error }) => Math.abs(error)), [0.5])
    const first = `Half of its predictions of ${outcome.name} for ${counted(rows, 'case')} ${partText(result)}`
      + ` are off by at most ${atMost(half)}${unitOf(outcome.unit)}`
    if (score !== 'r2') return `${first}; its ${figureName(score)} is ${valueText(score, value)}${others(score, baselines)}.`
    const nameOf = (name: string): string => (name === 'linear model' ? 'a linear model' : `the ${name}`)
    const than = baselines.map((baseline) => `${nameOf(baseline.name)} ${percentText(baseline.value)}`)
    return `${first}; it explains ${percentText(value)} of the variation${than.length === 0 ? '' : `, ${than.join(', ')}`}.`
  }
  const all = decisions(outcome)
  const hits = all.filter(({ truth, predicted }) => truth === predicted).length
  const none = { name: '', actual: -1, predicted: 0, hits: 0 }
  const commonest = classCounts(outcome, all).reduce((most, c) => (c.actual > most.actual ? c : most), none)
  const first = `Correctly classifies ${numberText(hits)} of ${counted(all.length, 'case')} ${partText(result)}`
  if (score === 'accuracy' && baselines.length > 0)
    return `${first}; ${baselines.map((baseline) => classBaseline(baseline, all.length, commonest)).join(', ')}.`
  const guess = commonest.actual < 0 ? '' : `; always saying ${commonest.name} would be right for ${numberText(commonest.actual)}`
  return `${first}${guess}.`
}

/** A number to be seen at once. */
export interface Figure {
  readonly name: string
  readonly value: string
  /** What belongs to it, in a line: an interval, a unit, what it means. */
  readonly note?: string
}

/** The score, with the baselines beside it. */
export interface Score extends Figure {
  readonly baselines: readonly Figure[]
}

export const score = (result: Result): Score => {
  const { outcome, score: name, baselines, rows } = result
  const value = scoreOf(result)
  const all = outcome.kind === 'classes' && name === 'accuracy' ? decisions(outcome) : []
  const [low, high] = wilson(all.filter(({ truth, predicted }) => truth === predicted).length, all.length)
  const note = all.length > 0 ? `95 % interval ${percentText(low)} to ${percentText(high)}, of ${counted(rows, 'case')}`
    : `of ${counted(rows, 'case')}; ${isCost(name) ? 'less' : 'more'} is better`
  return {
    name: figureName(name), value: valueText(name, value), note,
    baselines: baselines.map((baseline) => ({ name: baseline.name, value: valueText(name, baseline.value) })),
  }
}

/** The other figures, in their order. */
export const figures = ({ figures: all, score: name }: Result): readonly Figure[] =>
  Object.entries(all).filter(([other]) => other !== name).map(([other, value]) => ({ name: figureName(other), value: valueText(other, value) }))
