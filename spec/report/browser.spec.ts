/** The page of a run in a browser, where one is installed (`TENFOLD_BROWSER` names another): as people see it, and those who don't. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { html } from '../../src/report/page/html.js'
import { numberText } from '../../src/report/page/number.js'
import type { Run } from '../../src/run/index.js'
import { samples, thousand } from './result/samples.js'
import { trained } from './trained.js'

const executablePath = [process.env['TENFOLD_BROWSER'], '/usr/bin/chromium'].find((path) => path !== undefined && spawnSync(path, ['--version']).status === 0)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is looked at in a page: `document` and `window` are the page's, which the compiler knows nothing of here. */
interface Found {
  readonly width: number
  readonly shown: number
  readonly missing: readonly string[]
  readonly cells: readonly string[]
}
const look = `(() => {
  const links = [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))
  return {
    width: document.documentElement.scrollWidth, shown: document.documentElement.clientWidth,
    missing: links.filter((href) => !href.startsWith('#') || document.getElementById(href.slice(1)) === null),
    cells: [...document.querySelectorAll('.confusion td[class]')].map((cell) => cell.textContent),
  }
})()`

type View = readonly [width: number, scheme: 'light' | 'dark']
const four: readonly View[] = [[390, 'light'], [1100, 'light'], [390, 'dark'], [1100, 'dark']]
/** The run of all kinds of results, with names that want to be markup, is looked at in all ways, others in two. */
const runs: readonly (readonly [string, () => Run, readonly View[]])[] = [
  ...Object.entries(samples).map(([name, make]) => [name, make, name === 'hostile' ? four : four.slice(1, 3)] as const),
  ['thousand', () => thousand(3000, 224), four.slice(1, 3)],
]

describe.skipIf(executablePath === undefined)(`in ${executablePath ?? 'a browser, which is not installed'}`, { timeout: 120_000 }, () => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-report-'))
  let browser: Browser
  beforeAll(async () => { browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] }) }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(room, { recursive: true, force: true })
  })

  const fileOf = (name: string, text: string): string => {
    const file = join(room, `${name}.html`)
    writeFileSync(file, text)
    return file
  }

  /** Opens a file in a new page, which notes what it asks for and what it complains of. */
  const open = async (file: string): Promise<{ readonly page: Page; readonly asked: readonly string[]; readonly said: readonly string[] }> => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
    const [asked, said]: [string[], string[]] = [[], []]
    page.on('request', (request) => { asked.push(request.url()) })
    page.on('console', (message) => { said.push(message.text()) })
    page.on('pageerror', (error) => { said.push(error.message) })
    await page.goto(pathToFileURL(file).href)
    return { page, asked, said }
  }

  /** What keeps people from reading it, by axe-core. */
  const violations = async (page: Page): Promise<readonly string[]> => page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'], preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + ' ' + failureSummary).join('; ')))`)

  it.each(runs)('%s can be read by everyone, and asks for nothing', async (name, make, views) => {
    const file = fileOf(name, html(make()))
    const { page, asked, said } = await open(file)
    for (const [width, colorScheme] of views) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      const found = await page.evaluate(look) as Found
      expect([found.shown, found.width]).toEqual([width, width])
      expect(found.missing).toEqual([])
      expect(await violations(page)).toEqual([])
    }
    expect(await page.evaluate('window.x')).toBeUndefined()
    expect(asked.filter((url) => !url.startsWith('data:image/png;base64,'))).toEqual([pathToFileURL(file).href])
    expect(said).toEqual([])
    await page.close()
  })

  test('what keeps people from reading is found, and what is too wide', async () => {
    const pale = '<!DOCTYPE html><title>a</title><img src="data:image/png;base64,"><p style="color: #eee; background: #fff; width: 2000px">pale</p><a href="#b">b</a>'
    const { page } = await open(fileOf('pale', pale))
    const found = await page.evaluate(look) as Found
    expect(found.width).toBeGreaterThan(found.shown)
    expect(found.missing).toEqual(['#b'])
    expect((await violations(page)).map((text) => text.split(':')[0])).toEqual(expect.arrayContaining(['color-contrast', 'html-has-lang', 'image-alt']))
    await page.close()
  })

  test('the page runs nothing, loads nothing and styles nothing that is put into it', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.end()
    })
    await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready) })
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const put = `(() => {
      const of = (name, fields) => document.body.append(Object.assign(document.createElement(name), fields))
      of('script', { textContent: 'window.x = 1' })
      of('script', { src: '${from}/a.js' })
      of('img', { src: '${from}/a.png' })
      of('iframe', { src: '${from}/a.html' })
      of('style', { textContent: '#put { position: fixed }' })
      of('p', { id: 'put' })
      document.getElementById('put').setAttribute('style', 'position: fixed')
      return new Promise((resolve) => setTimeout(resolve, 300))
    })()`
    const tried = async (text: string) => {
      const { page, said } = await open(fileOf('tried', text))
      await page.evaluate(put)
      const found = [await page.evaluate('window.x'), await page.evaluate("getComputedStyle(document.getElementById('put')).position")]
      await page.close()
      return { found, refused: said.filter((line) => line.includes('Content Security Policy')).length }
    }
    const text = html((samples['hostile'] as () => Run)())
    const { found, refused } = await tried(text)
    expect(found).toEqual([undefined, 'static'])
    expect(refused).toBeGreaterThanOrEqual(6)
    expect(asked).toEqual([])
    // Without its policy it would.
    expect((await tried(text.replace('Content-Security-Policy', 'None'))).found).toEqual([1, 'fixed'])
    expect(asked.length).toBeGreaterThanOrEqual(3)
    server.closeAllConnections()
    server.close()
  })

  test('a cell of the confusion leads to its cases, without a script', async () => {
    const { page } = await open(fileOf('led', html((samples['digits'] as () => Run)())))
    const link = page.locator('.confusion a').nth(1)
    const target = (await link.getAttribute('href') as string).slice(1)
    await link.click()
    expect(await page.evaluate('location.hash')).toBe(`#${target}`)
    const box = await page.locator(`#${target}`).boundingBox()
    expect(box !== null && box.y >= 0 && box.y < 900).toBe(true)
    await page.close()
  })

  test('a training: its page says what its file, its receipt and its held back rows say', async () => {
    const { run, receipt, rows } = await trained(join(room, 'run.jsonl'))
    const { page } = await open(fileOf('trained', html(run)))
    const { cells } = await page.evaluate(look) as Found
    expect(cells.map((cell) => (cell === '·' ? 0 : Number(cell))).reduce((a, b) => a + b, 0)).toBe(rows)
    expect(await page.locator('#receipt').textContent()).toContain(receipt.final)
    const last = numberText(run.steps.at(-1)?.loss as number)
    expect(await page.locator('#curves figure svg desc').first().textContent()).toMatch(new RegExp(`step: 24 values, the last ${last.replace('.', '\\.')}(;|$)`))
    const hits = run.results[0]?.outcome.kind === 'classes' ? Math.round((run.results[0].figures['accuracy'] as number) * rows) : NaN
    expect(await page.locator('#verdict .verdict').textContent()).toContain(`Correctly classifies ${hits} of ${rows} cases`)
    expect(await page.locator('#cases img').count()).toBeGreaterThan(10)
    expect(await page.evaluate(`[...document.querySelectorAll('#cases img')].every((image) => image.complete && image.naturalWidth === 28)`)).toBe(true)
    await page.close()
  })
})
