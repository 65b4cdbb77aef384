/**
 * Nothing in the package may depend on the engine, the clock or chance: of `Math` only what the language defines to the
 * bit, no `**`, no `Date`, no `performance`. Programs that the package writes as text are looked into as well.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'

const dist = fileURLToPath(new URL('../../dist/src/', import.meta.url))

const exact = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']
const constants = ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2']
const allowed: readonly unknown[] = [...exact, ...constants]
const banned = ['Date', 'performance', 'crypto']

interface Node { readonly type: string; readonly [key: string]: unknown }
const isNode = (u: unknown): u is Node => typeof u === 'object' && u !== null && 'type' in u && typeof u.type === 'string'
const name = (u: unknown): unknown => (isNode(u) && u.type === 'Identifier' ? u['name'] : undefined)

/** Text that may be a program: what it says of `Math`, and powers. */
const inText = (text: unknown): readonly string[] =>
  typeof text !== 'string' ? [] : [
    ...[...text.matchAll(/\bMath\.(\w+)/g)].filter(([, of]) => !allowed.includes(of)).map(([found]) => found),
    ...(/\w\s*\*\*\s*\w/.test(text) ? ['**'] : []),
  ]

/** What a node itself does wrong. */
const own = (node: Node): readonly string[] => {
  const { type, object, property, computed, operator, value, quasis } = node
  if (type === 'MemberExpression' && name(object) === 'Math') return computed === false && allowed.includes(name(property)) ? [] : [`Math.${String(name(property))}`]
  if (type === 'Identifier' && banned.includes(String(node['name']))) return [String(node['name'])]
  if ((type === 'BinaryExpression' || type === 'AssignmentExpression') && String(operator).startsWith('**')) return ['**']
  if (type === 'Literal') return inText(value)
  if (type === 'TemplateLiteral') return (quasis as readonly { readonly value: { readonly raw: string } }[]).flatMap((quasi) => inText(quasi.value.raw))
  return []
}

/** Everything below a node; `Math` itself only counts where it is not asked for a member. */
const offences = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(offences)
  if (!isNode(node)) return []
  const children = node.type === 'MemberExpression' && node['computed'] === false
    ? [name(node['object']) === 'Math' ? undefined : node['object']]
    : node.type === 'Property' && node['computed'] === false ? [node['value']] : Object.values(node)
  return [...own(node), ...(name(node) === 'Math' ? ['Math'] : []), ...children.flatMap(offences)]
}

const check = (source: string): readonly string[] => offences(parseAst(source))

describe('arithmetic of the package', () => {
  it.each(readdirSync(dist, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.js')).sort())('%s', (file) => {
    expect(check(readFileSync(`${dist}${file}`, 'utf8'))).toEqual([])
  })

  it.each([
    ['Math.exp(1)', 'Math.exp'], ['x ** 2', '**'], ['x **= 2', '**'], ['Math["sin"](1)', 'Math.undefined'], ['const { log } = Math', 'Math'],
    ['Date.now()', 'Date'], ['performance.now()', 'performance'], ['Math.random()', 'Math.random'], ['`(x) => Math.tanh(${y})`', 'Math.tanh'], ['"a ** b"', '**'],
  ])('would find %s', (source, offence) => {
    expect(check(source)).toContain(offence)
  })

  it('lets exact operations and members of these names be', () => {
    expect(check('Math.fround(Math.sqrt(x)); a.Date; ({ performance: 1 }); "Math.fround(a * b)"')).toEqual([])
  })
})
