/** Models of rows: trained, asked, saved and loaded. */
import * as E from 'fp-ts/lib/Either.js'
import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkpoint, model, observe, network as n, pipe, random, receipt, run, table } from '../../src/index.js'
import { parseCsv } from '../../src/dataset/csv.js'
import { temporaryFolder } from '../folder.js'
import { birds, birdsDrawn, flats, flatsDrawn, right, trainedBirds, trainedFlats } from './drawn.js'

type TrainedBirds = Awaited<ReturnType<typeof trainedBirds>>
let trained: TrainedBirds
beforeAll(async () => { trained = await trainedBirds() })

const left = (either: E.Either<{ readonly message: string }, unknown>): string => (E.isLeft(either) ? either.left.message : 'no error')

describe('training', () => {
  test('learns what can be told, better than the commonest class', () => {
    const { result } = trained
    expect(result?.rows).toBe(48)
    expect(result?.figures['accuracy']).toBeGreaterThan(0.9)
    expect(result?.baselines.map(({ name }) => name)).toEqual(['commonest class', 'linear model'])
    expect(result?.baselines[0]?.value).toBeLessThan(0.5)
  })

  test('parts have no example in common and all of them together', () => {
    const { training, validation, test } = trained.parts
    expect([...training, ...validation, ...test].toSorted((a, b) => a - b)).toEqual(birdsDrawn(240).map((_, i) => i))
    expect(test.length).toBe(48)
    expect(validation.length).toBe(38)
  })

  test('the same seed is the same model, another one is another', async () => {
    const again = await trainedBirds()
    expect(receipt.digest(again.model.params)).toBe(receipt.digest(trained.model.params))
    expect(model.encode(again.model)).toEqual(model.encode(trained.model))
    const other = await right(pipe(birdsDrawn(240), model.train(birds, { epochs: 60, seed: 4, learningRate: 0.005 })))
    expect(receipt.digest(other.model.params)).not.toBe(receipt.digest(trained.model.params))
  })

  test('numbers are scaled and scaled back', async () => {
    const { result, model: made } = await trainedFlats()
    expect(result?.score).toBe('r2')
    expect(result?.figures['r2']).toBeGreaterThan(0.9)
    const answer = made.predict({ area: 80, rooms: 3, age: 20 })
    expect(E.isRight(answer) ? answer.right.price : NaN).toBeGreaterThan(200_000)
    expect(E.isRight(answer) ? answer.right.price : NaN).toBeLessThan(320_000)
  })

  test('what is fitted is fitted to the training part alone', async () => {
    const rows = flatsDrawn(60)
    const { parts, model: made } = await right(pipe(rows, model.train(flats, { epochs: 1, seed: 1 })))
    const learned = parts.training.map((i) => rows[i]?.area as number)
    expect(made.fitted.preparation.center[0]).toBeCloseTo(learned.reduce((a, b) => a + b) / learned.length, 9)
    const known = parts.training.flatMap((i) => rows[i]?.rooms ?? []).toSorted((a, b) => a - b)
    const middle = known.length / 2
    expect(made.fitted.preparation.fill[1]).toBe(((known[Math.ceil(middle) - 1] as number) + (known[Math.floor(middle)] as number)) / 2)
    // Others in the held-back part change nothing.
    const changed = rows.map((row, i) => (parts.test.includes(i) ? { ...row, area: 1e6, price: -1e9 } : row))
    const other = await right(pipe(changed, model.train(flats, { epochs: 1, seed: 1 })))
    expect(model.encode(other.model)).toEqual(model.encode(made))
  })

  test('what cannot be learned from is a Left that says why', async () => {
    const ask = async (rows: readonly unknown[]): Promise<string> => left(await pipe(rows as never, model.train(birds, { epochs: 1 }))())
    const rows = birdsDrawn(20)
    expect(await ask(rows.slice(0, 3))).toContain('model.train: examples should be at least 10, but is 3')
    expect(await ask(rows.map((row) => ({ ...row, species: 'Gentoo' })))).toContain('species is "Gentoo" in all 20 examples')
    expect(await ask(rows.map((row, i) => (i === 7 ? { ...row, species: 'Gento' } : row))))
      .toContain('example 7: species should be one of "Adelie", "Chinstrap", "Gentoo", but is "Gento"; did you mean "Gentoo"?')
    expect(await ask(rows.map((row, i) => (i === 7 ? { ...row, flipper: 'long' } : row)))).toContain('example 7: flipper should be a number')
    expect(await ask(rows.map((row, i) => (i === 4 ? 3 : row)))).toContain('example 4: the example should be a record of island, sex')
  })
})

describe('a training that is stopped', () => {
  const { at } = temporaryFolder()
  const options = { epochs: 30, seed: 5, learningRate: 0.005 } as const

  test('ends by its signal, and goes on to the bit', async () => {
    const rows = birdsDrawn(100)
    const whole = await right(pipe(rows, model.train(birds, options)))
    const file = at('training.safetensors')
    const stop = new AbortController()
    const events: run.RunEvent[] = []
    const stopping = observe.progress<any>(({ step }) => { if (step === 17) stop.abort('enough') })
    const part = await right(pipe(rows, model.train(birds, {
      ...options, signal: stop.signal, observer: stopping, checkpoint: { file }, record: (event) => events.push(event),
    })))
    expect(part).toMatchObject({ steps: 17, stopped: 'enough' })
    expect(events.map(({ event }) => event).filter((event) => event !== 'step')).toEqual(
      ['start', ...Array.from({ length: part.epochs - 1 }, () => ['histograms', 'validation']).flat(), 'end', 'result', 'receipt'])
    expect(events.filter(({ event }) => event === 'step').length).toBe(17)
    expect(run.of(events).receipt).toEqual(part.receipt)
    expect(part.receipt).toMatchObject({ steps: 17, configuration: { seed: 5, epochs: 30 }, final: receipt.digest(part.model.params) })
    const resumed = await right(pipe(rows, model.train(birds, { ...options, observer: observe.progress<any>(() => undefined), checkpoint: { file, resume: true } })))
    expect({ ...resumed, model: model.encode(resumed.model), seen: undefined }).toEqual({ ...whole, model: model.encode(whole.model), seen: undefined })
    // Of other examples or settings it is none.
    const others = await pipe(birdsDrawn(100, 7), model.train(birds, { ...options, checkpoint: { file, resume: true } }))()
    expect(left(others)).toContain('training.safetensors: expected a training of these examples, settings and network, received one of others')
    expect(await pipe(rows, model.train(birds, { ...options, seed: 6, checkpoint: { file, resume: true } }))()).toMatchObject({ _tag: 'Left' })
  })

  test('records histograms after at most 60 epochs, evenly spaced', async () => {
    const events: run.RunEvent[] = []
    const { parts } = await right(pipe(birdsDrawn(40), model.train(birds, {
      epochs: 130, validation: 0, batchSize: 32, measures: [observe.norms], record: (event) => events.push(event),
    })))
    expect(parts.training.length).toBe(32)
    const { histograms } = run.of(events)
    expect(histograms.map(({ step }) => step)).toEqual(Array.from({ length: 43 }, (_, i) => 3 * (i + 1)))
    expect(histograms[0]?.tensors.every(({ updateRatio = 0 }) => updateRatio > 0)).toBe(true)
    expect(histograms.every(({ tensors }) => tensors.every(({ gradients }) => gradients !== undefined))).toBe(true)
  })

  test('begins where there is no file yet', async () => {
    const begun = await right(pipe(birdsDrawn(40), model.train(birds, { epochs: 2, checkpoint: { file: at('new.safetensors'), resume: true, every: 1 } })))
    expect(begun.epochs).toBe(2)
    expect(left(await pipe(birdsDrawn(40), model.train(birds, { epochs: 2, checkpoint: { file: at('no', 'new.safetensors') } }))())).toContain('no such folder')
  })
})

describe('answers', () => {
  const bird = { island: 'Biscoe', sex: 'male', bill: 47, flipper: 218, ringed: false } as const

  test('are typed, and probabilities add up', () => {
    const answer = trained.model.predict(bird)
    if (E.isLeft(answer)) throw answer.left
    const species: 'Adelie' | 'Chinstrap' | 'Gentoo' = answer.right.species
    expect(species).toBe('Gentoo')
    const { Adelie, Chinstrap, Gentoo } = answer.right.probabilities
    expect(Adelie + Chinstrap + Gentoo).toBeCloseTo(1, 5)
    expect(answer.right.unknown).toBeUndefined()
  })

  test('of many cases are those of each, to the bit', () => {
    const cases = birdsDrawn(70, 9).map(({ species: _, ...raw }) => raw)
    const all = trained.model.predictAll(cases)
    expect(all).toEqual(E.right(cases.map((raw) => { const one = trained.model.predict(raw); return E.isRight(one) ? one.right : one })))
    expect(trained.model.predictAll([])).toEqual(E.right([]))
  })

  test('missing cells may be left out, null or undefined', () => {
    const answers = [{ ...bird, sex: null }, { ...bird, sex: undefined }, { island: 'Biscoe', bill: 47, flipper: 218, ringed: false }] as const
    const [first, ...others] = answers.map((raw) => trained.model.predict(raw))
    others.forEach((other) => expect(other).toEqual(first))
  })

  test('of a case that does not fit are a Left that names the fields', () => {
    const ask = (raw: unknown): string => left(trained.model.predict(raw as never))
    expect(ask({ ...bird, island: 'Bisco' }))
      .toContain('model.predict: island should be one of "Biscoe", "Dream", "Torgersen", but is "Bisco"; did you mean "Biscoe"?')
    expect(ask({ ...bird, flipper: undefined })).toContain('flipper should be a number, but is missing')
    expect(ask({ island: 3, bill: 'x', flipper: NaN, ringed: 'perhaps' })).toMatch(/island .*; bill .*; flipper .*; and 1 more/)
    const { flipper, ...rest } = bird
    expect(ask({ ...rest, fliper: flipper })).toContain('"fliper" is no column of the schema; did you mean "flipper"?')
    expect(ask(null)).toContain('the case should be a record of island, sex, bill, flipper, ringed, but is null')
    const many = trained.model.predictAll([bird, { ...bird, flipper: -Infinity }])
    expect(left(many)).toContain('model.predictAll: case 1: flipper should be a number, but is -Infinity')
  })

  test('wrong cases are refused by the compiler', () => {
    const { predict } = trained.model
    // @ts-expect-error an island that the schema does not have
    predict({ ...bird, island: 'Mars' })
    // @ts-expect-error a flipper that is a text
    predict({ ...bird, flipper: 'long' })
    // @ts-expect-error a field that is missing
    predict({ island: 'Biscoe' })
    // @ts-expect-error a field of another name
    expect(E.isLeft(predict({ ...bird, wings: 2 }))).toBe(true)
  })

  test('say which category the schema does not have, where it allows one', async () => {
    const open = model.define({
      input: model.row({ island: table.category(['Biscoe', 'Dream']), flipper: table.number }, { unknown: 'warn' }),
      output: model.truth('heavy', { threshold: 0.3 }),
      network: (input) => pipe(input, n.dense(4), n.relu, n.dense(1)),
    })
    const rows = Array.from({ length: 40 }, (_, i) => ({ island: i % 2 === 0 ? 'Biscoe' : 'Dream', flipper: 180 + i, heavy: i > 19 }))
    const { model: made, result } = await right(pipe(rows, model.train(open, { epochs: 80, seed: 1, learningRate: 0.02 })))
    const answer = made.predict({ island: 'Mars', flipper: 215 })
    if (E.isLeft(answer)) throw answer.left
    expect(answer.right).toMatchObject({ heavy: true, unknown: { island: 'Mars' } })
    expect(made.predict({ island: 'Dream', flipper: 215 })).not.toHaveProperty('right.unknown')
    expect(result?.outcome).toMatchObject({ kind: 'classes', names: ['false', 'true'] })
  })
})

describe('files', () => {
  const { at } = temporaryFolder()

  test('a loaded model answers as the saved one, with its definition and without', async () => {
    const file = at('birds.safetensors')
    await right(pipe(trained.model, model.save(file)))
    const [typed, open] = [await right(model.load(file, birds)), await right(model.load(file))]
    const cases = birdsDrawn(20, 5).map(({ species: _, ...raw }) => raw)
    const answers = trained.model.predictAll(cases)
    expect(E.isRight(answers)).toBe(true)
    expect(typed.predictAll(cases)).toEqual(answers)
    expect(open.predictAll(cases)).toEqual(answers)
    // The same model, the same bytes.
    const bytes = new Uint8Array(await readFile(file))
    for (const made of [trained.model, typed, open]) expect(model.encode(made as never)).toEqual(bytes)
    expect(await model.decode(bytes, birds)()).toMatchObject({ _tag: 'Right' })
  })

  test('a loaded model is evaluated as the trained one was', async () => {
    const loaded = await right(model.decode(model.encode(trained.model), birds))
    const rows = birdsDrawn(240)
    const result = model.evaluate(loaded)(trained.parts.test.map((i) => rows[i] as never))
    expect(result).toEqual(E.right(trained.result))
  })

  test('a definition of another schema is a Left that says what differs', async () => {
    const bytes = model.encode(trained.model)
    const { input, output } = birds
    const columns = { island: table.category(['Biscoe', 'Dream', 'Crozet']), sex: table.optional(table.category(['female', 'male'])),
      bill: table.optional(table.number), flipper: table.number, ringed: table.boolean }
    const ask = async (definition: model.Definition<any, any, any>): Promise<string> => left(await model.decode(bytes, definition)())
    const network = model.perceptron({ hidden: [16] })
    expect(await ask(model.define({ input: model.row(columns), output, network })))
      .toContain('input.columns.island.names.2: expected "Crozet", received "Torgersen"')
    expect(await ask(model.define({ input, output: model.classes('kind', ['Adelie', 'Chinstrap', 'Gentoo']), network })))
      .toContain('output.name: expected "kind", received "species"')
    expect(await ask(model.define({ input, output, network: model.perceptron({ hidden: [8] }) })))
      .toContain('architecture.hidden.0: expected 8, received 16')
    expect(await ask(model.define({ input, output, network: (from) => pipe(from, n.dense(8), n.dense(3)) })))
      .toContain('params.0.weights: expected f32[8, 8], received f32[8, 16]')
  })

  test('a network that is code needs its definition', async () => {
    const coded = model.define({ input: birds.input, output: birds.output, network: (from) => pipe(from, n.dense(3)) })
    const { model: made } = await right(pipe(birdsDrawn(40), model.train(coded, { epochs: 1 })))
    const bytes = model.encode(made)
    expect(left(await model.decode(bytes)())).toContain('or the definition of the model beside the file, received none: the network is code')
    expect(await model.decode(bytes, coded)()).toMatchObject({ _tag: 'Right' })
  })

  test('what is no model is a Left', async () => {
    const file = at('wrong.safetensors')
    expect(left(await model.load(file)())).toContain('no such file')
    await writeFile(file, 'nothing')
    expect(left(await model.load(file)())).toContain('wrong.safetensors')
    await right(checkpoint.params(birds.network).save(file)(birds.network.init(random.key(0))))
    expect(left(await model.load(file)())).toContain('__metadata__.format: expected "tenfold model 1", received "tenfold parameters 1"')
  })
})

describe('rows of a file', () => {
  const text = 'island,sex,bill,flipper,ringed,species,year\nDream,NA,47.5,216,false,Gentoo,2007\nBiscoe,male,,190,TRUE,Adelie,2008\n'

  test('are read by the codec of a definition', () => {
    const rows = parseCsv(text, model.example(birds))
    if (E.isLeft(rows)) throw rows.left
    const result = model.evaluate(trained.model)(rows.right)
    expect(result).toMatchObject({ _tag: 'Right', right: { rows: 2, score: 'accuracy' } })
  })

  test('that do not fit are told with their line and column', () => {
    expect(left(parseCsv(text.replace('Biscoe', 'Mars'), model.example(birds))))
      .toContain('line 3, column "island": expected one of "Biscoe", "Dream", "Torgersen", received "Mars"')
    expect(left(parseCsv(text.replace('Gentoo', 'Emu'), model.example(birds)))).toContain('line 2, column "species"')
    // Of an optional column, too.
    expect(left(parseCsv(text.replace('bill', 'beak'), model.example(birds)))).toContain('column "bill"')
  })
})
