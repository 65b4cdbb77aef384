/** JavaScriptCore with threads around it: Bun, whose package for this machine is taken as it is. */
import type { Engine } from './engine.js'
import { inPackage } from './packages.js'
import { printed, says } from './shell.js'

const path = inPackage('@oven', 'bun-linux-x64', 'bin', 'bun')

export const bun: Engine = {
  name: 'Bun',
  find: async () => {
    const version = await says(path, ['--version'])
    return version === undefined ? 'not here: npm ci --force in spec/conformance brings it, for Linux on x64'
      : { version, run: (file) => printed(path, [file]) }
  },
}
