/** JavaScriptCore's own shell, as Debian has it: an engine without the web around it, so without threads. */
import type { Engine } from './engine.js'
import { printed, says } from './shell.js'

export const jsc: Engine = {
  name: 'JavaScriptCore',
  find: async () => {
    if (await says('jsc', ['-e', 'print(1)']) === undefined) return 'no jsc: apt-get install libjavascriptcoregtk-4.0-bin'
    // The shell does not say which one it is; the package does.
    const version = await says('dpkg-query', ['-W', '-f', '${Version}', 'libjavascriptcoregtk-4.0-bin'])
    return { version: version ?? 'of unknown version', run: (file) => printed('jsc', [`--module-file=${file}`]) }
  },
}
