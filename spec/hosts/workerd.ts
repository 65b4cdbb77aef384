/** `node workerd.js MINIFLARE SCRIPT`: what a worker answers, in Cloudflare's own runtime. */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** The part of miniflare that is used here. */
interface Library {
  readonly Miniflare: new (options: { readonly modules: true; readonly script: string; readonly compatibilityDate: string }) => {
    readonly dispatchFetch: (url: string) => Promise<{ readonly text: () => Promise<string> }>
    readonly dispose: () => Promise<void>
  }
}

const [, , library = '', script = ''] = process.argv
const { Miniflare } = await import(pathToFileURL(library).href) as Library
const platform = new Miniflare({ modules: true, script: readFileSync(script, 'utf8'), compatibilityDate: '2025-01-01' })
console.log(await (await platform.dispatchFetch('http://localhost/')).text())
await platform.dispose()
