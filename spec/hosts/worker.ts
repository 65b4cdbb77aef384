/** A worker of Cloudflare's platform, which has no WebAssembly that is made at run time. */
import { complaint, train } from './program.js'

export default { fetch: () => Response.json({ digest: train('mutable'), complaint: complaint() }) }
