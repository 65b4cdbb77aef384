/** V8 in a page: Debian's Chromium, led by playwright-core. */
import { pathToFileURL } from 'node:url'
import type { Engine } from './engine.js'
import { shown } from './page.js'
import { inPackage } from './packages.js'
import { says } from './shell.js'

/** The part of playwright-core that is used here. */
interface Playwright {
  readonly chromium: {
    readonly launch: (options: { readonly executablePath: string; readonly args: readonly string[] }) => Promise<{
      readonly newPage: () => Promise<{ readonly goto: (url: string) => Promise<unknown> }>
      readonly on: (event: 'disconnected', listener: () => void) => void
      readonly close: () => Promise<void>
    }>
  }
}

const path = '/usr/bin/chromium'

export const chromium: Engine = {
  name: 'Chromium',
  find: async () => {
    const version = await says(path, ['--version'])
    if (version === undefined) return 'no chromium: apt-get install chromium'
    const library = pathToFileURL(inPackage('playwright-core', 'index.mjs')).href
    const playwright = await import(library).catch(() => undefined) as Playwright | undefined
    if (playwright === undefined) return 'no playwright-core: npm ci --force in spec/conformance brings it'
    return {
      version: /\d+(\.\d+)+/.exec(version)?.[0] ?? version,
      run: (file) => shown(file, async (url) => {
        const browser = await playwright.chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
        const gone = new Promise<string>((resolve) => { browser.on('disconnected', () => resolve('the browser ended')) })
        const page = await browser.newPage()
        await page.goto(url)
        return { gone, close: () => browser.close() }
      }),
    }
  },
}
