/** A strict reader of elements: every tag is closed, attributes are quoted and named once, nothing but five entities stands for itself. */

export interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Node | string)[]
}

const meant: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decoded = (text: string): string => {
  if (/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`not escaped: ${text.slice(0, 80)}`)
  return text.replace(/&([^;]+);/g, (_, name: string) => meant[name] as string)
}

const attributesOf = (text: string): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  const rest = text.replace(/\s+([a-zA-Z][\w:-]*)="([^"]*)"/g, (_, name: string, value: string) => {
    if (Object.hasOwn(found, name)) throw new Error(`twice: ${name}`)
    found[name] = decoded(value)
    return ''
  })
  if (rest.trim() !== '') throw new Error(`not attributes: ${rest.slice(0, 80)}`)
  return found
}

/** The element that a text is; the rules of a style sheet are text as they stand. */
export const parse = (text: string): Node => {
  const root: (Node | string)[] = []
  const stack: { readonly name: string; readonly children: (Node | string)[] }[] = [{ name: '', children: root }]
  const here = (): (Node | string)[] => stack.at(-1)!.children
  const tag = /<(\/?)([a-zA-Z][\w]*)((?:\s+[a-zA-Z][\w:-]*="[^"]*")*)\s*(\/?)>/y
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('<', at)
    if (next !== at) {
      const raw = text.slice(at, next < 0 ? text.length : next)
      here().push(stack.at(-1)!.name === 'style' ? raw : decoded(raw))
      at = next < 0 ? text.length : next
      continue
    }
    tag.lastIndex = at
    const found = tag.exec(text)
    if (found === null) throw new Error(`no tag: ${text.slice(at, at + 80)}`)
    const [whole, closing, name, attributes, empty] = found as unknown as readonly [string, string, string, string, string]
    if (closing === '/') {
      if (stack.length === 1 || stack.pop()!.name !== name) throw new Error(`closes what is not open: ${whole}`)
    } else {
      const node = { name, attributes: attributesOf(attributes), children: [] }
      here().push(node)
      if (empty !== '/') stack.push(node)
    }
    at += whole.length
  }
  if (stack.length !== 1) throw new Error(`open: ${stack.at(-1)!.name}`)
  const nodes = root.filter((node) => typeof node !== 'string' || node.trim() !== '')
  if (nodes.length !== 1 || typeof nodes[0] === 'string') throw new Error('not one element')
  return nodes[0] as Node
}

/** The document of a page. */
export const parsePage = (text: string): Node => {
  if (!text.startsWith('<!DOCTYPE html>\n')) throw new Error('no doctype')
  return parse(text.slice('<!DOCTYPE html>\n'.length))
}

/** An element and all within it. */
export const within = (node: Node): readonly Node[] =>
  [node, ...node.children.flatMap((child) => (typeof child === 'string' ? [] : within(child)))]

/** What a reader sees: all but rules. */
export const textOf = (node: Node): string =>
  (node.name === 'style' ? '' : node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join(''))

/** All elements of a name. */
export const named = (node: Node, name: string): readonly Node[] => within(node).filter((inner) => inner.name === name)
export const ofClass = (node: Node, name: string): readonly Node[] =>
  within(node).filter(({ attributes }) => (attributes['class'] ?? '').split(' ').includes(name))
