/** Models of strange names, of numbers that are very large or small, and of files that others have made. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { backend, model, network as n, pipe, table } from '../../src/index.js'
import { decode } from '../../src/checkpoint/decode.js'
import { encode } from '../../src/checkpoint/encode.js'
import { sealed } from '../../src/checkpoint/seal.js'
import { temporaryFolder } from '../folder.js'
import { right } from './drawn.js'

const left = (either: E.Either<{ readonly message: string }, unknown>): string => (E.isLeft(either) ? either.left.message : 'no error')
const rowsOf = <A>(make: (i: number) => A): readonly A[] => Array.from({ length: 30 }, (_, i) => make(i))
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length

describe('names that every object has', () => {
  const names = ['__proto__', 'constructor', 'toString'] as const
  const strange = model.define({
    input: model.row({ ['__proto__']: table.number, toString: table.optional(table.integer), '"><script>': table.category(names) }),
    output: model.classes('valueOf', names), network: model.perceptron({ hidden: [4] }),
  })
  const rows = rowsOf((i) => ({ ['__proto__']: i, '"><script>': names[i % 3] as 'toString', valueOf: names[i % 3] as 'toString' }))

  test('are columns, classes and outputs like others', async () => {
    const { model: made, result } = await right(pipe(rows as never, model.train(strange, { epochs: 2 })))
    const raw = { ['__proto__']: 3, '"><script>': 'toString' } as const
    const answer = made.predict(raw as never)
    if (E.isLeft(answer)) throw answer.left
    expect(Object.keys(answer.right.probabilities)).toEqual(names)
    expect(names).toContain(answer.right.valueOf)
    expect((await right(model.decode(model.encode(made), strange))).predict(raw as never)).toEqual(answer)
    // A cell that is missing is none that the record inherits.
    expect(result?.cases[0]?.shown).toMatchObject({ kind: 'row', cells: { toString: null } })
  })

  test('are missing where a record only inherits them', async () => {
    const { valueOf: _, ...unnamed } = rows[0] as typeof rows[number]
    expect(left(await pipe([...rows, unnamed] as never, model.train(strange))())).toMatch(/example 30: valueOf should be .*, but is missing/)
    expect(left(model.example(strange).decode(unnamed) as never)).not.toBe('no error')
  })
})

describe('numbers near the ends of double precision', () => {
  const wide = model.define({ input: model.row({ x: table.number }), output: model.quantity('y'), network: model.perceptron({ hidden: [8, 8] }) })
  const trained = async (x: (i: number) => number, y: (i: number) => number) =>
    right(pipe(rowsOf((i) => ({ x: x(i), y: y(i) })), model.train(wide, { epochs: 2 })))
  const unit = trained((i) => i, (i) => i)

  test.each([
    ['large', 2 ** 1000], ['with squares that are too large', 2 ** 600], ['small', 2 ** -1000], ['with squares that vanish', 2 ** -600],
  ])('%s: the same model, scaled', async (_, factor) => {
    const [one, other] = [await unit, await trained((i) => i * factor, (i) => i * factor)]
    const { center, scale } = one.model.fitted.scaling
    expect(other.model.fitted.scaling.center / factor / center).toBeCloseTo(1, 12)
    expect(other.model.fitted.scaling.scale / factor / scale).toBeCloseTo(1, 12)
    expect((other.model.fitted.preparation.scale[0] as number) / factor / scale).toBeCloseTo(1, 12)
    const [answer, expected] = [other.model.predict({ x: 7 * factor }), one.model.predict({ x: 7 })]
    if (E.isLeft(answer) || E.isLeft(expected)) throw new Error('answers expected')
    expect(answer.right.y / factor / expected.right.y).toBeCloseTo(1, 4)
    expect(E.isRight(await model.decode(model.encode(other.model))())).toBe(true)
  })

  test('both ends at once', async () => {
    const { model: made } = await trained((i) => (i % 2 === 0 ? -1.7e308 : 1.7e308), (i) => i)
    expect(made.fitted.preparation.fill.every(Number.isFinite)).toBe(true)
    expect(made.fitted.preparation.scale[0]).toBeLessThan(1.71e308)
    expect(E.isRight(await model.decode(model.encode(made))())).toBe(true)
  })

  test('of a case are told where no answer is finite', async () => {
    const { model: made } = await unit
    expect(left(made.predict({ x: 1e308 }))).toMatch(/^model.predict: y has no finite answer: numbers of the case are too far/)
    expect(left(model.evaluate(made)([{ x: 1, y: 1 }, { x: 1e308, y: 1 }]))).toMatch(/^model.evaluate: example 1: y has no finite answer/)
    expect(left(made.predictAll([{ x: 1 }, { x: -1e308 }]))).toMatch(/^model.predictAll: case 1: y has no finite answer/)
  })
})

describe('figures', () => {
  test('the macro average of two classes is that of both', async () => {
    const two = model.define({ input: model.row({ x: table.number }), output: model.classes('c', ['a', 'b']), network: model.perceptron({ hidden: [4] }) })
    const { result } = await right(pipe(rowsOf((i) => ({ x: i, c: i % 3 === 0 ? 'a' as const : 'b' as const })), model.train(two, { epochs: 3 })))
    if (result?.outcome.kind !== 'classes') throw new Error('classes expected')
    const { truths, probabilities } = result.outcome
    const taken = probabilities.map(([a = 0, b = 0]) => (b > a ? 1 : 0))
    const f1 = (c: number): number => {
      const hits = truths.filter((truth, i) => truth === c && taken[i] === c).length
      return (2 * hits) / (truths.filter((truth) => truth === c).length + taken.filter((one) => one === c).length) || 0
    }
    expect(result.figures['macroF1']).toBeCloseTo(mean([f1(0), f1(1)]), 12)
  })
})

describe('files of others', () => {
  const { at } = temporaryFolder()
  const input = model.row({ x: table.number, k: table.optional(table.category(['u', 'v'])) })
  const parts = { input, output: model.classes('c', ['a', 'b']), network: model.perceptron({ hidden: [4] }) } as const
  const rows = rowsOf((i) => ({ x: i, k: i % 2 === 0 ? 'u' as const : 'v' as const, c: i > 14 ? 'a' as const : 'b' as const }))
  const made = (async () => model.encode((await right(pipe(rows, model.train(model.define(parts), { epochs: 1 })))).model))()
  const readAs = async (definition: model.Definition<any, any, any>): Promise<string> => left(await model.decode(await made, definition)())

  test('what differs is told in one sentence', async () => {
    expect(await readAs(model.define({ ...parts, input: model.image([2, 2, 1]) }))).toContain('input.kind: expected "image", received "row"')
    expect(await readAs(model.define({ ...parts, output: model.truth('c') }))).toContain('output.kind: expected "truth", received "classes"')
    expect(await readAs(model.define({ ...parts, output: model.classes('c', ['a', 'b', 'd']) })))
      .toContain('output.names: expected ["a", "b", "d"], received ["a", "b"]')
    expect(await readAs(model.define({ ...parts, network: model.perceptron({ hidden: [4, 4] }) })))
      .toContain('architecture.hidden: expected [4, 4], received [4]')
    expect(await readAs(model.define({ ...parts, input: model.row({ x: table.number, k: table.optional(table.category(['u', 'v']), ['?']) }) })))
      .toContain('input.columns.k.missing: expected ["?"], received ["", "NA"]')
  })

  test.each<[string, (about: any) => void, string]>([
    ['no scale', (about) => { about.preparation.scale[0] = 0 }, 'what was fitted, in JSON'],
    ['a scale below 0', (about) => { about.preparation.scale[0] = -1 }, 'what was fitted, in JSON'],
    ['counts below 0', (about) => { about.counts = [-1, 3] }, 'what was fitted, in JSON'],
    ['a layer that fits no memory', (about) => { about.architecture.hidden = [1e9] }, 'expected at most 4294967296 bytes'],
    ['very many layers', (about) => { about.architecture.hidden = Array(100_000).fill(1) }, 'expected a list of at most 1000 whole numbers'],
    ['another architecture', (about) => { about.architecture.kind = 'constructor' },
      'architecture.kind: expected one of perceptron, convolutional, received "constructor"'],
  ])('%s: a Left', async (_, change, sentence) => {
    const contents = await right(async () => decode(await made))
    const about = JSON.parse(contents.metadata.get('model') as string)
    change(about)
    const bytes = encode(sealed({ tensors: contents.tensors, metadata: new Map([['format', 'tenfold model 1'], ['model', JSON.stringify(about)]]) }))
    expect(left(await model.decode(bytes)())).toContain(sentence)
  })

  test('a training of another network of the same form is not gone on with', async () => {
    const file = at('other.safetensors')
    const fold = async (network: typeof parts.network) =>
      pipe(rows, model.train(model.define({ ...parts, network }), { epochs: 2, checkpoint: { file, resume: true } }))()
    expect(E.isRight(await fold(model.perceptron({ hidden: [4] })))).toBe(true)
    expect(left(await fold(model.perceptron({ hidden: [4], activation: 'tanh' })))).toContain('settings and network, received one of others')
    expect(left(await fold(model.perceptron({ hidden: [4], dropout: 0.5 })))).toContain('settings and network, received one of others')
    const coded = model.define({ ...parts, network: (input) => pipe(input, n.dense(4), n.tanh, n.dense(2)) })
    expect(left(await pipe(rows, model.train(coded, { epochs: 2, checkpoint: { file, resume: true } }))())).toContain('received one of others')
  })
})

test('a backend that answers later is refused before anything is trained', async () => {
  const beside = await backend.worker()
  const definition = model.define({ input: model.row({ x: table.number }), output: model.quantity('y'), network: model.perceptron({ hidden: [2] }) })
  expect(() => model.train(definition, { backend: beside as never })).toThrow(/backend.*answers at once/)
  await beside.close()
})
