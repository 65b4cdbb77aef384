/**
 * Headers changed by their structure: what a header says in JSON as a tree of literals, which a mutation may make say anything,
 * and which is then printed with whatever blanks and escapes JSON allows, and some that it does not.
 */
import type { Draw } from './draw.js'

/** A literal as it is printed, a list, or members with their names as they are printed. */
export type Json = string | { readonly items: readonly Json[] } | { readonly members: readonly Member[] }
type Member = readonly [name: string, value: Json]

export const jsonOf = (value: unknown): Json =>
  Array.isArray(value) ? { items: value.map(jsonOf) }
  : typeof value === 'object' && value !== null
    ? { members: Object.entries(value).map(([name, child]): Member => [JSON.stringify(name), jsonOf(child)]) }
  : JSON.stringify(value)

const names = [
  '"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"', '"__metadata__"', '"dtype"', '"shape"', '"data_offsets"', '"tree"',
  '"format"', '""', '"0"', '"a.b"', '"größe"', '"\\u0061"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00x"', '"\\u0000"', '"\u0001"', '"\ufeff"', '"\\x"', '"',
  'name', `"${'n'.repeat(300)}"`,
]
const dtypes = [
  'F64', 'F32', 'I32', 'U32', 'BOOL', 'F16', 'BF16', 'I64', 'U64', 'I16', 'U16', 'I8', 'U8', 'F8_E4M3', 'F8_E5M2', 'F4', 'C64', 'f32', 'float32', 'constructor', '',
].map((name) => JSON.stringify(name))
const numbers = [
  '0', '1', '2', '3', '4', '8', '-1', '-0', '0.5', '1.0', '1e0', '1e2', '01', '+1', '0x1', 'NaN', 'Infinity', '1e400', '2147483648', '4294967295', '4294967296',
  '1152921504606846976', '9007199254740991', '9007199254740992', '9007199254740993', '9223372036854775807', '18446744073709551615',
  '18446744073709551616', '9'.repeat(400),
]
const others = ['null', 'true', 'false', '"1"', '[]', '{}', '[[]]', '{"a":1}', '"[1]"', '', '//', '[1', '}', `${'['.repeat(3000)}${']'.repeat(3000)}`]

/** A tree like one of these literals, mostly of the same kind. */
const literal = (was: string, draw: Draw): Json => {
  if (draw.below(6) === 0) return draw.pick([...numbers, ...dtypes, ...others])
  if (!/^-?\d+$/.test(was)) return draw.pick(dtypes.includes(was) ? dtypes : names)
  return draw.below(3) > 0 ? String(Number(was) + draw.pick([-8, -4, -1, 1, 4, 8])) : draw.pick(numbers)
}

/** The text inside a string in which JSON stands, changed like the rest. */
const inside = (text: string, draw: Draw): Json => {
  try {
    return JSON.stringify(print(mutate(jsonOf(JSON.parse(JSON.parse(text) as string)), draw), draw))
  } catch {
    return literal(text, draw)
  }
}

/** A list, or the members of an object, rearranged in one way; `odd` makes something that was not there. */
const rearranged = <A>(all: readonly A[], draw: Draw, odd: () => A, again: (a: A) => A): A[] => {
  const [i, j] = [draw.below(all.length), draw.below(all.length + 1)]
  const part = all.slice(i, i + 1)
  switch (draw.below(4)) {
    case 0: return all.toSpliced(i, 1)
    case 1: return all.toSpliced(i, 1).toSpliced(j, 0, ...part)
    case 2: return all.toSpliced(j, 0, ...part.map(again))
    default: return all.toSpliced(j, 0, odd())
  }
}

const scalar = (draw: Draw): Json => draw.pick([...numbers, ...names, ...others])
const tensor = (draw: Draw): Json => jsonOf({ dtype: draw.pick(['F32', 'BOOL']), shape: [0, draw.below(3)], data_offsets: draw.pick([[0, 0], [4, 4]]) })

/** The tree with one place changed: down three times out of four, where a leaf is changed or a branch rearranged. */
export const mutate = (node: Json, draw: Draw): Json => {
  if (typeof node === 'string') return /^"[[{]/.test(node) ? inside(node, draw) : literal(node, draw)
  const down = draw.below(4) > 0
  if ('items' in node) {
    const { items } = node
    const i = draw.below(items.length)
    const odd = (): Json => (draw.below(2) === 0 ? '1' : scalar(draw))
    return { items: down && items.length > 0 ? items.with(i, mutate(items[i] as Json, draw)) : rearranged(items, draw, odd, (item) => item) }
  }
  const { members } = node
  const i = draw.below(members.length)
  const [name, value] = members[i] ?? ['""', '""']
  if (!down || members.length === 0) {
    const odd = (): Member => [draw.pick(names), draw.below(3) === 0 ? tensor(draw) : draw.below(2) === 0 ? '"text"' : scalar(draw)]
    return { members: rearranged(members, draw, odd, ([again, same]): Member => [draw.below(2) === 0 ? again : draw.pick(names), same]) }
  }
  const renamed = (): Member => [draw.pick([...names, ...members.map(([other]) => other)]), value]
  return { members: members.with(i, draw.below(8) === 0 ? renamed() : [name, mutate(value, draw)]) }
}

/** Its text, sometimes with blanks between, sometimes with letters of names escaped. */
export const print = (root: Json, draw: Draw): string => {
  const [blanks, escapes] = [draw.below(8) === 0, draw.below(8) === 0]
  const blank = (): string => (blanks && draw.below(3) === 0 ? draw.pick([' ', '\n', '\t', '\r', '  ', '\u00a0', '\f', '/**/'].slice(0, draw.below(20) === 0 ? 8 : 5)) : '')
  const said = (text: string): string => (escapes && /^"[a-zA-Z]/.test(text) ? text.replace(/[a-zA-Z]/, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : text)
  const go = (node: Json): string =>
    typeof node === 'string' ? `${blank()}${said(node)}${blank()}`
    : 'items' in node ? `[${node.items.map(go).join(',')}]`
    : `{${node.members.map(([name, value]) => `${blank()}${said(name)}${blank()}:${go(value)}`).join(',')}}`
  return `${go(root)}${draw.below(6) === 0 ? draw.pick([' ', '     ', '\n', '\0', '{}', ',']) : ''}`
}
