/**
 * Elements of HTML and SVG as values. Texts are escaped where they become part of an element, so a text from data never becomes
 * markup; the result is well-formed XML, too.
 */
const markup = Symbol('markup')

/** Elements that were made by `element`; nothing that comes from data is taken for one. */
export interface Markup {
  readonly [markup]: string
}

/** What an element holds: texts, which are escaped, numbers, elements, and lists of these; `undefined` and `false` are nothing. */
export type Child = string | number | Markup | undefined | false | readonly Child[]

/** Attributes by name; `undefined` and `false` leave one out. Styles go into the page's one style sheet, whose hash it names. */
export interface Attributes {
  readonly style?: never
  readonly [name: string]: string | number | boolean | undefined
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Control characters, those that turn the direction of what follows, lone surrogates, and what is no character. */
const unreadable = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]|\p{Surrogate}/gu

/**
 * A text as it stands in an element or between the quotes of an attribute.
 *
 * @example
 * escaped('"><script>') // '&quot;&gt;&lt;script&gt;'
 */
export const escaped = (text: string): string =>
  text.replace(unreadable, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] as string)

const isMarkup = (child: object): child is Markup => markup in child

/** What is written of children. */
export const written = (child: Child): string =>
  child === undefined || child === false ? ''
  : typeof child === 'string' ? escaped(child)
  : typeof child === 'number' ? escaped(String(child))
  : isMarkup(child) ? child[markup]
  : child.map(written).join('')

/** Elements without an end tag. */
const empty = new Set(['br', 'circle', 'col', 'image', 'img', 'line', 'meta', 'path', 'rect'])

/**
 * An element of HTML or SVG.
 *
 * @example
 * written(element('p', { class: 'note' }, 'a < b', element('br'), ['c', 1])) // '<p class="note">a &lt; b<br/>c1</p>'
 */
export const element = (name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup => {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === false ? [] : [` ${key}="${value === true ? '' : escaped(String(value))}"`]).join('')
  return { [markup]: empty.has(name) && children.length === 0 ? `<${name}${said}/>` : `<${name}${said}>${written(children)}</${name}>` }
}

/** A style sheet of this package, in which nothing is escaped: it holds no text from data. */
export const styleSheet = (rules: string): Markup => ({ [markup]: `<style>${rules}</style>` })
