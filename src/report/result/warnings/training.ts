/** Warnings that the course of a training gives. */
import { deviation, mean } from 'd3-array'
import type { Run, Validation } from '../../../run/index.js'
import { numberText, percentText } from '../../page/number.js'
import { figureName } from '../words.js'
import { present, type Warning } from './warning.js'

const average = (values: readonly number[]): number => mean(values) ?? NaN

/** The square of the standard error of a mean. */
const variance = (values: readonly number[]): number => {
  const sd = deviation(values) ?? Infinity
  return (sd * sd) / values.length
}

/** The first number that is not finite, and what was seen just before and at it. */
export const notFinite = ({ steps, validations, histograms }: Run): Warning | undefined => {
  const at = steps.findIndex(({ loss, gradientNorm, updateNorm }) =>
    [loss, gradientNorm ?? 0, updateNorm ?? 0].some((x) => !Number.isFinite(x)))
  const step = steps[at]
  if (step === undefined) {
    const validation = validations.find(({ values }) => Object.values(values).some((x) => !Number.isFinite(x)))
    const [name, value] = Object.entries(validation?.values ?? {}).find(([, x]) => !Number.isFinite(x)) ?? []
    if (validation === undefined || name === undefined || value === undefined) return undefined
    return {
      name: 'not finite',
      text: `In the validation after step ${numberText(validation.step)} the ${figureName(name)} is ${numberText(value)},`
        + ' although no loss of a batch was.',
    }
  }
  const places: readonly (readonly [string, number | undefined])[] =
    [['loss', step.loss], ['norm of the gradient', step.gradientNorm], ['norm of the update', step.updateNorm]]
  const [place, value] = places.find(([, x]) => x !== undefined && !Number.isFinite(x)) as readonly [string, number]
  const before = steps[at - 1]
  const norm = before?.gradientNorm === undefined ? '' : `, the norm of the gradient ${numberText(before.gradientNorm)}`
  const earlier = before === undefined ? 'It was the first step.' : `A step before, the loss was ${numberText(before.loss)}${norm}.`
  const spoiled = histograms.find(({ step: when, tensors }) => when >= step.step && tensors.some((tensor) => !isWhole(tensor)))
  const where = spoiled?.tensors.find((tensor) => !isWhole(tensor))?.name
  return {
    name: 'not finite',
    text: `At step ${numberText(step.step)} the ${place} became ${numberText(value)}. ${earlier}`
      + `${where === undefined ? '' : ` The first parameters that are not finite: ${where}.`}`
      + ' A smaller learning rate, or clipped gradients, may help.',
  }
}

type Tensor = Run['histograms'][number]['tensors'][number]
const isWhole = ({ weights, updateRatio = 0 }: Tensor): boolean => Number.isFinite(updateRatio) && weights.edges.every(Number.isFinite)

/** The name of the figure that validation follows: the loss, or another one of which less is better. */
const followed = ({ values }: Validation): string | undefined =>
  ['loss', ...Object.keys(values)].find((name) => name in values && (name === 'loss' || /loss|error/i.test(name)))

/** How far above its least value a loss has to be before it is said to rise. */
const rise = 1.05
/** Of how many values after the least one the mean is taken. */
const tail = 3

/** A loss of validation that fell, then rose, while that of training went on falling. */
export const overfitting = ({ steps, validations, end }: Run): Warning | undefined => {
  const name = validations[0] === undefined ? undefined : followed(validations[0])
  if (name === undefined) return undefined
  const points = validations.flatMap(({ step, values }) => {
    const value = values[name]
    return value !== undefined && Number.isFinite(value) ? [{ step, value }] : []
  })
  const least = points.reduce((best, { value }, i) => (value < (points[best]?.value ?? Infinity) ? i : best), 0)
  const best = points[least]
  if (best === undefined || points.length - 1 - least < tail) return undefined
  const last = average(points.slice(-tail).map(({ value }) => value))
  if (!(last > best.value * rise) || best.value <= 0) return undefined
  const around = steps.filter(({ step }) => step <= best.step).slice(-20).map(({ loss }) => loss)
  // A loss of training that rises too is no overfitting.
  if (steps.length > 0 && !(average(steps.slice(-20).map(({ loss }) => loss)) < average(around))) return undefined
  const kept = end?.kept !== undefined && end.kept <= best.step ? ' The state of the best step was kept.' : ''
  return {
    name: 'overfitting',
    text: `Overfits since step ${numberText(best.step)}: there the ${figureName(name)} in validation is ${numberText(best.value)},`
      + ` at the end ${numberText(last)}`
      + ` (${percentText(last / best.value - 1)} more), while the loss in training still falls.${kept}`,
  }
}

/** Below so many steps nothing is said about how the loss changes. */
const leastSteps = 40

/**
 * A loss that still falls: the mean of the last tenth of the steps is lower than that of the tenth before by 2 % and by three standard
 * errors of the difference (Welch's t).
 */
export const notConverged = (run: Run): Warning | undefined => {
  const { steps, end } = run
  const isKeptBefore = end?.kept !== undefined && end.kept < end.step
  if (steps.length < leastSteps || isKeptBefore || overfitting(run) !== undefined) return undefined
  const size = Math.floor(steps.length / 10)
  const losses = steps.slice(-2 * size).map(({ loss }) => loss)
  const [before, last] = [losses.slice(0, size), losses.slice(size)]
  const [high, low] = [average(before), average(last)]
  const error = Math.sqrt(variance(before) + variance(last))
  if (!(high - low > 3 * error && high - low > 0.02 * Math.abs(high))) return undefined
  return {
    name: 'not converged',
    text: `The loss still falls at the end: ${numberText(low)} in the mean of the last ${numberText(size)} steps, ${numberText(high)} in those before`
      + `${high > 0 ? ` (${percentText(1 - low / high)} less)` : ''}. More steps, or a larger learning rate, may give a better result.`,
  }
}

/** A training that did less than was planned, or of which the end was not written. */
export const endedEarly = ({ start, steps, end }: Run): Warning | undefined => {
  const [planned, last] = [start?.steps, end?.step ?? steps.at(-1)?.step ?? 0]
  if (steps.length > 0 && end === undefined)
    return { name: 'no end', text: `The record has no end: the training was cut off after step ${numberText(last)}, or is still running.` }
  // Early stopping that kept its best state did what it was for.
  if (end?.stopped === undefined || end.kept !== undefined || (planned !== undefined && last >= planned)) return undefined
  const of = planned === undefined ? '' : ` of ${numberText(planned)} that were planned`
  return { name: 'ended early', text: `Ended at step ${numberText(last)}${of}: ${end.stopped}.` }
}

export const ofTraining = (run: Run): readonly Warning[] =>
  present(notFinite(run), endedEarly(run), overfitting(run), notConverged(run))
