/** Properties of every text that a compiler accepts, checked line by line. */

/** `%1: tensor<2xf32>, %2: tensor<f32>` as names and types. */
const declared = (list: string): readonly (readonly [name: string, type: string])[] =>
  [...list.matchAll(/(%\w+): (tensor<[^>]*>)/g)].map(([, name, type]) => [name!, type!])

const typesIn = (list: string): readonly string[] => [...list.matchAll(/tensor<[^>]*>/g)].map(([type]) => type)

interface Signature {
  readonly parameters: readonly string[]
  readonly results: readonly string[]
}

/**
 * Complaints of a module: names that are used before they are made or made twice, types that don't agree, calls of no function.
 */
export const complaints = (text: string): readonly string[] => {
  const wrong: string[] = []
  const lines = text.split('\n')
  const functions = new Map(lines.flatMap((line): readonly (readonly [string, Signature])[] => {
    const [, name, parameters = '', results = ''] = /^ {2}func\.func (?:public|private) (@\w+)\((.*)\) -> \((.*)\) \{$/.exec(line) ?? []
    return name === undefined ? [] : [[name, { parameters: declared(parameters).map(([, type]) => type), results: typesIn(results) }]]
  }))
  if (!functions.has('@main')) wrong.push('there is no main')
  /** Names by scope: what a region makes is not known behind it. */
  let scopes: Map<string, string>[] = []
  let here: Signature | undefined
  /** Operations whose regions are open: operands, results, and how deep they stand. */
  const open: { readonly line: string; readonly depth: number }[] = []
  const define = (name: string, type: string, line: string): void => {
    if (scopes.some((scope) => scope.has(name))) wrong.push(`${name} is made twice: ${line}`)
    scopes.at(-1)?.set(name, type)
  }
  const use = (names: readonly string[], types: readonly string[], line: string): void => {
    if (names.length !== types.length) wrong.push(`${names.length} operands of ${types.length} types: ${line}`)
    names.forEach((name, i) => {
      const made = scopes.findLast((scope) => scope.has(name))?.get(name)
      if (made !== types[i]) wrong.push(`${name} is ${made ?? 'not made'}, used as ${types[i]}: ${line}`)
    })
  }
  /** An operation without its regions, which have been read. */
  const operation = (head: string, tail: string): void => {
    const [, results = '', name = '', operands = ''] = /^\s*(?:(.*) = )?"([\w.]+)"\((.*?)\)/.exec(head) ?? []
    const [, from = '', to = ''] = /: \(([^()]*)\) -> (.*)$/.exec(tail) ?? []
    use(operands.match(/%\w+/g) ?? [], typesIn(from), head)
    if (name === 'func.return' && typesIn(from).join() !== here?.results.join()) wrong.push(`other results: ${head}`)
    if (name === 'func.call') {
      const callee = functions.get(/callee = (@\w+)/.exec(tail)?.[1] ?? '')
      if (callee === undefined || callee.parameters.join() !== typesIn(from).join() || callee.results.join() !== typesIn(to).join()) wrong.push(`no such function: ${head}`)
    }
    const made = results.match(/%\w+/g) ?? []
    if (made.length !== typesIn(to).length) wrong.push(`${made.length} results of ${typesIn(to).length} types: ${head}`)
    made.forEach((each, i) => define(each, typesIn(to)[i] ?? '', head))
  }
  for (const line of lines) {
    const head = /^ {2}func\.func \w+ (@\w+)\((.*)\) ->/.exec(line)
    if (head !== null) {
      here = functions.get(head[1]!)
      scopes = [new Map(declared(head[2]!))]
    } else if (/^\s*\^bb0/.test(line)) declared(line).forEach(([name, type]) => define(name, type, line))
    else if (/^\s*\}, \{$/.test(line)) scopes = [...scopes.slice(0, -1), new Map()]
    else if (line.trimEnd().endsWith('({')) {
      open.push({ line, depth: scopes.length })
      scopes.push(new Map())
    } else if (/^\s*\}\)/.test(line)) {
      const opened = open.pop()!
      scopes = scopes.slice(0, opened.depth)
      operation(opened.line, line)
    } else if (line.includes('"')) operation(line, line)
  }
  return wrong
}
