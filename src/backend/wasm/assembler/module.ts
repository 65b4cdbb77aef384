/** A module: functions over one imported memory, as the bytes that an engine compiles. */
import { typeCode, local, unsigned, type Bytes, type Local, type Statement, type ValueType } from './code.js'

/** A function with i32 parameters and no result. */
export interface Function {
  readonly parameters: number
  readonly locals: readonly ValueType[]
  readonly body: Statement
}

/** Gives a new local at each call. */
export type Fresh = <T extends ValueType>(type: T) => Local<T>

/** A function written with its parameters and a source of locals. */
export const define = (parameters: number, write: (fresh: Fresh, parameters: readonly Local<'i32'>[]) => Statement): Function => {
  const locals: ValueType[] = []
  const fresh: Fresh = (type) => local(type, parameters + locals.push(type) - 1)
  const body = write(fresh, Array.from({ length: parameters }, (_, i) => local('i32', i)))
  return { parameters, locals, body }
}

/** Where the memory and the function that is called while thread 0 waits are imported from, and the name of the exported one. */
export const names = { module: 'tenfold', memory: 'memory', wait: 'wait', run: 'run' } as const

/** Pages that a memory has at most: 4 GiB. */
export const mostPages = 65536

/** What a module imports. */
export interface Imports {
  /** The memory, in pages of 64 KiB: at least so many. */
  readonly pages: number
  readonly shared: boolean
  /** Whether function 0 is an imported one, without parameters; the module's own follow it. */
  readonly waits?: boolean
}

/** Bytes of which some lie in a row already. */
type Tree = readonly (number | Tree | Uint8Array)[]

const flat = (bytes: Tree): Uint8Array<ArrayBuffer> => {
  let [out, n] = [new Uint8Array(512), 0]
  const grow = (more: number): void => {
    const larger = new Uint8Array(2 * (n + more))
    larger.set(out)
    out = larger
  }
  // Trees are large and walked while nothing is compiled yet: a plain loop is quickest then.
  const append = (list: Tree): void => {
    for (let i = 0; i < list.length; i++) {
      const b = list[i]!
      if (typeof b === 'number') {
        if (n === out.length) grow(1)
        out[n++] = b
      } else if (b instanceof Uint8Array) {
        if (n + b.length > out.length) grow(b.length)
        out.set(b, n)
        n += b.length
      } else append(b)
    }
  }
  append(bytes)
  return out.slice(0, n)
}

const text = (s: string): Bytes => [unsigned(s.length), [...s].map((c) => c.charCodeAt(0))]
const vector = (items: Tree): Tree => [unsigned(items.length), items]
const sized = (bytes: Tree): Tree => {
  const content = flat(bytes)
  return [unsigned(content.length), content]
}
const section = (id: number, content: Tree): Tree => [id, sized(content)]

/** Runs of equal types, as a function declares them. */
const declared = (locals: readonly ValueType[]): Tree => {
  const runs: { count: number; readonly type: ValueType }[] = []
  for (const type of locals) {
    const last = runs.at(-1)
    if (last?.type === type) last.count++
    else runs.push({ count: 1, type })
  }
  return vector(runs.map(({ count, type }) => [unsigned(count), typeCode[type]]))
}

/** The bytes of a function's body: functions with equal ones do the same. */
export const bodyOf = ({ locals, body }: Function): Uint8Array<ArrayBuffer> => flat(sized([declared(locals), body.bytes, 0x0b]))

/** A function as a module holds it; profilers show its name. */
export interface Encoded {
  readonly name: string
  readonly parameters: number
  readonly body: Uint8Array<ArrayBuffer>
}

/** A module of functions; the last is exported. */
export const encode = (functions: readonly Encoded[], { pages, shared, waits = false }: Imports): Uint8Array<ArrayBuffer> => {
  const own = waits ? 1 : 0
  const counts = [...new Set([...(waits ? [0] : []), ...functions.map((f) => f.parameters)])]
  const limits: Bytes = shared ? [3, unsigned(pages), unsigned(mostPages)] : [0, unsigned(pages)]
  return flat([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector(counts.map((n) => [0x60, vector(Array.from({ length: n }, () => [typeCode.i32])), 0]))),
    section(2, vector([
      [text(names.module), text(names.memory), 2, limits],
      ...(waits ? [[text(names.module), text(names.wait), 0, unsigned(counts.indexOf(0))]] : []),
    ])),
    section(3, vector(functions.map((f) => unsigned(counts.indexOf(f.parameters))))),
    section(7, vector([[text(names.run), 0, unsigned(own + functions.length - 1)]])),
    section(10, vector(functions.map((f) => f.body))),
    section(0, [text('name'), 1, sized(vector(functions.map(({ name }, i) => [unsigned(own + i), text(name)])))]),
  ])
}
