/** The commands: what each is for, what it is given, and its options. */
import { flag, integer, list, number, sizes, text, word, type Option, type Options } from './option.js'

export interface Command<O extends Options = Options> {
  readonly about: string
  /** How what stands beside the options is called, and how many there are at least and at most. */
  readonly operands: { readonly names: string; readonly least: number; readonly most: number }
  readonly options: O
  /** More for the help text. */
  readonly more?: string
}

const last = Number.MAX_SAFE_INTEGER

/** Axes with their sizes. */
const mesh: Option<Readonly<Record<string, number>>> = {
  value: 'AXIS=N,…', expected: 'axes with their sizes, as in data=2,model=2',
  meaning: 'how the devices lie: data=N by default; batches are split along data',
  read: (given) => {
    const pairs = given.split(',').map((part) => /^([a-z]\w*)=([1-9]\d{0,5})$/i.exec(part))
    return pairs.includes(null) ? undefined : Object.fromEntries(pairs.map((pair) => [pair?.[1], Number(pair?.[2])]))
  },
}

/** Part of the rows, or a file with other ones. */
const test: Option<number | string> = {
  value: 'SHARE|FILE',
  expected: 'a share between 0 and 1, or a file',
  meaning: 'the part of the rows that is held back and tested, 0.2 by default; or a file with rows to test',
  read: (given) => {
    if (given === '') return undefined
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given)) return given
    return Number(given) > 0 && Number(given) < 1 ? Number(given) : undefined
  },
}

/** How a table is written, where that is not to be found out. */
const reading = {
  kinds: list('COLUMN=KIND,…', 'columns with their kinds, as in zip=category,age=number', 'what columns are: number, category, date or text'),
  missing: list('TEXT,…', 'texts between commas', 'what stands for a missing value, in place of NA, ? and what else is common'),
  separator: text('TEXT', 'a character', 'what stands between cells'),
  decimal: word('MARK', ['.', ','], 'what stands before decimals'),
  skip: integer('N', 0, 1_000_000, 'lines to leave out before the table'),
  'no-header': flag('the first line is data: columns are called by their place'),
}

const json = flag('one JSON object as the last line of standard output')

const train = {
  target: text('COLUMN', 'a column', 'the column that is predicted, the last one by default'),
  out: text('DIR', 'a folder', 'where the run goes; by default the name of the data and -run, in the current folder'),
  test,
  ignore: list('COLUMN,…', 'columns between commas', 'columns that are left out'),
  seed: integer('N', 0, 4_294_967_295, 'what all that is random is drawn from, 0 by default'),
  epochs: integer('N', 1, 1_000_000, 'how often each row is seen at most; it ends earlier where validation gets no better'),
  hidden: sizes('N,…', 'integers of at least 1 between commas, as in 64,32', 'the sizes of the hidden layers'),
  'learning-rate': number('R', 'a number above 0', (n) => n > 0 && Number.isFinite(n), 'of the optimizer, at its highest'),
  threads: integer('N', 1, 256, 'how many threads to run on, 1 by default; the result is the same'),
  engine: word('NAME', ['xla'], 'what takes the steps in place of this package: xla, by a Python with JAX'),
  python: text('FILE', 'a Python with JAX', 'for --engine xla: the Python that has JAX, python3 by default'),
  processes: integer('N', 1, 256, 'for --engine xla: how many processes train together, 1 by default'),
  devices: integer('N', 1, 256, 'for --engine xla: how many virtual devices of the CPU each process has'),
  mesh: { ...mesh, meaning: `for --engine xla: ${mesh.meaning}` },
  shard: list('RULE,…', 'fsdp, or PATTERN=AXIS between commas', 'for --engine xla: which parameters are split, and along which axis'),
  ...reading,
  resume: flag('goes on where a run in DIR was interrupted'),
  force: flag('replaces a run in DIR'),
  json: flag('one JSON object as the last line of standard output: data, target, kind, rows, score, baseline,\n'
    + 'figures, steps, seconds, digest'),
} satisfies Options

const written = { separator: reading.separator, skip: reading.skip, 'no-header': reading['no-header'] }

const predict = {
  ...written,
  json: flag('a JSON object on each line in place of CSV'),
} satisfies Options

const evaluate = { ...written, json } satisfies Options

const data = 'DATA is a CSV or Parquet file, - for standard input, or a folder of folders of PNG images or WAV sounds,\na folder a class.'

export const commands = {
  train: {
    about: 'Learns to predict a column of a table, or the class of images or sounds.',
    operands: { names: 'DATA', least: 1, most: 1 },
    options: train,
    more: `${data}\nDIR gets model.safetensors, report.html, run.jsonl, receipt.json, predict.ts and held-back.csv, the rows that were tested.`
      + '\nAn interrupt (Ctrl-C) saves and ends; --resume goes on. A second one ends at once.',
  },
  predict: {
    about: 'Predicts rows, images or sounds by a model; the predictions go to standard output as CSV, in the order of the rows.',
    operands: { names: 'DIR DATA', least: 2, most: 2 },
    options: predict,
    more: `${data} The target may be missing.`,
  },
  evaluate: {
    about: 'Tells how well a model predicts data whose answers are known.',
    operands: { names: 'DIR DATA', least: 2, most: 2 },
    options: evaluate,
    more: data,
  },
  report: {
    about: 'Makes report.html again from run.jsonl, and shows it in short.',
    operands: { names: 'DIR', least: 1, most: 1 },
    options: {},
  },
  compare: {
    about: 'Shows runs side by side: scores, and the settings in which they differ.',
    operands: { names: 'DIR DIR…', least: 2, most: last },
    options: { json: flag('a JSON object for each run, on a line each, in place of the table') },
  },
  verify: {
    about: 'Trains again as a receipt says, and tells whether the same came out, to the bit, or what differs first.',
    operands: { names: 'DIR/receipt.json [DATA]', least: 1, most: 2 },
    options: { threads: train.threads },
    more: 'DATA tells where the data lies now, if not where it was.',
  },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof commands
