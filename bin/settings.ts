/** What decides what a run learns, beside the data: the options of `train` with all defaults, as they stand in the receipt. */
import type { Json } from 'fp-ts/lib/Json.js'
import { defaults as usual } from '../src/model/options.js'
import { commands } from './commands.js'
import { wrongData, wrongOptions } from './failure.js'
import type { Option, Values } from './option.js'

type Given = Values<typeof commands.train.options>

/** Options that decide. */
const names = [
  'target', 'test', 'ignore', 'seed', 'epochs', 'hidden', 'learning-rate', 'engine', 'kinds', 'missing', 'separator', 'decimal', 'skip', 'no-header',
] as const

export type Settings = { readonly [K in (typeof names)[number]]?: Exclude<Given[K], undefined> }

/** What was given of them. */
export const chosen = (values: Given): Settings =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))

/** What a setting is where nothing is said, whatever the data is. */
const defaults = { test: usual.test, seed: usual.seed, 'learning-rate': usual.learningRate } as const

export type Settled = Settings & { readonly [K in keyof typeof defaults]: Exclude<Settings[K], undefined> }

export const settled = (settings: Settings): Settled => ({ ...defaults, ...settings })

/** As a text of the command line. */
export const settingText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value))

/** Settings in the JSON of a file: each is what its option takes. What else is there is left to others. */
export const decodeSettings = (file: string, json: Json | undefined): Settings => {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return wrongData(`${file}: expected the settings of a run that tenfold train made, received ${json === undefined ? 'none' : JSON.stringify(json).slice(0, 80)}`)
  const given = json as Readonly<Record<string, Json>>
  return Object.fromEntries(names.flatMap((name) => {
    const value = given[name]
    if (value === undefined) return []
    const { expected, read, value: taken } = commands.train.options[name] as Option<unknown>
    const isEmpty = Array.isArray(value) && value.length === 0
    const found = isEmpty ? [] : taken === undefined ? (value === true ? true : undefined) : read(settingText(value))
    return [[name, found ?? wrongData(`${file}: ${name} should be ${expected}, but is ${JSON.stringify(value)}`)]]
  }))
}

/** The settings of a run that goes on: those that it began with, which options may repeat and not change. */
export const sameSettings = (begun: Settings, given: Settings): Settings => {
  for (const name of names) {
    if (given[name] !== undefined && settingText(given[name]) !== settingText(begun[name] ?? ''))
      wrongOptions(`--resume goes on as the run began, with --${name} ${begun[name] === undefined ? 'not given' : settingText(begun[name])}, not ${settingText(given[name])}`)
  }
  return begun
}
