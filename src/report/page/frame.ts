/** One document that holds all that it shows: no script, nothing loaded from anywhere, one style sheet that it names by its hash. */
import { sha256 } from '../../receipt/sha256.js'
import { element, styleSheet, written, type Child, type Markup } from './markup.js'
import { numberText } from './number.js'
import type { Section } from './section.js'
import { pageRules } from './style.js'

/** What stands above the sections. */
export interface Heading {
  readonly title: string
  /** A line below the title. */
  readonly lead?: string | undefined
}

/** A page has no more bytes than that. */
export const mostBytes = 1_000_000

/** Bytes of a hash in base64, from its hexadecimal digits. */
const base64 = (digits: string): string =>
  btoa((digits.match(/../g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join(''))

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** What the page may load: images that are in it, and its own style sheet. */
const policyFor = (rules: string): string =>
  `default-src 'none'; style-src 'sha256-${base64(sha256([new TextEncoder().encode(rules)]))}'; img-src data:; base-uri 'none'; form-action 'none'`

const sectionOf = ({ id, title, body }: Section): Markup =>
  element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, title), body)

/** A part of a page that leaves no room for others: its place is kept, and says so. */
const leftOut = (section: Section, bytes: number): Section =>
  ({ ...section, body: element('p', { class: 'note' }, `This part takes ${numberText(bytes)} bytes and was left out, to keep the page below ${numberText(mostBytes)}.`) })

/** Sections that take no more than so many bytes: the largest ones are left out. */
const fitting = (sections: readonly Section[], most: number): readonly Section[] => {
  const sizes = sections.map((section) => bytesOf(written(sectionOf(section))))
  if (sizes.reduce((a, b) => a + b, 0) <= most) return sections
  const largest = sizes.indexOf(Math.max(...sizes))
  const smaller = leftOut(sections[largest] as Section, sizes[largest] as number)
  // The sentence itself is never left out.
  return bytesOf(written(sectionOf(smaller))) >= (sizes[largest] as number) ? sections : fitting(sections.with(largest, smaller), most)
}

/** A region that scrolls by itself where it is wider than the page; a keyboard reaches it. */
export const scrolling = (label: string, child: Child, more = ''): Markup =>
  element('div', { class: `scroll${more}`, tabindex: 0, role: 'region', 'aria-label': label }, child)

/** Links to what was left out lead to the sentence that says so. */
const relinked = (text: string, left: readonly string[]): string =>
  text.replace(/ href="#([^"]*)"/g, (link, target: string) => {
    const id = left.find((name) => target.startsWith(`${name}-`))
    return id === undefined ? link : ` href="#${id}"`
  })

/** The document with these sections. */
export const page = ({ title, lead }: Heading, sections: readonly Section[]): string => {
  const rules = pageRules()
  const fit = fitting(sections, mostBytes - 4 * bytesOf(title) - bytesOf(rules) - 20_000)
  const left = sections.filter((section, i) => section !== fit[i]).map(({ id }) => id)
  return relinked(`<!DOCTYPE html>\n${written(element('html', { lang: 'en' },
    element('head', {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policyFor(rules) }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', {}, title),
      styleSheet(rules)),
    element('body', {},
      element('header', {},
        element('h1', {}, title),
        lead !== undefined && element('p', { class: 'lead' }, lead),
        fit.length > 1 && element('nav', { 'aria-label': 'Parts of the page' },
          element('ul', {}, fit.map((section) => element('li', {}, element('a', { href: `#${section.id}` }, section.title)))))),
      element('main', {}, fit.map(sectionOf)))))}\n`, left)
}
