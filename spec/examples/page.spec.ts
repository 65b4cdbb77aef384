/**
 * The page of `examples/page` in Chromium: what it learns is what Node learns, its frames come in time, its button ends the training
 * with the state so far. TENFOLD_STEPS makes the training longer, and says how long it took.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { train } from '../../examples/page/training.js'
import { root } from './program.js'

const executablePath = '/usr/bin/chromium'
const steps = Number(process.env['TENFOLD_STEPS'] ?? 2000)

/** The worker as a bundler makes it of what was built. */
const bundled = async (): Promise<string> => {
  const build = await rolldown({ input: join(root, 'dist/examples/page/worker.js'), platform: 'browser', logLevel: 'silent' })
  try {
    return (await build.generate({ format: 'esm', minify: true, codeSplitting: false })).output[0].code
  } finally {
    await build.close()
  }
}

describe.skipIf(!existsSync(executablePath))('a training in a page', { timeout: 120_000 }, () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
      '/index.html': ['text/html', readFileSync(join(root, 'examples/page/index.html'), 'utf8')],
      '/worker.js': ['text/javascript', await bundled()],
    }
    server = createServer(({ url = '/' }, response) => {
      const [type, text] = files[url.replace(/\?.*/, '')] ?? []
      if (text === undefined) response.writeHead(404).end()
      else response.writeHead(200, { 'Content-Type': type }).end(text)
    })
    await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  /** The page, which notes the time of each of its frames, and each line that it shows. */
  const opened = async (length: number): Promise<Page> => {
    const page = await browser.newPage()
    await page.addInitScript(`
      globalThis.frames_ = []
      globalThis.lines_ = new Set()
      const frame = (at) => {
        frames_.push(at)
        lines_.add(document.querySelector('output')?.textContent ?? '')
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)`)
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html?steps=${length}`)
    return page
  }
  const said = (page: Page, what: RegExp): Promise<string> => page.locator('output').filter({ hasText: what }).textContent({ timeout: 100_000 }) as Promise<string>
  const value = (page: Page): Promise<number> => page.locator('progress').evaluate((bar) => (bar as unknown as { readonly value: number }).value)

  test('draws its frames in time, shows how far it is, and learns what Node learns', async () => {
    const [page, expected] = [await opened(steps), train(steps, () => {})]
    const { step, digest } = await expected
    expect([step, await said(page, /^done/)]).toEqual([steps, `done after step ${steps}: parameters ${digest}`])
    // On a busy machine a line may be gone before it is asked for.
    const lines = await page.evaluate<readonly string[]>('[...lines_]')
    expect(lines.find((line) => /^step \d+ of \d+, loss \d\.\d{4}, \d+ examples\/s/.test(line))).toContain(`of ${steps},`)
    expect([await value(page), await page.locator('button').isDisabled()]).toEqual([1, true])
    const times = await page.evaluate<readonly number[]>('frames_')
    const frames = times.slice(1).map((at, i) => at - times[i]!).sort((a, b) => a - b)
    const [median = Infinity, slow = Infinity] = [0.5, 0.99].map((share) => frames[Math.floor(share * frames.length)])
    if (process.env['TENFOLD_STEPS'] !== undefined) console.log({ seconds: (times.at(-1)! - times[0]!) / 1000, frames: frames.length, median, slow })
    expect(median).toBeLessThan(20)
    await page.close()
  })

  test('ends with the state so far when its button is pressed', async () => {
    const page = await opened(10_000_000)
    await said(page, /^step/)
    await page.locator('button').click()
    const [, step = '', digest = ''] = /^stopped after step (\d+): parameters (\w+)$/.exec(await said(page, /^stopped/)) ?? []
    expect(Number(step)).toBeGreaterThan(0)
    expect((await train(Number(step), () => {})).digest).toBe(digest)
    await page.close()
  })
})
