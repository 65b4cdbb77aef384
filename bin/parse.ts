/** The arguments of a command: text in, checked values or a sentence out. */
import { parseArgs } from 'node:util'
import { nearest } from '../src/shape/options.js'
import { wrongOptions } from './failure.js'
import type { Command } from './commands.js'
import type { Option, Options, Values } from './option.js'

export interface Arguments<O extends Options> {
  readonly operands: readonly string[]
  readonly values: Values<O>
}

const letters = (name: string): string => [...name.toLowerCase()].sort().join('')

/** A question, or nothing where no name is near: a slip of a finger, or the same letters in another order. */
export const meant = (name: string, names: readonly string[], mark = ''): string => {
  const near = nearest(name, names) ?? names.find((other) => letters(other) === letters(name))
  return near === undefined ? '' : `; did you mean ${mark}${near}?`
}

const valueOf = (name: string, { value, expected, read }: Option<unknown>, given: string | undefined, isInline: boolean): unknown => {
  if (value === undefined)
    return given === undefined ? read('') : wrongOptions(`--${name} takes no value, but has ${JSON.stringify(given)}`)
  if (given === undefined) return wrongOptions(`--${name} takes ${expected}, but nothing follows it`)
  if (!isInline && given.startsWith('--')) return wrongOptions(`--${name} takes ${expected}, but the option ${given} follows it`)
  return read(given) ?? wrongOptions(`--${name} takes ${expected}, not ${JSON.stringify(given)}`)
}

/** Checks how many there are. */
const checkOperands = ({ operands: { names, least, most } }: Command, operands: readonly string[]): void => {
  const words = names.split(' ')
  if (operands.length < least) wrongOptions(operands.length === 0 ? `${names} expected, but there is nothing` : `${words[operands.length]} expected after ${operands.at(-1)}`)
  if (operands.length > most) wrongOptions(`${names} expected, but there is also ${JSON.stringify(operands[most])}`)
  const empty = operands.indexOf('')
  if (empty >= 0) wrongOptions(`${words[Math.min(empty, words.length - 1)]} expected, not ""`)
}

/** The arguments of a command; `help` where that is asked for. */
export const parse = <O extends Options>(command: Command<O>, args: readonly string[]): Arguments<O> | 'help' => {
  const names = [...Object.keys(command.options), 'help']
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(Object.entries(command.options).map(([name, { value }]) =>
        [name, { type: value === undefined ? 'boolean' : 'string' } as const])),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false, allowPositionals: true, tokens: true,
  })
  const given = tokens.filter((token) => token.kind === 'option')
  if (given.some(({ name }) => name === 'help')) return 'help'
  const values: Record<string, unknown> = {}
  for (const { name, rawName, value, inlineValue } of given) {
    if (!Object.hasOwn(command.options, name)) return wrongOptions(`unknown option ${rawName}${meant(name, names, '--')}`)
    const option = command.options[name] as Option<unknown>
    const read = valueOf(name, option, value, inlineValue === true)
    if (Object.hasOwn(values, name) && value !== undefined && option.join === undefined) wrongOptions(`--${name} is given twice`)
    values[name] = Object.hasOwn(values, name) && option.join !== undefined ? option.join(values[name], read) : read
  }
  checkOperands(command, positionals)
  return { operands: positionals, values: values as Values<O> }
}
