/** Warnings that a result gives. */
import type { ClassOutcome, Result } from '../../../run/index.js'
import { binsOf, expectedError } from '../../../metric/calibration.js'
import { numberText, percentText } from '../../page/number.js'
import { classCounts, decisions } from '../decisions.js'
import { wilson } from '../interval.js'
import { counted, figureName, isBetter, listed, partText, scoreOf, valueText } from '../words.js'
import { present, type Warning } from './warning.js'

/** The sum of a list. */
const total = (terms: readonly number[]): number => terms.reduce((sum, x) => sum + x, 0)

/** Cases of which the model says NaN. */
export const unanswered = ({ outcome }: Result): Warning | undefined => {
  const values = outcome.kind === 'classes' ? outcome.probabilities
    : (outcome.kind === 'numbers' ? outcome.predictions : outcome.losses).map((x) => [x])
  const lost = values.filter((row) => !row.every(Number.isFinite)).length
  if (lost === 0) return undefined
  return { name: 'unanswered', text: `${numberText(lost)} of ${counted(values.length, 'case')} got no prediction: the network gave NaN or infinity.` }
}

/** Baselines that are as good. */
export const worseThanBaseline = (result: Result): Warning | undefined => {
  const [value, { score }] = [scoreOf(result), result]
  const better = result.baselines.filter((baseline) => !isBetter(score, value, baseline.value))
  if (better.length === 0) return undefined
  const names = better.map((baseline) => `${baseline.name} (${valueText(score, baseline.value)})`)
  const what = better.length === 1 ? 'a baseline that needs' : 'baselines that need'
  return {
    name: 'worse than the baseline',
    text: `Its ${figureName(score)} of ${valueText(score, value)} is no better than ${what} far less or no learning: ${listed(names, 5)}.`,
  }
}

/** Intervals wider than this say little. */
const widest = 0.1
const fewNumbers = 30

/** So few cases that the score may be chance. */
export const fewCases = (result: Result): Warning | undefined => {
  const { outcome, rows } = result
  if (outcome.kind !== 'classes')
    return rows >= fewNumbers ? undefined
      : { name: 'few cases', text: `Only ${counted(rows, 'case')} ${partText(result)}: the figures may be chance.` }
  const hits = decisions(outcome).filter(({ truth, predicted }) => truth === predicted).length
  const [low, high] = wilson(hits, outcome.truths.length)
  if (high - low <= widest) return undefined
  const inside = result.score === 'accuracy' ? result.baselines.filter(({ value }) => value >= low && value < scoreOf(result)) : []
  const chance = inside.length === 0 ? '' : ` That of ${listed(inside.map(({ name }) => name), 5)} lies in it, so even the difference may be chance.`
  return {
    name: 'few cases',
    text: `Only ${counted(rows, 'case')} ${partText(result)}: with 95 % confidence the accuracy on new ones is`
      + ` from ${percentText(low)} to ${percentText(high)}.${chance}`,
  }
}

/** Classes that have cases and are never predicted. */
export const neverPredicted = ({ outcome }: Result): Warning | undefined => {
  if (outcome.kind !== 'classes') return undefined
  const all = decisions(outcome)
  if (all.every(({ predicted }) => predicted === undefined)) return undefined
  const never = classCounts(outcome, all).filter(({ actual, predicted }) => actual > 0 && predicted === 0)
  if (never.length === 0) return undefined
  const cases = total(never.map(({ actual }) => actual))
  return {
    name: 'never predicted',
    text: `${listed(never.map(({ name }) => name), 5)} ${never.length === 1 ? 'is' : 'are'} never predicted, although ${counted(cases, 'case')} of`
      + ` ${numberText(all.length)} ${cases === 1 ? 'is' : 'are'} of ${never.length === 1 ? 'that class' : 'those classes'}.`,
  }
}

/** Confidence and accuracy as means; of few cases nothing is said. */
const sureness = (outcome: ClassOutcome) => {
  const all = decisions(outcome).filter(({ predicted }) => predicted !== undefined)
  const claims = all.map(({ truth, predicted, confidence }) => ({ confidence, isRight: truth === predicted }))
  const rights = claims.filter(({ isRight }) => isRight).length
  return {
    cases: claims.length, error: claims.length === 0 ? 0 : expectedError(binsOf(claims, 10)),
    confidence: total(claims.map(({ confidence }) => confidence)) / claims.length, accuracy: rights / claims.length,
  }
}

/** Probabilities that are not what they claim to be: an expected calibration error above 0.1, in 10 bins, of at least 100 cases. */
export const miscalibrated = ({ outcome }: Result): Warning | undefined => {
  if (outcome.kind !== 'classes') return undefined
  const { cases, error, confidence, accuracy } = sureness(outcome)
  if (cases < 100 || error <= 0.1) return undefined
  const how = confidence > accuracy ? 'surer than it is right' : 'less sure than it is right'
  return {
    name: 'miscalibrated',
    text: `It is ${how}: its predictions have a probability of ${percentText(confidence)} in the mean,`
      + ` and ${percentText(accuracy)} of them are right.`
      + ' Take the probabilities as an order, not as shares.',
  }
}

/** From so many cases on, a perfect score is odd. */
const manyCases = 50

/** A score that is too good: of real data a sign that the target is known. */
export const tooGood = (result: Result): Warning | undefined => {
  const { score, outcome, rows } = result
  const value = scoreOf(result)
  const isPerfect = (outcome.kind === 'classes' && score === 'accuracy' && value === 1)
    || (outcome.kind === 'numbers' && score === 'r2' && value > 0.9999)
  const isReached = result.baselines.some((baseline) => !isBetter(score, value, baseline.value))
  if (!isPerfect || isReached || rows < manyCases) return undefined
  return {
    name: 'too good',
    text: `An ${figureName(score)} of ${valueText(score, value)} on ${counted(rows, 'case')} is rare:`
      + ' look whether a column gives the target away, or whether the same cases were learned from.',
  }
}

export const ofResult = (result: Result): readonly Warning[] =>
  present(unanswered(result), worseThanBaseline(result), fewCases(result), neverPredicted(result), miscalibrated(result), tooGood(result))
