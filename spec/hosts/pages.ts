/** Pages in Chromium under a Content-Security-Policy, with a worker that is killed, and with threads of which one is killed in the middle of a run. */
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { esbuild, isSame } from './bundlers.js'
import { says } from '../conformance/engines/shell.js'
import { inPackage, root } from './room.js'
import type { Found } from './run.js'

/** The part of playwright-core that is used here. */
interface Playwright {
  readonly chromium: {
    readonly launch: (options: { readonly executablePath: string; readonly args: readonly string[] }) => Promise<{
      readonly newPage: () => Promise<{
        readonly goto: (url: string) => Promise<unknown>
        readonly close: () => Promise<void>
      }>
      readonly close: () => Promise<void>
    }>
  }
}

/** What a page says. */
interface Said {
  readonly digest?: string
  readonly complaint?: string
  readonly threads?: string
  readonly worker?: string
}

const path = '/usr/bin/chromium'
const patience = 60_000
const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
/** Where each page is, under which headers. */
const headers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/strict': { 'Content-Security-Policy': "script-src 'self'" },
  '/allowed': { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" },
  '/open': {},
  '/nothing': { 'Content-Security-Policy': "script-src 'self'; worker-src blob:" },
  '/worker': { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:" },
  '/threads': { ...isolated, 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:" },
  '/refused': { ...isolated, 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" },
}

export const pages = async (room: string): Promise<Found> => {
  if (await says(path, ['--version']) === undefined) return { all: { lacks: 'no chromium: apt-get install chromium' } }
  const file = join(room, 'page.js')
  await esbuild(join(root, 'dist/spec/hosts/page.js'), 'esm', file)
  const heard = new Map<string, (body: string) => void>()
  const server = createServer((request, response) => {
    const { method, url = '' } = request
    if (method === 'POST') {
      let body = ''
      request.setEncoding('utf8').on('data', (piece: string) => { body += piece }).on('end', () => { response.end(); heard.get(url)?.(body) })
    } else if (url === '/page.js') response.writeHead(200, { 'Content-Type': 'text/javascript', ...isolated }).end(readFileSync(file))
    else response.writeHead(200, { 'Content-Type': 'text/html', ...headers[url] }).end('<!doctype html><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  const { chromium } = await import(pathToFileURL(inPackage('playwright-core', 'index.mjs')).href) as Playwright
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
  const said = async (url: string): Promise<Said> => {
    const page = await browser.newPage()
    const body = new Promise<string>((resolve) => {
      heard.set(url, resolve)
      setTimeout(() => resolve(`{ "threads": "nothing after ${patience} ms" }`), patience).unref()
    })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url}`)
    const found = JSON.parse(await body) as object
    await page.close()
    return found
  }
  const saysOf = (found: Said, what: 'threads' | 'worker', expected: RegExp) => (expected.test(found[what] ?? '') ? {} : { wrong: JSON.stringify(found) })
  try {
    const [open, refused] = [await said('/open'), await said('/refused')]
    const ended = /^the same; (FoldError|TenfoldError): .*the worker has ended/
    return {
      'no policy': isSame(open, /^$/),
      'threads, not isolated': saysOf(open, 'threads', /^TenfoldError: wasmThreads: threads need memory that they share, .*require-corp/),
      "script-src 'self'": isSame(await said('/strict'), /^TenfoldError: backend\.wasm: .*'wasm-unsafe-eval'; backend\.mutable/),
      "script-src 'self' 'wasm-unsafe-eval'": isSame(await said('/allowed'), /^$/),
      'a worker that is killed': saysOf(open, 'worker', ended),
      "a worker under worker-src blob:": saysOf(await said('/worker'), 'worker', ended),
      'a worker that a policy refuses': saysOf(refused, 'worker', /^TenfoldError: backend\.worker: a worker could not be started/),
      'a worker that may not compile': saysOf(await said('/nothing'), 'worker', /^TenfoldError: foldAsync: step 1 failed: backend\.wasm: .*'wasm-unsafe-eval'/),
      'threads that a policy refuses': saysOf(refused, 'threads', /^TenfoldError: wasmThreads: a thread could not be started/),
      'a thread that is killed': saysOf(await said('/threads'), 'threads', /^TenfoldError: wasmThreads: a thread has ended in the middle of a run.* after [01]\.\d s$/),
    }
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}
