// error: Property 'loss' is missing in type '{ accuracy: number; }' but required in type 'Readonly<Record<"loss", number>>'.
import { search } from '../../src/index.js'
declare const results: search.Results<{ readonly width: number }, { accuracy: number }>
export const ranking = search.rank({ minimise: 'loss' })(results)
