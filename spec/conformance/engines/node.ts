/** Node, one engine for each release line, and one with wider vectors; the one that runs this stands in where its own is not installed. */
import type { Engine } from './engine.js'
import { inPackage } from './packages.js'
import { printed, says } from './shell.js'

export const node = (line: number, wider = false): Engine => ({
  name: `Node ${line}${wider ? ' wider' : ''}`,
  find: async () => {
    const own = process.version.startsWith(`v${line}.`) ? [process.execPath] : []
    for (const path of [inPackage(`node${line}`, 'bin', 'node'), ...own]) {
      const version = await says(path, ['--version'])
      if (version !== undefined) return { version, run: (file) => printed(path, [file, ...(wider ? ['--wider'] : [])]) }
    }
    return 'not installed: npm ci --force in spec/conformance brings it'
  },
})
