/** Trains a network that understands spoken digits, tells how well it does, and saves what it learned: see `--help`. */
import { program } from './kit/program.js'
import { speech } from './speech/task.js'

process.exitCode = await program(speech)(process.argv.slice(2))
