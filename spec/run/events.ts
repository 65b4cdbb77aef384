/** Events of every kind, at random, for laws. */
import fc from 'fast-check'
import type { RunEvent } from '../../src/run/index.js'

const whole = fc.nat()
const real = fc.double()
const text = fc.string({ unit: 'binary' })
const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)))
/** Of all fields. */
const all = <A extends object>(given: { [K in keyof A]: fc.Arbitrary<A[K]> }) => fc.record(given, { noNullPrototype: true })
/** Optional fields are there or not. */
const record = <A extends object, B extends object>(needed: { [K in keyof A]: fc.Arbitrary<A[K]> }, optional: { [K in keyof B]: fc.Arbitrary<B[K]> }) =>
  fc.record<any>({ ...needed, ...optional }, { requiredKeys: Object.keys(needed), noNullPrototype: true })
const named = <A>(item: fc.Arbitrary<A>) => fc.dictionary(text, item, { maxKeys: 4, noNullPrototype: true })
const shape = fc.array(whole, { maxLength: 3 })
const shapes = fc.oneof(shape, named(shape))

const { layer } = fc.letrec<any>((tie) => ({
  layer: record({ name: text, output: shapes, parameters: whole }, { branches: named(fc.array(tie('layer'), { maxLength: 2, depthIdentifier: 'layers' })) }),
})) as { readonly layer: fc.Arbitrary<unknown> }

const histogram = fc.array(whole, { maxLength: 4 }).chain((counts) =>
  fc.array(real, { minLength: counts.length + 1, maxLength: counts.length + 1 }).map((edges) => ({ edges, counts })))

const outcome = fc.oneof(
  fc.tuple(fc.array(text, { minLength: 1, maxLength: 3 }), fc.nat(4)).chain(([names, n]) => all({
    kind: fc.constant('classes'), names: fc.constant(names),
    truths: fc.array(fc.nat(names.length - 1), { minLength: n, maxLength: n }),
    probabilities: fc.array(fc.array(real, { minLength: names.length, maxLength: names.length }), { minLength: n, maxLength: n }),
  })),
  fc.array(fc.tuple(real, real), { maxLength: 4 }).chain((pairs) => record(
    { kind: fc.constant('numbers'), name: text, truths: fc.constant(pairs.map(([a]) => a)), predictions: fc.constant(pairs.map(([, b]) => b)) },
    { unit: text })),
  all({ kind: fc.constant('sequences'), losses: fc.array(real, { maxLength: 4 }) }),
)
const shown = fc.oneof(
  all({ kind: fc.constant('row'), cells: named(fc.oneof(text, real, fc.boolean(), fc.constant(null))) }),
  all({ kind: fc.constantFrom('image', 'spectrogram'), height: whole, width: whole, channels: whole, pixels: text }),
  record({ kind: fc.constant('text'), pieces: fc.array(text) }, { losses: fc.array(real) }),
)
const sizeOf = (given: any): number => (given.losses ?? given.truths).length
const result = outcome.chain((given) => all({
  event: fc.constant('result'), part: text, rows: whole, score: text, figures: named(real),
  baselines: fc.array(all({ name: text, value: real }), { maxLength: 2 }), outcome: fc.constant(given),
  cases: sizeOf(given) === 0 ? fc.constant([]) : fc.array(record({ index: fc.nat(sizeOf(given) - 1), shown }, { name: text }), { maxLength: 3 }),
}))

/** Any event. */
export const event = fc.oneof(
  record({ event: fc.constant('start'), step: whole }, {
    steps: whole, title: text, data: named(fc.oneof(text, real)), settings: json, program: text,
    network: all({ input: shapes, layers: fc.array(layer, { maxLength: 3 }) }),
  }),
  record({ event: fc.constant('step'), step: whole, loss: real, examples: whole }, { seconds: real, learningRate: real, gradientNorm: real, updateNorm: real }),
  all({ event: fc.constant('validation'), step: whole, values: named(real) }),
  all({
    event: fc.constant('histograms'), step: whole,
    tensors: fc.array(record({ name: text, weights: histogram }, { gradients: histogram, updateRatio: real }), { maxLength: 2 }),
  }),
  record({ event: fc.constant('end'), step: whole }, { stopped: text, kept: whole, seconds: real, parts: named(real) }),
  result,
  all({ event: fc.constant('receipt'), receipt: json }),
) as fc.Arbitrary<RunEvent>

export const events = fc.array(event, { maxLength: 5 })
