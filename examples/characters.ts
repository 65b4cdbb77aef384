/** Learns a text character by character, with a transformer or a GRU, and goes on with it. `--help` lists the options. */
import { characters } from './characters/task.js'
import { program } from './kit/program.js'

process.exitCode = await program(characters)(process.argv.slice(2))
