/**
 * What the comment behind a statement says.
 *
 *     [1, 2.5], 'text', { a: 1 }   the value, numbers to the digits printed; `…` stands for more of the same
 *     Right: value, Left: message  the value of an Either
 *     TenfoldError: message        what is thrown
 *     Tensor<readonly [2]>         the type
 *     lower-case words             for the reader alone, as is what follows a value and a comma or a colon
 */
export type Literal =
  | { readonly kind: 'number'; readonly value: number; readonly slack: number }
  | { readonly kind: 'string' | 'word'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Literal[]; readonly open: boolean }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [name: string, value: Literal])[]; readonly open: boolean }

export type Expectation =
  | { readonly kind: 'value'; readonly value: Literal }
  | { readonly kind: 'right'; readonly value: Literal | undefined }
  | { readonly kind: 'left'; readonly message: string | undefined }
  | { readonly kind: 'throws'; readonly name: string; readonly message: string }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'prose' }

type Read<A> = readonly [value: A, rest: string] | undefined

/** Half a unit of the last digit, where there is a point or an exponent; whole numbers are exact. */
const slackOf = (text: string): number => {
  const [, , fraction, exponent] = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? []
  if (fraction === undefined && exponent === undefined) return 0
  return 0.5 * 10 ** (Number(exponent ?? 0) - (fraction ?? '').length) * (1 + 1e-9)
}

interface Listed<A> {
  readonly items: readonly A[]
  /** Whether `…` stands at the end. */
  readonly open: boolean
}

const listed = <A>(close: string, text: string, item: (text: string) => Read<A>): Read<Listed<A>> => {
  const items: A[] = []
  let rest = text.trimStart()
  while (!rest.startsWith(close)) {
    if (rest.startsWith('…')) {
      const end = rest.slice(1).trimStart()
      return end.startsWith(close) ? [{ items, open: true }, end.slice(1)] : undefined
    }
    const read = item(rest)
    if (read === undefined) return undefined
    items.push(read[0])
    rest = read[1].trimStart()
    if (rest.startsWith(',')) rest = rest.slice(1).trimStart()
    else if (!rest.startsWith(close)) return undefined
  }
  return [{ items, open: false }, rest.slice(1)]
}

const field = (text: string): Read<readonly [string, Literal]> => {
  const [head, name] = /^['"]?([\w.-]+)['"]?: /.exec(text) ?? []
  const read = head === undefined ? undefined : literal(text.slice(head.length))
  return read && [[name as string, read[0]], read[1]]
}

const literal = (text: string): Read<Literal> => {
  const [number] = /^-?(\d+(\.\d+)?(e[+-]?\d+)?|Infinity)/i.exec(text) ?? /^NaN\b/.exec(text) ?? []
  if (number !== undefined) return [{ kind: 'number', value: Number(number), slack: slackOf(number) }, text.slice(number.length)]
  const [word] = /^(true|false|null|undefined)\b/.exec(text) ?? []
  if (word !== undefined) return [{ kind: 'word', value: word }, text.slice(word.length)]
  const [quoted, , inner] = /^(['"`])((?:\\.|(?!\1).)*)\1/.exec(text) ?? []
  if (quoted !== undefined) {
    const value = (inner as string).replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')
    return [{ kind: 'string', value }, text.slice(quoted.length)]
  }
  if (text.startsWith('[')) {
    const read = listed(']', text.slice(1), literal)
    return read && [{ kind: 'list', ...read[0] }, read[1]]
  }
  if (text.startsWith('{')) {
    const read = listed('}', text.slice(1), field)
    return read && [{ kind: 'record', fields: read[0].items, open: read[0].open }, read[1]]
  }
  return undefined
}

/** A value, perhaps with words after it. */
const valueOf = (text: string): Literal | undefined => {
  const read = literal(text)
  return read !== undefined && /^($|[,:] \S)/.test(read[1]) ? read[0] : undefined
}

/** What is expected, or `undefined` where the comment is none of these. */
export const expectation = (text: string): Expectation | undefined => {
  const value = valueOf(text)
  if (value !== undefined) return { kind: 'value', value }
  const [, name, message] = /^([A-Z]\w*Error): (.+)$/.exec(text) ?? []
  if (name !== undefined) return { kind: 'throws', name, message: message as string }
  const [, either, said] = /^(right|left|Right|Left)(?:: (.+))?$/.exec(text) ?? []
  if (either === 'Left' || either === 'left') return { kind: 'left', message: said }
  if (either !== undefined) {
    const inner = said === undefined ? undefined : valueOf(said)
    return said === undefined || inner !== undefined || /^[a-z]/.test(said) ? { kind: 'right', value: inner } : undefined
  }
  if (/^(readonly \[|[A-Z]\w*(<|$))/.test(text)) return { kind: 'type', type: text }
  return /^[a-z]/.test(text) ? { kind: 'prose' } : undefined
}
