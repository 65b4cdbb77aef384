/** The command line: what it asks for is done, and gives the exit code. */
import { receipt } from 'tenfold'
import { commands, type CommandName } from './commands.js'
import { Failure, sentenceOf, wrongOptions } from './failure.js'
import type { Arguments } from './parse.js'
import { meant, parse } from './parse.js'
import { overview, synopsis, usage } from './usage.js'
import type { World } from './world.js'

type Done = (args: Arguments<any>, world: World) => Promise<number>

/** Each in its own file, which is loaded when it is asked for. */
const actions: Readonly<Record<CommandName, () => Promise<Done>>> = {
  train: async () => (await import('./train.js')).train,
  predict: async () => (await import('./predict.js')).predict,
  evaluate: async () => (await import('./evaluate.js')).evaluate,
  report: async () => (await import('./report.js')).report,
  compare: async () => (await import('./compare.js')).compare,
  verify: async () => (await import('./verify.js')).verify,
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name)

const dispatch = async ([name, ...args]: readonly string[], world: World): Promise<number> => {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    if (name === undefined) world.say(overview())
    else world.out(overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    world.out(`${receipt.version}\n`)
    return 0
  }
  if (!isCommand(name)) {
    const known = Object.keys(commands)
    return wrongOptions(`unknown ${name.startsWith('-') ? 'option' : 'command'} ${name}${meant(name, known) || `; there are ${known.join(', ')}`}`)
  }
  const parsed = parse(commands[name], args)
  if (parsed === 'help') {
    world.out(usage(name))
    return 0
  }
  return (await actions[name]())(parsed, world)
}

/** Runs a command line; the exit code: 0, 1 for wrong data or files, 2 for wrong options, 130 after an interrupt. */
export const run = async (args: readonly string[], world: World): Promise<number> => {
  try {
    return await dispatch(args, world)
  } catch (error) {
    const { code, message } = error instanceof Failure ? error : new Failure(1, error instanceof Error && error.name === 'TenfoldError' ? sentenceOf(error) : '')
    // What this package refuses is a sentence; anything else is a bug, and shows where.
    if (message === '') throw error
    const [name = ''] = args
    const help = code !== 2 ? '' : isCommand(name) ? `\nUsage: ${synopsis(name)}; tenfold ${name} --help tells more` : '\ntenfold --help lists the commands'
    world.say(`tenfold${isCommand(name) ? ` ${name}` : ''}: ${message}${help}\n`)
    return code
  }
}
