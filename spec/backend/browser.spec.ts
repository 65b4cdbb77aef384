/** Threads in a browser, where one is installed (`TENFOLD_BROWSER` names another): the page's own thread takes part, which may never sleep. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../examples/program.js'

const known = [process.env['TENFOLD_BROWSER'], 'chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].filter((name) => name !== undefined)
const browser = known.find((name) => spawnSync(name, ['--version']).status === 0)

/** In the page: `report` sends what it finds. */
const page = (script: string): string => `<!doctype html><script type="module">
  import { pure, wasm, wasmThreads, worker } from '/dist/src/backend/index.js'
  const report = (found) => fetch('/report', { method: 'POST', body: JSON.stringify(found) })
  const [n, m] = [300, 700]
  const type = (...shape) => ({ shape, dtype: 'f32' })
  const nodes = [{ op: 'parameter', dtype: 'f32', index: 0 }, { op: 'mul', dtype: 'f32', args: [0, 0] }]
  const square = { kind: 'map', expression: { parameters: ['f32'], nodes } }
  const program = { inputs: [type(n, m)], results: [1, 2], instructions: [
    { primitive: square, operands: [0], first: 1, types: [type(n, m)] },
    { primitive: { kind: 'permute', order: [1, 0] }, operands: [1], first: 2, types: [type(m, n)] } ] }
  const inputs = (seed) => [Float32Array.from({ length: n * m }, (_, i) => Math.imul(i + seed, 0x9e3779b1) / 1e6)]
  const same = (a, b) => a.every((list, i) => list.every((x, j) => Object.is(x, b[i][j])))
  const message = (f) => { try { f(); return 'nothing' } catch (error) { return error.message } }
  try { ${script} } catch (error) { await report(String(error)) }
</script>`

const pages: Readonly<Record<string, string>> = {
  '/threads': page(`
    const found = {}
    for (const threads of [1, 2, 4]) {
      const { compile, close } = await wasmThreads({ threads })
      const [run, expected] = [compile(program), pure.compile(program)]
      found[threads] = [1, 2, 3].every((seed) => same(run(inputs(seed)), expected(inputs(seed)))) && same(wasm.compile(program)(inputs(4)), run(inputs(4)))
      const gather = { inputs: [type(n, m), { shape: [n], dtype: 'i32' }], results: [2], instructions: [
        { primitive: { kind: 'gather' }, operands: [0, 1], first: 2, types: [type(n, m)] } ] }
      const rows = compile(gather)
      found.lookup = message(() => rows([...inputs(1), Int32Array.from({ length: n }, (_, i) => (i === 2 ? n : i))]))
      await close()
      found.closed = message(() => run(inputs(5)))
    }
    await report(found)`),
  '/beside': page(`
    const found = {}
    const begun = []
    const { Worker } = globalThis
    globalThis.Worker = class extends Worker { constructor(...given) { super(...given); begun.push(this) } }
    const rejected = (answer) => answer.then(() => 'nothing', (error) => error.message)
    const { compile, close } = await worker()
    const [run, expected] = [compile(program), pure.compile(program)]
    const answers = [1, 2, 3].map((seed) => run(inputs(seed)))
    found.same = (await Promise.all(answers)).every((made, i) => same(made, expected(inputs(i + 1))))
    const gather = { inputs: [type(n, m), { shape: [n], dtype: 'i32' }], results: [2], instructions: [
      { primitive: { kind: 'gather' }, operands: [0, 1], first: 2, types: [type(n, m)] } ] }
    found.lookup = await rejected(compile(gather)([...inputs(1), Int32Array.from({ length: n }, (_, i) => (i === 2 ? n : i))]))
    begun[0].terminate()
    found.ended = await rejected(run(inputs(4)))
    await close()
    const other = await worker()
    const again = other.compile(program)
    found.again = same(await again(inputs(5)), expected(inputs(5)))
    const left = rejected(again(inputs(6)))
    await other.close()
    found.closed = await left
    await report(found)`),
  '/alone': page(`await report(await wasmThreads({ threads: 2 }).then(() => 'no error', (error) => error.message))`),
}

describe.skipIf(browser === undefined)(`in ${browser ?? 'a browser, which is not installed'}`, { timeout: 60_000 }, () => {
  let server: Server
  let heard: (found: unknown) => void = () => {}
  beforeAll(() => new Promise<void>((ready) => {
    server = createServer((request, response) => {
      const path = request.url ?? '/'
      const isolated = ['/alone', '/beside'].includes(path) ? {} : { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
      if (path === '/report') {
        let body = ''
        request.on('data', (piece) => { body += String(piece) }).on('end', () => { response.end(); heard(JSON.parse(body)) })
      } else if (pages[path] !== undefined) {
        response.writeHead(200, { 'Content-Type': 'text/html', ...isolated }).end(pages[path])
      } else if (/^\/dist\/src\/[\w/.-]+\.js$/.test(path) && !path.includes('..')) {
        response.writeHead(200, { 'Content-Type': 'text/javascript', ...isolated }).end(readFileSync(join(root, path)))
      } else response.writeHead(404).end()
    }).listen(0, '127.0.0.1', ready)
  }))
  const profiles: string[] = []
  afterAll(() => { for (const folder of profiles) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) })
  afterAll(() => { server.closeAllConnections(); server.close() })

  const visit = async (path: string): Promise<unknown> => {
    const profile = mkdtempSync(join(tmpdir(), 'tenfold-page-'))
    profiles.push(profile)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
    const found = new Promise<unknown>((resolve) => { heard = resolve })
    const child = spawn(browser as string, [...options, url], { stdio: 'ignore', detached: true })
    const ended = new Promise<void>((resolve) => { child.on('exit', () => resolve()) })
    try {
      return await Promise.race([found, ended.then(() => 'the browser ended')])
    } finally {
      // Browsers come as scripts that start others: all of the group.
      if (child.exitCode === null) process.kill(-(child.pid as number))
      await ended
    }
  }

  test('a page that is isolated: the same bits with 1, 2 and 4 threads', async () => {
    expect(await visit('/threads')).toEqual({
      1: true, 2: true, 4: true,
      lookup: expect.stringMatching(/^gather: indices\[2\] should be an index from 0 to 299, but is 300/),
      closed: expect.stringMatching(/^wasmThreads: the backend is closed/),
    })
  })

  test('a page that is not: the error says what it needs', async () => {
    expect(await visit('/alone')).toMatch(/^wasmThreads: threads need memory that they share.*Cross-Origin-Opener-Policy: same-origin/)
  })

  test('a worker of a page that is not: the same bits, its failures and its end', async () => {
    expect(await visit('/beside')).toEqual({
      same: true, again: true,
      lookup: expect.stringMatching(/^gather: indices\[2\] should be an index from 0 to 299, but is 300/),
      ended: expect.stringMatching(/^backend.worker: the worker has ended: it was ended/),
      closed: expect.stringMatching(/^backend.worker: the backend is closed/),
    })
  })
})
