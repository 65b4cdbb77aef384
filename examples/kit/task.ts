/** A task: what is learned from which data, and what is told of it. The rest of a program is the same for all. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import type { backend, receipt, run } from 'tenfold'
import { positive, whole } from './field.js'

/** Types by the names of options. */
export type Fields = Readonly<Record<string, t.Mixed>>

/** Their values. */
export type Values<F extends Fields> = { readonly [K in keyof F]: t.TypeOf<F[K]> }

/** Some of their values. */
export type Some<F extends Fields> = { readonly [K in keyof F]?: t.TypeOf<F[K]> | undefined }

/** Settings of every training. */
export const common = { epochs: whole(1), 'batch-size': whole(1), 'learning-rate': positive, seed: whole(0) } as const

export type Common = typeof common

/** Where the data comes from: a folder or file, or so many examples that are drawn. */
export type Source = { readonly data: string } | { readonly count: number }

/** All that decides what is learned: what a receipt keeps, and what a training can be made from again. */
export type Settings<F extends Fields> = Source & Values<F & Common>

/** How a training is kept while it runs. */
export interface Life {
  /** Ends it when it is aborted. */
  readonly signal: AbortSignal
  /** The file of its checkpoints. */
  readonly checkpoint: string
  /** The digest of the data of the checkpoint that it goes on from; absent where it begins. */
  readonly resumes?: string | undefined
  /** The file of what happens in it, where one is wanted. */
  readonly events?: string | undefined
}

/** How to learn, and what to learn from. */
export interface Lesson<F extends Fields, D> {
  readonly settings: Settings<F>
  readonly data: D
  readonly on: backend.Backend
  /** Whether the receipt gets a trail. */
  readonly trail: boolean
  /** Absent where nothing of the training is kept. */
  readonly life?: Life
}

/** What is told of a trained network. */
export interface Measured {
  /** Paragraphs. */
  readonly text: readonly string[]
  /** The score, in a line. */
  readonly score: string
  /** The figures of `--json`. */
  readonly figures: Readonly<Record<string, unknown>>
}

/** A trained network. */
export interface Learned<G extends Fields = {}> {
  readonly receipt: receipt.Receipt
  /** Of training alone. */
  readonly seconds: number
  /** The step from which it went on: 0 where it was not resumed. */
  readonly from: number
  /** What has happened in it, where it is kept. */
  readonly run?: run.Run | undefined
  /** How well the test is predicted, with cases to look at: for a report. */
  readonly result: () => run.Result
  readonly measure: (telling: Some<G>) => Measured
  readonly save: (file: string) => TaskEither<Error, void>
}

/** What of a task is not the same for all: settings `F`, data `D`, and options `G` of what is told, which change nothing learned. */
export interface Task<F extends Fields, D, G extends Fields = {}> {
  /** `digits`: files are named so. */
  readonly name: string
  /** How it is run: `npm start --`. */
  readonly command: string
  /** What it does, in a sentence. */
  readonly about: string
  /** What is drawn without `--data`: `drawn digits`. */
  readonly drawn: string
  /** Options of its own and what they mean; lines end in `\n`. */
  readonly options: readonly (readonly [option: string, meaning: string])[]
  readonly fields: F
  /** Of the number of examples that are drawn. */
  readonly count: { readonly field: t.Type<number>; readonly initial: number }
  readonly telling: G
  /** Whether there is a report where nothing is said of it. */
  readonly reports: boolean
  /** What is not chosen. */
  readonly initial: (chosen: Some<F & Common>, source: Source) => Omit<Values<F & Common>, 'seed'>
  readonly load: (settings: Settings<F>) => TaskEither<Error, D>
  /** What is told before: the data, and the network. */
  readonly introduce: (settings: Settings<F>, data: D) => string
  readonly learn: (lesson: Lesson<F, D>) => TaskEither<Error, Learned<G>>
}
