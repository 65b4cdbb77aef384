/** Help texts. */
import { commands, type Command, type CommandName } from './commands.js'

const width = 28

const line = (left: string, meaning: string): string =>
  `  ${left.padEnd(width)}${left.length < width ? '' : `\n${' '.repeat(width + 2)}`}${meaning.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}\n`

/** How a command is written, in short. */
export const synopsis = (name: CommandName): string => {
  const { operands, options }: Command = commands[name]
  return `tenfold ${name} ${operands.names}${Object.keys(options).length > 0 ? ' [options]' : ''}`
}

/** The text of `tenfold COMMAND --help`. */
export const usage = (name: CommandName): string => {
  const { about, options, more }: Command = commands[name]
  const lines = Object.entries(options).map(([option, { value, meaning }]) =>
    line(`--${option}${value === undefined ? '' : ` ${value}`}`, meaning))
  return `${about}\n\nUsage: ${synopsis(name)}\n\n${lines.join('')}${line('--help', 'this text')}${more === undefined ? '' : `\n${more}\n`}`
}

/** The text of `tenfold --help`. */
export const overview = (): string => {
  const names = Object.keys(commands) as readonly CommandName[]
  const lines = names.map((name) => line(`${name} ${commands[name].operands.names}`, commands[name].about))
  return `Learns from tables, images and sounds, and predicts.\n\nUsage: tenfold COMMAND …\n\n${lines.join('')}\n`
    + 'tenfold COMMAND --help tells the options of a command; tenfold --version the version.\n'
    + 'Exit codes: 0, 1 for wrong data or files, 2 for wrong options, 130 after an interrupt.\n'
}
