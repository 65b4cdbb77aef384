/**
 * The walk: from one valid call of a function, the calls with each argument left out, of every other kind, and with options that
 * it does not have. Each has to end in a `TenfoldError` (thrown, rejected or in a `Left`) that names an argument, or in a result
 * where the row says that this kind is valid too. The engine's own errors are never right.
 */
import { TenfoldError, tensor } from '../../src/index.js'

/** What stands in the place of an argument. */
export const kinds = {
  undefined: () => undefined,
  null: () => null,
  number: () => 3,
  nan: () => NaN,
  string: () => 'text',
  boolean: () => true,
  list: () => [],
  record: () => ({}),
  function: () => () => undefined,
  tensor: () => tensor.of([2, 3], [1, 2, 3, 4, 5, 6]),
} satisfies Readonly<Record<string, () => unknown>>
export type KindName = keyof typeof kinds

/** Of one kind with the valid argument, and perhaps still wrong: an error or a result, and never the engine's error. */
const neighbours: Readonly<Partial<Record<KindName, readonly unknown[]>>> = {
  number: [-1, 0.5, 0, Infinity],
  list: [[], [[]], ['text'], [null], [-1], [0.5], [{}]],
  record: [{}],
  function: [() => undefined, () => null, () => 3],
  tensor: [tensor.of([2, 3], [1, 2, 3, 4, 5, 6]), tensor.scalar(1), tensor.zeros([0]), tensor.of([2], [0, 1], 'i32'), tensor.of([1], [1], 'bool')],
  string: ['', 'text'],
}

/** A valid argument, and what else may stand in its place. */
class Also {
  readonly value: unknown
  readonly valid: ReadonlySet<string>
  constructor(value: unknown, valid: ReadonlySet<string>) {
    this.value = value
    this.valid = valid
  }
}
/** An argument in whose place these kinds are valid, too. */
export const also = (value: unknown, ...valid: readonly KindName[]): Also => new Also(value, new Set(valid))
/** An argument of any kind. */
export const any = (value: unknown): Also => new Also(value, new Set(Object.keys(kinds)))
/** An argument that may be left out. */
export const optional = (value: unknown, ...valid: readonly KindName[]): Also => also(value, 'undefined', ...valid)

/** A record whose fields are arguments of their own; `closed` ones take no other fields. */
class Fields {
  readonly fields: Readonly<Record<string, unknown>>
  readonly closed: boolean
  readonly valid: ReadonlySet<string>
  constructor(fields: Readonly<Record<string, unknown>>, closed: boolean, valid: ReadonlySet<string>) {
    this.fields = fields
    this.closed = closed
    this.valid = valid
  }
}
/** Options, all of them given; `needed` ones must not be left out. */
export const options = (fields: Readonly<Record<string, unknown>>, ...needed: readonly string[]): Fields =>
  new Fields(
    Object.fromEntries(Object.entries(fields).map(([name, value]) =>
      [name, needed.includes(name) || value instanceof Also ? value : optional(value)])),
    true,
    new Set(needed.length === 0 ? ['undefined', 'record'] : []),
  )
/** A record of data: its fields are walked, others than these are free. */
export const data = (fields: Readonly<Record<string, unknown>>): Fields => new Fields(fields, false, new Set())

/** The valid argument itself. */
export const plain = (argument: unknown): unknown =>
  argument instanceof Also ? plain(argument.value)
  : Array.isArray(argument) ? argument.map(plain)
  : argument instanceof Fields ? Object.fromEntries(Object.entries(argument.fields).map(([name, field]) => [name, plain(field)]))
  : argument

const kindOf = (value: unknown): KindName =>
  value === null ? 'null'
  : Array.isArray(value) || ArrayBuffer.isView(value) ? 'list'
  : tensor.codec.is(value) ? 'tensor'
  : typeof value === 'object' ? 'record'
  : typeof value as KindName

/** A wrong argument: what it is, whether a result may come of it, and what the message has to hold, if anything. */
interface Wrong {
  readonly title: string
  readonly value: unknown
  readonly mayPass: boolean
  readonly says?: string
}

const swapped = (name: string): string =>
  (name.length < 6 ? `${name}${name.at(-1)}` : `${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}`)

/** What may be wrong with an argument. */
const wrongs = (argument: unknown): readonly Wrong[] => {
  if (argument instanceof Also) {
    return wrongs(argument.value).map((wrong) => {
      const kind = Number.isNaN(wrong.value) ? 'nan' : kindOf(wrong.value)
      return argument.valid.has(kind) && !wrong.title.startsWith('.') ? { ...wrong, mayPass: true } : wrong
    })
  }
  const value = plain(argument)
  const own = kindOf(value)
  const others = Object.entries(kinds).filter(([name]) => name !== own).map(([name, make]): Wrong =>
    ({ title: name, value: make(), mayPass: argument instanceof Fields && argument.valid.has(name) }))
  const like = (neighbours[own] ?? []).map((other): Wrong => ({ title: `another ${own}`, value: other, mayPass: true }))
  if (Array.isArray(argument)) {
    // Of lists of records the first is walked.
    const [first, ...rest] = argument
    const inside = first instanceof Fields
      ? wrongs(first).map((wrong): Wrong => ({ ...wrong, title: `[0]${wrong.title}`, value: [wrong.value, ...rest.map(plain)] })) : []
    return [...others, ...like, ...inside]
  }
  if (!(argument instanceof Fields)) return [...others, ...like]
  const record = value as Readonly<Record<string, unknown>>
  const fields = Object.entries(argument.fields)
  const inside = fields.flatMap(([name, field]) => wrongs(field).map((wrong): Wrong =>
    ({ ...wrong, title: `.${name} ${wrong.title}`, value: { ...record, [name]: wrong.value } })))
  const misspelt = !argument.closed ? [] : [
    { title: '.unknwon', value: { ...record, unknwon: 1 }, mayPass: false, says: 'unknwon' },
    ...fields.map(([name]): Wrong => {
      const { [name]: given, ...rest } = record
      const others = fields.map(([other]) => other)
      const slip = others.includes(swapped(name)) ? `${name}x` : swapped(name)
      return { title: `.${slip}`, value: { ...rest, [slip]: given }, mayPass: false, says: `did you mean "${name}"` }
    }),
  ]
  return [...others, ...like, ...inside, ...misspelt]
}

/** Valid arguments, call by call, and what is done with the result. */
export interface Row {
  readonly calls: readonly (readonly unknown[])[]
  readonly use?: (result: any) => unknown
  /** Of a file that is not there: the valid call is an error that says so. */
  readonly missing?: true
}
export type Rows<N> = { readonly [K in keyof N as N[K] extends (...args: never[]) => unknown ? K : never]: Row | readonly (readonly unknown[])[] }

export const rowOf = (row: Row | readonly (readonly unknown[])[]): Row => ('calls' in row ? row : { calls: row })

const isLeft = (u: unknown): u is { readonly left: unknown } => typeof u === 'object' && u !== null && (u as { _tag?: unknown })._tag === 'Left'

/** Calls, and waits for tasks and promises; a `Left` is thrown. */
const settle = async (f: unknown, calls: readonly (readonly unknown[])[], use: Row['use']): Promise<unknown> => {
  let result: unknown = f
  for (const args of calls) result = (result as (...args: readonly unknown[]) => unknown)(...args)
  let used = use === undefined ? result : use(result)
  if (typeof used === 'object' && used !== null && typeof (used as { then?: unknown }).then === 'function') used = await used
  if (isLeft(used)) throw Array.isArray(used.left) ? new TenfoldError('codec', { argument: 'u', expected: '', received: 0 }) : used.left
  return used
}

const complaint = (error: unknown, says: string | undefined): string | undefined => {
  if (!(error instanceof TenfoldError)) return `${error instanceof Error ? `${error.name}: ${error.message}${process.env['STACK'] ? error.stack : ''}` : String(error)}`
  if (!/\S \S/.test(error.message)) return `says nothing: ${error.message}`
  return says === undefined || error.message.includes(says) ? undefined : `says "${error.message}" instead of ${says}`
}

/** What is wrong with a function's answers to wrong calls: a line each. */
export const faults = async (f: unknown, row: Row): Promise<readonly string[]> => {
  const engine: { prepareStackTrace?: unknown } = Error
  const { prepareStackTrace } = engine
  // Stacks of some thousand errors, mapped to their sources, would take nearly all of the time.
  engine.prepareStackTrace = () => ''
  try {
    return await walk(f, row)
  } finally {
    engine.prepareStackTrace = prepareStackTrace
  }
}

const walk = async (f: unknown, row: Row): Promise<readonly string[]> => {
  const calls = row.calls.map((args) => args.map(plain))
  const found: string[] = []
  try {
    await settle(f, calls, row.use)
  } catch (error) {
    if (row.missing !== true || !(error instanceof TenfoldError)) return [`the valid call fails: ${error instanceof Error ? error.stack : String(error)}`]
  }
  for (const [level, args] of row.calls.entries()) {
    for (const [i, argument] of args.entries()) {
      for (const { title, value, mayPass, says } of wrongs(argument)) {
        const changed = calls.map((list, l) => (l === level ? list.with(i, value) : list))
        const place = `call ${level + 1}, argument ${i + 1} ${title}`
        try {
          await settle(f, changed, row.use)
          if (!mayPass) found.push(`${place}: passes`)
        } catch (error) {
          const wrong = complaint(error, says)
          if (wrong !== undefined) found.push(`${place}: ${wrong}`)
        }
      }
    }
  }
  return found
}
