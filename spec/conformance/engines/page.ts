/** A page that runs the runner, and a server that hears what it posts. Its memory may be shared by threads. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Row } from '../row.js'
import { patience, rowsOf, tooLate } from './engine.js'

const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
const text = `<!doctype html><meta charset="utf-8"><title>Conformance</title>
<script>addEventListener('error', (event) => fetch('/failed', { method: 'POST', body: event.message }))</script>
<script type="module" src="/runner.js"></script>`

/** A browser that shows a page, until it is closed. `gone` is fulfilled when it ends by itself. */
export interface Browser {
  readonly gone: Promise<string>
  readonly close: () => Promise<void>
}

/** The rows that the page posts when a browser shows it. */
export const shown = async (file: string, show: (url: string) => Promise<Browser>): Promise<readonly Row[]> => {
  const runner = readFileSync(file)
  const lines: string[] = []
  let finish: (said: string) => void = () => {}
  const finished = new Promise<string>((resolve) => { finish = resolve })
  const server = createServer((request, response) => {
    const answer = (type: string, body: string | Uint8Array): void => {
      response.writeHead(200, { 'Content-Type': type, ...isolated }).end(body)
    }
    if (request.method === 'POST') {
      let body = ''
      request.setEncoding('utf8').on('data', (piece: string) => { body += piece }).on('end', () => {
        answer('text/plain', '')
        if (request.url === '/report') lines.push(body)
        if (request.url === '/failed') finish(body)
        if (body === '{"done":true}') finish('')
      })
    } else if (request.url === '/') answer('text/html', text)
    else if (request.url === '/runner.js') answer('text/javascript', runner)
    else response.writeHead(404).end()
  })
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
  let timer: NodeJS.Timeout | undefined
  try {
    const { gone, close } = await show(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const late = new Promise<string>((resolve) => { timer = setTimeout(() => resolve(tooLate), patience) })
    try {
      const said = await Promise.race([finished, gone, late])
      return rowsOf(lines, said)
    } finally {
      await close()
    }
  } finally {
    clearTimeout(timer)
    server.closeAllConnections()
    server.close()
  }
}
