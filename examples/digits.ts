/** `npm start`: trains a classifier of digits, tells how well it does, and saves what it learned. `--help` lists the options. */
import { digits } from './digits/task.js'
import { program } from './kit/program.js'

process.exitCode = await program(digits)(process.argv.slice(2))
