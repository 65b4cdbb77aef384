/** Learns from tables of mixed columns: `node dist/examples/tables.js --task titanic --data DIR`; `--help` lists the options. */
import { program } from './kit/program.js'
import { tables } from './tables/task.js'

process.exitCode = await program(tables)(process.argv.slice(2))
