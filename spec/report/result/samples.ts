/** Runs as there are in practice, made up: classes, digits, sounds, prices, texts, and names that want to be markup. */
import { toBase64 } from '../../../src/program/base64.js'
import type { Case, ClassOutcome, Result, Run, Validation } from '../../../src/run/index.js'
import { resultOf, runOf } from './outcomes.js'

/** Numbers in [0, 1) that look random and are always the same. */
export const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** A classifier that is right about `skill` of the time, and now and then takes a class for the next one. */
export const classifier = (names: readonly string[], rows: number, skill: number, seed: number): ClassOutcome => {
  const random = numbersFrom(seed)
  const truths = upTo(rows).map(() => Math.floor(random() * random() * names.length))
  const probabilities = truths.map((truth) => {
    const winner = random() < skill ? truth : (truth + 1 + Math.floor(random() * random() * (names.length - 1))) % names.length
    const weights = names.map((_, c) => (c === winner ? 2 + 20 * random() : random() * random()))
    const total = weights.reduce((a, b) => a + b)
    return weights.map((w) => Math.round((w / total) * 1e6) / 1e6)
  })
  return { kind: 'classes', names, truths, probabilities }
}

/** A training: a loss that falls and trembles, and validations. */
const training = (title: string, n: number, levels: number, rising = 0): Partial<Run> => {
  const random = numbersFrom(n)
  const level = (step: number): number => levels * (0.08 + 1 / (1 + step / 25))
  const validations = upTo(20).map((i): Validation => {
    const step = (i + 1) * Math.floor(n / 20)
    return { event: 'validation', step, values: { loss: level(step) * 1.1 + rising * levels * (i / 20) ** 2, accuracy: 1 - 0.5 / (1 + step / 20) } }
  })
  return {
    start: { event: 'start', step: 0, steps: n, title, data: { rows: 344, columns: 7 } },
    steps: upTo(n).map((i) => ({ event: 'step', step: i + 1, loss: level(i) * (0.8 + 0.4 * random()), examples: 32 })),
    validations, end: { event: 'end', step: n },
  }
}

const runWith = (course: Partial<Run>, ...results: readonly Result[]): Run =>
  runOf({ ...course, results: results.map((result) => ({ event: 'result', ...result })) })

const commonest = ({ truths, names }: ClassOutcome): number =>
  names.reduce((most, _, c) => Math.max(most, truths.filter((t) => t === c).length), 0) / truths.length

const judged = (outcome: ClassOutcome, given: Partial<Result> = {}): Result => {
  const { figures, ...result } = resultOf(outcome)
  return {
    ...result, figures: { ...figures, loss: 0.1234, balancedAccuracy: 0.91, rocAuc: 0.987 },
    baselines: [{ name: 'commonest class', value: commonest(outcome) }, { name: 'linear model', value: 0.8 }], ...given,
  }
}

const rowsOf = (rows: number, file: string, cells: (i: number) => Readonly<Record<string, string | number | null>>): readonly Case[] =>
  upTo(rows).map((index) => ({ index, name: `line ${index + 2} of ${file}`, shown: { kind: 'row', cells: cells(index) } }))

export const penguins = (): Run => {
  const outcome = classifier(['Adelie', 'Chinstrap', 'Gentoo'], 100, 0.95, 1)
  const cases = rowsOf(100, 'penguins.csv', (i) => ({ island: 'Biscoe', 'bill length (mm)': 39.1 + i / 10, 'flipper length (mm)': 181 + i, 'body mass (g)': i === 3 ? null : 3750 + i, sex: 'female' }))
  return runWith(training('species from penguins.csv', 400, 1, 1.5), judged(outcome, { cases }))
}

/** Two classes whose names, as all others in the run, want to be markup. */
export const markup = '"><script>window.x=1</script>'
export const hostile = (): Run => {
  const outcome = classifier([`no ${markup}`, `yes ${markup}`], 60, 0.8, 2)
  const cases = rowsOf(60, markup, (i) => ({ [markup]: `${markup}${i}`, "x' onerror='window.x=1": '<img src=x onerror=window.x=1>', '</style>': '</title>' }))
  const text: Case = { index: 1, name: markup, shown: { kind: 'text', pieces: [markup, ' <b>', '&amp;'], losses: [1, 2, NaN] } }
  const sequences = resultOf({ kind: 'sequences', losses: [1, 2] }, { part: markup, score: markup, figures: { [markup]: 1 }, baselines: [{ name: markup, value: 2 }], cases: [text] })
  const numbers = resultOf({ kind: 'numbers', name: markup, unit: markup, truths: upTo(40), predictions: upTo(40).map((i) => i + (i % 3)) }, { part: markup })
  const course = training(markup, 50, 1)
  const spoiled = { ...course, steps: course.steps?.map((step, i) => (i === 48 ? { ...step, loss: NaN } : step)) ?? [], end: { event: 'end', step: 49, stopped: markup } as const }
  return runWith(spoiled, judged(outcome, { part: markup, cases, figures: { accuracy: 0.5, [markup]: 1 }, baselines: [{ name: markup, value: 0.9 }] }), numbers, sequences)
}

/** Something like a digit: a ring or a stroke, of 28 × 28 bytes. */
const drawing = (digit: number, random: () => number, channels = 1): string => {
  const [x0, y0, r] = [14 + 3 * (random() - 0.5), 14 + 3 * (random() - 0.5), 5 + (digit % 5)]
  const grey = upTo(28 * 28).map((i) => {
    const [x, y] = [(i % 28) - x0, Math.floor(i / 28) - y0]
    const far = digit % 2 === 0 ? Math.abs(Math.sqrt(x * x + y * y) - r) : Math.abs(x + (y * (digit - 5)) / 6)
    return Math.max(0, Math.min(255, Math.round(255 * (2.2 - far))))
  })
  return toBase64(Uint8Array.from(grey.flatMap((v) => upTo(channels).map((c) => (c === 0 ? v : v >> 1)))))
}

export const digits = (channels: 1 | 3 = 1): Run => {
  const outcome = classifier(upTo(10).map(String), 1000, 0.93, 3)
  const random = numbersFrom(9)
  const cases = upTo(1000).map((index): Case =>
    ({ index, name: `${index}.png`, shown: { kind: 'image', height: 28, width: 28, channels, pixels: drawing(outcome.truths[index] as number, random, channels) } }))
  return runWith(training('digit from mnist', 800, 2.3), judged(outcome, { cases }))
}

export const spoken = (): Run => {
  const outcome = classifier(['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'], 300, 0.9, 4)
  const random = numbersFrom(10)
  const [height, width] = [64, 96]
  const cases = upTo(300).map((index): Case => {
    const base = 6 + 4 * random()
    const values = upTo(height * width).map((i) => {
      const [x, y] = [i % width, height - Math.floor(i / width)]
      const loud = Math.max(0, 1 - Math.abs(x - 48) / 46)
      return Math.round(255 * loud * Math.max(0.1 * random(), 1 - Math.abs((y % base) - base / 2) / 2) * (1 - y / 90))
    })
    return { index, name: `speaker ${index % 6}, take ${index}`, shown: { kind: 'spectrogram', height, width, channels: 1, pixels: toBase64(Uint8Array.from(values)) } }
  })
  return runWith(training('digit from recordings', 600, 2.3), judged(outcome, { cases }))
}

export const houses = (): Run => {
  const random = numbersFrom(5)
  const truths = upTo(4000).map(() => Math.round(15000 + 485000 * random() * random()))
  const predictions = truths.map((truth) => Math.round(truth * (0.7 + 0.6 * random()) + 30000 * (random() - 0.5)))
  const cases = rowsOf(4000, 'housing.csv', (i) => ({ ...Object.fromEntries(upTo(14).map((c) => [`column ${c}`, c === 3 ? 'NEAR BAY' : (i * (c + 1)) % 977])) }))
  const result = resultOf({ kind: 'numbers', name: 'median_house_value', unit: 'dollars', truths, predictions }, {
    figures: { r2: 0.78, meanAbsoluteError: 31234.5, rootMeanSquaredError: 48123 }, cases,
    baselines: [{ name: 'mean', value: -0.0001 }, { name: 'linear model', value: 0.64 }],
  })
  return runWith(training('median_house_value from housing.csv', 1000, 1), result)
}

export const characters = (): Run => {
  const random = numbersFrom(6)
  const said = 'To be, or not to be, that is the question:\nWhether ’tis nobler in the mind to suffer\nThe slings and arrows of outrageous fortune,\n'
  const losses = upTo(200).map(() => 1.2 + random())
  const cases = losses.map((_, index): Case =>
    ({ index, name: `characters ${index * 128} to ${index * 128 + 127}`, shown: { kind: 'text', pieces: [...said], losses: [...said].map(() => 5 * random() * random() * random()) } }))
  const result = resultOf({ kind: 'sequences', losses }, { figures: { loss: 1.71, perplexity: 5.53 }, baselines: [{ name: 'frequencies of characters', value: 3.31 }], cases })
  return runWith(training('next character from shakespeare.txt', 500, 4), result)
}

/** As many classes and cases as there may be. */
export const thousand = (rows = 10_000, side = 224): Run => {
  const names = upTo(1000).map((i) => `class number ${i}, with a name that is quite long`)
  const outcome = classifier(names, rows, 0.7, 7)
  const pixels = toBase64(Uint8Array.from(upTo(side * side * 3), (i) => (i * 7) & 255))
  const cases = upTo(rows).map((index): Case => ({ index, shown: { kind: 'image', height: side, width: side, channels: 3, pixels } }))
  return runWith(training('picture of 1000 things', 5000, 7), judged(outcome, { cases }))
}

export const samples: Readonly<Record<string, () => Run>> = { penguins, digits, spoken, houses, characters, hostile }
