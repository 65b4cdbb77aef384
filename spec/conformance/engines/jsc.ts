/** JavaScriptCore's own shell, as Debian has it: an engine without the web around it, so without threads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engine.js'
import { printed, says } from './shell.js'

/** What the shell lacks of the web, and the package's modules name: texts as UTF-8. */
const prelude = `
globalThis.TextEncoder = class {
  encode(text) { return Uint8Array.from(unescape(encodeURIComponent(text)), (c) => c.charCodeAt(0)) }
}
`

export const jsc: Engine = {
  name: 'JavaScriptCore',
  find: async () => {
    if (await says('jsc', ['-e', 'print(1)']) === undefined) return 'no jsc: apt-get install libjavascriptcoregtk-4.0-bin'
    // The shell does not say which one it is; the package does.
    const version = await says('dpkg-query', ['-W', '-f', '${Version}', 'libjavascriptcoregtk-4.0-bin'])
    return {
      version: version ?? 'of unknown version',
      run: async (file) => {
        const room = mkdtempSync(join(tmpdir(), 'tenfold-jsc-'))
        try {
          writeFileSync(join(room, 'prelude.js'), prelude)
          return await printed('jsc', [join(room, 'prelude.js'), `--module-file=${file}`])
        } finally {
          rmSync(room, { recursive: true, force: true })
        }
      },
    }
  },
}
