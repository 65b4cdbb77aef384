/**
 * What would let the engine, the clock, chance or the place where it runs into a result. Found in the syntax tree of a source,
 * and in texts that may be programs themselves.
 */
import { parseAst } from 'rolldown/parseAst'

/** What ECMAScript defines to the last bit; everything else in `Math` is "implementation-approximated", or chance. */
const exact = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']
const constants = ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2']
export const allowed: readonly string[] = [...exact, ...constants]

/** Globals that differ from run to run or from place to place; `Math` has rules of its own. */
const globals = [
  'Date', 'Temporal', 'Intl', 'performance', 'crypto', 'eval', 'Function', 'require',
  'setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'requestIdleCallback',
]
/** Members of whatever object: clocks, chance, and the language of whoever sits there. */
const members = /^(toLocale\w*|localeCompare|getTimezoneOffset|hrtime|uptime|cpuUsage|resourceUsage|timeOrigin|timeStamp|getRandomValues|randomUUID|random(Bytes|Int))$/
/** Packages, and what is taken from Node: files, threads, and who runs. */
const modules = /^(\.{1,2}\/.*|fp-ts\/.*|io-ts(\/.*)?|d3-(array|format|scale|shape)|node:(fs\/promises|path|process|worker_threads|url)|(worker_threads))$/

interface Node { readonly type: string; readonly [key: string]: unknown }
const isNode = (u: unknown): u is Node => typeof u === 'object' && u !== null && 'type' in u && typeof u.type === 'string'

/** The name of an identifier, or what a literal says. */
const word = (u: unknown): string | undefined => {
  if (!isNode(u)) return undefined
  const said = u.type === 'Identifier' ? u['name'] : u.type === 'Literal' ? u['value'] : undefined
  return typeof said === 'string' ? said : undefined
}

const isBanned = (name: string): boolean => globals.includes(name) || members.test(name)

/** Text that may be a program. */
const inText = (text: string): readonly string[] => [
  ...[...text.matchAll(/\bMath\b(?:\.(\w+))?/g)].filter(([, of]) => of !== undefined && !allowed.includes(of)).map(([found]) => found),
  ...[...text.matchAll(/\bMath(?=[.[]$|\[)/g)].map(([found]) => found),
  ...[...text.matchAll(/\b(\w+)\b(?=\s*[.([]\w*)/g)].flatMap(([, name]) => (isBanned(name!) && name !== 'Function' ? [name!] : [])),
  ...(/[\w)\]]\s*\*\*=?\s*[\w(+-]/.test(text) ? ['**'] : []),
]

/** A name that is asked for: `x.name`, `x['name']`, `{ name } = x`. */
const asked = (name: string | undefined): readonly string[] => (name !== undefined && (name === 'Math' || isBanned(name)) ? [name] : [])

/** `thread`, where `x` is `thread.performance.eventLoopUtilization()`: idle for less than nothing is a thread that is gone, which no clock tells. */
const livingOf = (x: unknown): unknown => {
  const called = isNode(x) && x.type === 'CallExpression' ? x['callee'] : undefined
  const [asks, has] = [called, isNode(called) ? called['object'] : undefined].map((u) => (isNode(u) && u.type === 'MemberExpression' ? u : undefined))
  return word(asks?.['property']) === 'eventLoopUtilization' && word(has?.['property']) === 'performance' ? has?.['object'] : undefined
}

const imported = (source: unknown): readonly string[] => {
  const name = isNode(source) && source.type === 'Literal' ? word(source) : undefined
  return modules.test(name ?? '') ? [] : [`import ${name ?? '…'}`]
}

/** `const { createHash } = await import('node:crypto')`: a function of bytes alone, where the rest of that module is chance. */
const isHash = ({ id, init }: Node): boolean => {
  const properties = isNode(id) && id.type === 'ObjectPattern' ? (id['properties'] as readonly Node[]) : []
  const asked = isNode(init) && init.type === 'AwaitExpression' ? (init['argument'] as Node) : undefined
  return properties.length === 1 && word(properties[0]?.['key']) === 'createHash' && word(properties[0]?.['value']) === 'createHash'
    && asked?.type === 'ImportExpression' && word(asked['source']) === 'node:crypto'
}

/** What each kind of node does wrong by itself, and what below it is still to be looked into. */
const look = (node: Node): readonly [found: readonly string[], below: readonly unknown[]] => {
  const { type, object, property, computed, operator, value, key, source } = node
  const all = Object.values(node)
  switch (type) {
    case 'MemberExpression': {
      const name = computed === true && word(property) === undefined ? undefined : word(property)
      const living = name === 'idle' ? livingOf(object) : undefined
      if (living !== undefined) return [[], [living]]
      const literal = computed !== true || (isNode(property) && property.type === 'Literal')
      if (word(object) === 'Math') return [literal && allowed.includes(String(name)) ? [] : [`Math.${String(name)}`], literal ? [] : [property]]
      if (!literal) return [word(object) === 'globalThis' ? ['globalThis[…]'] : [], [object, property]]
      return [asked(name), [object]]
    }
    case 'VariableDeclarator':
      return [[], isHash(node) ? [] : all]
    case 'ObjectPattern':
      return [(node['properties'] as readonly Node[]).flatMap((p) => (p.type === 'Property' ? asked(word(p['key'])) : [])), all]
    case 'Property': case 'PropertyDefinition': case 'MethodDefinition':
      return [[], computed === true ? [key, value] : [value]]
    case 'Identifier': {
      const name = String(node['name'])
      return [name === 'Math' || globals.includes(name) ? [name] : [], []]
    }
    case 'BinaryExpression': case 'AssignmentExpression':
      return [String(operator).startsWith('**') ? ['**'] : [], all]
    case 'Literal':
      return [typeof value === 'string' ? inText(value) : [], []]
    case 'TemplateElement':
      return [inText((value as { readonly raw: string }).raw), []]
    case 'ImportDeclaration': case 'ExportNamedDeclaration': case 'ExportAllDeclaration':
      return [isNode(source) ? imported(source) : [], isNode(source) ? [] : all]
    case 'ImportExpression':
      return [imported(source), []]
    case 'CallExpression': {
      // As `process.getBuiltinModule('worker_threads')`.
      const callee = node['callee'] as Node
      const [first] = node['arguments'] as readonly unknown[]
      return [word(callee['property']) === 'getBuiltinModule' ? imported(first) : [], all]
    }
    default:
      // Types are gone when it runs; `x as T` holds an expression.
      return [[], type.startsWith('TS') ? [node['expression']] : all]
  }
}

const within = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(within)
  if (!isNode(node)) return []
  const [found, below] = look(node)
  return [...found, ...below.flatMap(within)]
}

/** All that a TypeScript source does wrong, by name. */
export const offences = (source: string): readonly string[] => within(parseAst(source, { lang: 'ts' }))
