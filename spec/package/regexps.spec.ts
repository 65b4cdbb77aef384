/** Every regular expression of the sources, on long texts that are made for it to go wrong: none takes quadratic time. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'
import { describe, expect, it } from 'vitest'
import { pieces, words } from '../../src/dataset/text/pieces.js'
import { superlinear } from '../linear.js'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const files = readdirSync(src, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.ts')).sort()

interface Found { readonly file: string; readonly pattern: string; readonly flags: string }

/** What a tree has of literals, and in which files expressions are made from texts. */
const found: Found[] = []
const made = new Set<string>()
const walk = (file: string, node: unknown): void => {
  if (Array.isArray(node)) return node.forEach((child) => walk(file, child))
  if (typeof node !== 'object' || node === null) return
  const { type, regex, name } = node as { readonly type?: string; readonly regex?: Omit<Found, 'file'>; readonly name?: string }
  if (type === 'Literal' && regex !== undefined && regex !== null) found.push({ file, pattern: regex.pattern, flags: regex.flags })
  if (type === 'Identifier' && name === 'RegExp') made.add(file)
  Object.values(node).forEach((child) => walk(file, child))
}
for (const file of files) walk(file, parseAst(readFileSync(`${src}${file}`, 'utf8'), { lang: 'ts' }))

// Characters and words that expressions are about, their own ones among them.
const common = ['a', '1', ' ', '\t', '\n', '(', ')', ':', '.', '@', '/', '\'', '"', '%', '0', '-', '\r\n', 'é', '\ud800', '\0']
const pairs = [':1', '1.', '.1', 'a.', '\'a', ' \n', 'at ', '(:1:1', '1 path=', '\n1 path=a', 'aWeights', '%41', 'e1', '#a', 'async ']
const ends = ['', 'x', '\n', '!', ':1:1', 'Weights!']
const own = (pattern: string): readonly string[] =>
  [...new Set(pattern.match(/[A-Za-z0-9]{2,}|\\.|[^\\()[\]{}*+?^$|]/g) ?? [])].map((part) => (part.startsWith('\\') ? part.slice(1) : part))
const texts = (pattern: string): readonly ((n: number) => string)[] =>
  [...common, ...pairs, ...own(pattern)].flatMap((unit) => ends.flatMap((end) => ['', 'at ', '+'].map((begin) =>
    (n: number) => begin + unit.repeat(Math.ceil(n / unit.length)) + end)))

describe('the regular expressions of the sources', () => {
  it('are found', () => expect(found.length).toBeGreaterThan(10))

  it.each(found)('$file: $pattern', ({ pattern, flags }) => {
    for (const text of texts(pattern)) {
      const slow = superlinear((n) => {
        const [regex, whole] = [new RegExp(pattern, flags), text(n)]
        return () => whole.replace(regex, '')
      }, 4000)
      expect(slow, JSON.stringify(text(12))).toBeUndefined()
    }
  })

  // Those that are put together from texts are tried by what they do.
  const makers: Readonly<Record<string, readonly ((text: string) => unknown)[]>> = { 'dataset/text/pieces.ts': [pieces, words] }
  it('are literals, or known', () => expect([...made].filter((file) => makers[file] === undefined)).toEqual([]))
  it.each(Object.entries(makers).flatMap(([file, all]) => all.map((make) => [file, make] as const)))('%s: %o', (_, make) => {
    for (const text of texts('')) {
      expect(superlinear((n) => {
        const whole = text(n)
        return () => make(whole)
      }, 4000), JSON.stringify(text(12))).toBeUndefined()
    }
  })

  it('would be found out if they were quadratic', () => {
    const odd = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
    expect(superlinear((n) => { const text = `${'1'.repeat(n)}x`; return () => odd.test(text) }, 3000)).toBeDefined()
  })
})
