/** Events of a run as JSON and back: every field is checked, and one that is not known is refused rather than lost. */
import type { Json } from 'fp-ts/lib/Json.js'
import type * as t from 'io-ts'
import { codecOf } from '../io/codec.js'
import { json } from '../receipt/json.js'
import type { End, Histogram, Histograms, Receipted, RunEvent, Start, Step, Tested, Validation } from './event.js'
import { byName, either, fields, list, oneOf, real, scalars, tagged, text, whole, type Codec, type Scalar } from './fields.js'
import type { LayerFacts, NetworkFacts } from './network.js'
import type { Baseline, Case, ClassOutcome, NumberOutcome, Outcome, Result, SequenceOutcome, Shown } from './result.js'

/** A codec that is asked for when it is used: of what holds others of its kind. */
// @__NO_SIDE_EFFECTS__
const lazily = <A>(name: string, made: () => Codec<A>): Codec<A> => codecOf<A, unknown>(
  name, (u): u is A => made().is(u), (u, context) => made().validate(u, context), (value) => made().encode(value))

const shape = list(whole)
const shapes = either(shape, byName(shape), (u) => !Array.isArray(u))

const layer: Codec<LayerFacts> = lazily('a layer', () => layerFields)
const layerFields: Codec<LayerFacts> =
  fields<LayerFacts>({ name: text, output: shapes, parameters: whole }, { branches: byName(list(layer)) })
const network: Codec<NetworkFacts> = fields<NetworkFacts>({ input: shapes, layers: list(layer) }, {})

// A value of JSON is what it is encoded as.
const plain = json as Codec<Json>

const start: Codec<Start> = fields<Start>({ event: oneOf('start'), step: whole }, {
  steps: whole, title: text, settings: plain, network, program: text,
  data: byName(scalars('a string or a number', (u: Scalar): u is string | number => typeof u === 'string' || typeof u === 'number')),
})

const step: Codec<Step> = fields<Step>(
  { event: oneOf('step'), step: whole, loss: real, examples: whole },
  { seconds: real, learningRate: real, gradientNorm: real, updateNorm: real })

const validation: Codec<Validation> = fields<Validation>({ event: oneOf('validation'), step: whole, values: byName(real) }, {})

const histogram: Codec<Histogram> = fields<Histogram>({ edges: list(real), counts: list(whole) }, {}, ({ edges, counts }) =>
  (edges.length === counts.length + 1 ? undefined : `${counts.length + 1} edges for ${counts.length} counts expected, received ${edges.length}`))

type Distribution = Histograms['tensors'][number]
const histograms: Codec<Histograms> = fields<Histograms>({
  event: oneOf('histograms'), step: whole,
  tensors: list(fields<Distribution>({ name: text, weights: histogram }, { gradients: histogram, updateRatio: real })),
}, {})

const end: Codec<End> = fields<End>(
  { event: oneOf('end'), step: whole }, { stopped: text, kept: whole, seconds: real, parts: byName(real) })

const as = (n: number, what: string, received: number): string | undefined =>
  (n === received ? undefined : `${n} ${what} expected, as there are truths, received ${received}`)

const classes: Codec<ClassOutcome> = fields<ClassOutcome>(
  { kind: oneOf('classes'), names: list(text), truths: list(whole), probabilities: list(list(real)) }, {},
  ({ names, truths, probabilities }) => as(truths.length, 'lists of probabilities', probabilities.length)
    ?? (truths.some((truth) => truth >= names.length) ? `truths below ${names.length}, the number of names, expected` : undefined)
    ?? (probabilities.some((row) => row.length !== names.length) ? `${names.length} probabilities in each list expected` : undefined))

const numbers: Codec<NumberOutcome> = fields<NumberOutcome>(
  { kind: oneOf('numbers'), name: text, truths: list(real), predictions: list(real) }, { unit: text },
  ({ truths, predictions }) => as(truths.length, 'predictions', predictions.length))

const sequences: Codec<SequenceOutcome> = fields<SequenceOutcome>({ kind: oneOf('sequences'), losses: list(real) }, {})

export const outcome: Codec<Outcome> = tagged<Outcome>('kind', { classes, numbers, sequences })

type Kept<K> = Extract<Shown, { readonly kind: K }>
const picture: Codec<Extract<Shown, { readonly pixels: string }>> = fields<Extract<Shown, { readonly pixels: string }>>(
  { kind: oneOf('image', 'spectrogram'), height: whole, width: whole, channels: whole, pixels: text }, {})
const shown: Codec<Shown> = tagged<Shown>('kind', {
  row: fields<Kept<'row'>>({ kind: oneOf('row'), cells: byName(scalars('a cell', (_: Scalar): _ is Scalar => true)) }, {}),
  image: picture,
  spectrogram: picture,
  text: fields<Kept<'text'>>({ kind: oneOf('text'), pieces: list(text) }, { losses: list(real) }),
})

const sizeOf = (given: Outcome): number => (given.kind === 'sequences' ? given.losses : given.truths).length
const strays = ({ outcome: given, cases }: Result): string | undefined =>
  (cases.every(({ index }) => index < sizeOf(given)) ? undefined : `cases below ${sizeOf(given)}, the number of outcomes, expected`)

export const baseline: Codec<Baseline> = fields<Baseline>({ name: text, value: real }, {})

const result: Codec<Tested> = fields<Tested>({
  event: oneOf('result'), part: text, rows: whole, score: text, figures: byName(real),
  baselines: list(baseline), outcome,
  cases: list(fields<Case>({ index: whole, shown }, { name: text })),
}, {}, strays)

const receipt: Codec<Receipted> = fields<Receipted>({ event: oneOf('receipt'), receipt: plain }, {})

/**
 * The codec of an event: `encode` gives what JSON can say, `decode` the event, or all places where it does not fit. An event or a
 * field that is not known may be of a newer version, and is refused.
 *
 * @example
 * codec.encode({ event: 'step', step: 3, loss: NaN, examples: 8 }) // { event: 'step', step: 3, loss: 'NaN', examples: 8 }
 * codec.decode({ event: 'step', step: 3, loss: 'NaN', examples: 8 }) // Right
 * codec.decode({ event: 'pause', step: 3 }) // Left
 */
export const codec: t.Type<RunEvent, unknown> = tagged<RunEvent>('event', { start, step, validation, histograms, end, result, receipt })
