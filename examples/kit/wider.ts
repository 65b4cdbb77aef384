/**
 * For whoever imports this: wider vectors where the engine has them, before anything is compiled. `--narrow` on the command line
 * leaves them out: the same bits, later.
 */
import { backend } from 'tenfold'

if (!process.argv.includes('--narrow')) await backend.wider()
