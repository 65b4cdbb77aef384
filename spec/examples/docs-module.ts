/** The examples of one source file as a module that the compiler can check and Node can run. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './program.js'
import { examplesOf, type Example, type Statement } from './docs-extract.js'
import { exportsOf, type Export } from './docs-exports.js'
import { expectation, type Expectation } from './docs-expect.js'

/** What an example says that only running it can tell. */
export interface Claim {
  readonly line: number
  readonly expected: Expectation | { readonly kind: 'printed'; readonly text: string }
}

/** An example with what it claims, numbered as in its function. */
export interface Case {
  readonly name: string
  readonly line: number
  readonly claims: readonly Claim[]
  /** Comments that are neither values, types nor prose. */
  readonly unread: readonly string[]
}

export interface Module {
  /** The source file, from the root. */
  readonly file: string
  readonly name: string
  readonly text: string
  /** The source line of each of its lines, 0 for its own. */
  readonly lines: readonly number[]
  readonly cases: readonly Case[]
}

const source = join(root, 'src')
const index = join(source, 'index.ts')

/** What the package's entries are made of. */
const entries: Readonly<Record<string, string>> = Object.fromEntries(Object.entries({
  tenfold: 'index', 'tenfold/csv': 'dataset/csv', 'tenfold/datasets': 'dataset/known/index', 'tenfold/parquet': 'dataset/parquet',
  'tenfold/report': 'report/page/index', 'tenfold/stablehlo': 'stablehlo/index', 'tenfold/xla': 'xla/index',
}).map(([name, file]) => [name, join(source, `${file}.js`)]))

/** Short names beside those of the package itself. */
const short = ['tensor as t', 'network as n', 'differentiable as d']

/** The index of the namespace that a file belongs to, the nearest one above it. */
const namespaceOf = (file: string): string | undefined => {
  const nearest = (folder: string): string | undefined =>
    !folder.startsWith(join(source, '/')) ? undefined
    : existsSync(join(folder, 'index.ts')) ? join(folder, 'index.ts')
    : nearest(dirname(folder))
  return nearest(dirname(file))
}

const imported = ({ name, kind }: Export): string => (kind === 'type' ? `type ${name}` : name)

/** Imports for a file's examples: the package, what the file exports, what its namespace does; the first one of a name wins. */
const prelude = (file: string, folder: string, taken: ReadonlySet<string>): readonly string[] => {
  const known = new Set(taken)
  const fresh = (items: readonly Export[]): readonly Export[] =>
    items.filter(({ name }) => !known.has(name) && known.add(name).size > 0)
  const line = (items: readonly string[], from: string): string =>
    `import { ${items.join(', ')} } from '${relative(folder, from).replace(/\.ts$/, '.js')}'`
  const namespace = namespaceOf(file)
  const shortNames = short.filter((item) => !taken.has(item.slice(-1)))
  return [
    line([...fresh(exportsOf(index)).map(imported), ...shortNames], index),
    ...(file.endsWith('.ts') ? [line(fresh(exportsOf(file)).map(imported), file)] : []),
    ...(namespace === undefined ? [] : [line(fresh(exportsOf(namespace)).map(imported), namespace)]),
    'type $Same<A, B> =',
    '  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : { expected: B; actual: A }',
    'type $SameOutput<A, S> = A extends { readonly output: infer O; readonly layers: unknown } ? $Same<O, S> : true',
    'type $Value = (claim: number, value: unknown) => void',
    'type $Thrown = (claim: number, f: () => unknown) => void',
    'interface $Run { readonly value: $Value; readonly thrown: $Thrown }',
    'interface $Printer { readonly log: (text: string) => void }',
  ]
}

const isImport = ({ lines: [first = ''] }: Statement): boolean => first.startsWith('import ')
const shapeLike = /^\[[\d, ]*\]$/

interface Checked {
  readonly lines: readonly string[]
  readonly expected?: Claim['expected']
  readonly unread?: string
}

/** The statement with its checks behind it, on as many lines. */
const checked = ({ line, lines, comment }: Statement, claim: number): Checked => {
  const whole = lines.join('\n')
  const said = comment.join(' ')
  if (comment.length === 0) return { lines }
  if (whole.startsWith('console.log(')) {
    const expected = { kind: 'printed', text: comment.join('\n') } as const
    return { lines: `${whole}; $.value(${claim}, undefined)`.split('\n'), expected }
  }
  const [, type] = /^type (\w+) = /.exec(whole) ?? []
  if (type !== undefined) return { lines: `${whole}; true satisfies $Same<${type}, ${said}>`.split('\n') }
  const expected = expectation(said)
  if (expected === undefined) return { lines, unread: said }
  if (expected.kind === 'prose') return { lines }
  // Of several names it would not be clear which one is meant.
  if (/^const [[{]/.test(whole)) return { lines, unread: said }
  const [, constant] = /^const (\w+)(?:: [^=]+)? = /.exec(whole) ?? []
  const [before, name] = constant === undefined ? [`const $${line} = ${whole}`, `$${line}`] : [whole, constant]
  const after = (check: string): readonly string[] => `${before}; ${check}`.split('\n')
  if (expected.kind === 'type') return { lines: after(`true satisfies $Same<typeof ${name}, ${expected.type}>`) }
  if (expected.kind === 'throws') return { lines: `$.thrown(${claim}, () => ${whole})`.split('\n'), expected }
  const output = shapeLike.test(said) ? `; true satisfies $SameOutput<typeof ${name}, readonly ${said}>` : ''
  return { lines: after(`$.value(${claim}, ${name})${output}`), expected }
}

/** A line of the module with the source line that it comes from. */
type Line = readonly [text: string, from: number]

const functionOf = ({ line, statements }: Example): { readonly lines: readonly Line[]; readonly made: Case } => {
  const body: Line[] = []
  const claims: Claim[] = []
  const unread: string[] = []
  for (const statement of statements.filter((s) => !isImport(s))) {
    const { lines, expected, unread: odd } = checked(statement, claims.length)
    body.push(...lines.map((text, i): Line => [`  ${i === 0 ? ';' : ''}${text}`, statement.line + i]))
    if (expected !== undefined) claims.push({ line: statement.line, expected })
    if (odd !== undefined) unread.push(odd)
  }
  const name = `example${line}`
  const head: Line = [`export const ${name} = async ($: $Run, console: $Printer): Promise<void> => {`, line]
  return { lines: [head, ...body, ['}', line]], made: { name, line, claims, unread } }
}

/** Names that import statements bring. */
const bound = (text: string): readonly string[] =>
  [...text.replace(/ from .*/, '').matchAll(/\w+(?=\s*(?:,|\}|$))/g)].map(([name]) => name)

/** The module of a file's examples, or of others from it, to lie in `folder`; `undefined` where there are none. */
export const moduleOf = (file: string, folder: string, examples = examplesOf(readFileSync(file, 'utf8'))): Module | undefined => {
  if (examples.length === 0) return undefined
  const moved = (text: string): string =>
    text.replace(/ from '(\..*|tenfold(?:\/\w+)?)'/, (_, path: string) =>
      ` from '${relative(folder, entries[path] ?? join(dirname(file), path))}'`)
  const written = examples.flatMap(({ statements }) => statements.filter(isImport).map((s) => s.lines.join(' ')))
  const imports = [...new Set(written)].map(moved)
  const functions = examples.map(functionOf)
  const lines: readonly Line[] = [
    ...[...imports, ...prelude(file, folder, new Set(imports.flatMap(bound)))].map((text): Line => [text, 0]),
    ...functions.flatMap((f) => f.lines),
  ]
  const from = relative(root, file)
  return {
    file: from,
    name: from.replace(/^src\//, '').replace(/\.ts$/, '').replaceAll('/', '.'),
    text: `${lines.map(([text]) => text).join('\n')}\n`,
    lines: lines.map(([, at]) => at),
    cases: functions.map(({ made }) => made),
  }
}
