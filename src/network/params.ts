/**
 * Parameters by place. Those of a network are a tuple with an entry for each layer that has some. Where a part has a name, they
 * are a record: a named entry has its name, any other the number of its place.
 */
import { fail } from '../shape/error.js'
import { misnamed } from '../tensor/form.js'

declare const label: unique symbol

/** An entry with a name, among the types of a network's parameters: of the compiler alone. */
export interface Named<K extends string, Q> {
  readonly [label]: K
  readonly params: Q
}

/** The parameters that these entries are: by name where they have one, else by place. */
export type NamedParams<E extends readonly unknown[]> = {
  readonly [I in keyof E & `${number}` as E[I] extends Named<infer K, unknown> ? K : I]: E[I] extends Named<string, infer Q> ? Q : E[I]
}

/** The entries that parameters are made of. */
export type Entries<P> =
  P extends readonly unknown[] ? P : P extends NamedParams<infer E> ? E : never

type HasName<A extends readonly unknown[]> = [Extract<A[number], Named<string, unknown>>] extends [never] ? false : true

/** Parameters with more entries. */
export type Append<P, A extends readonly unknown[]> =
  P extends readonly unknown[]
    ? HasName<A> extends true ? NamedParams<readonly [...P, ...A]> : readonly [...P, ...A]
    : P extends NamedParams<infer E> ? NamedParams<readonly [...E, ...A]> : never

/** A sentence about a name that two entries have, or that an entry has beside names that are taken; of others nothing. */
export type Twice<E extends readonly unknown[], Taken = never> = HasName<E> extends true ? SameName<E, Taken> : never
type SameName<E extends readonly unknown[], Taken> =
  E extends readonly [infer F, ...infer T]
    ? F extends Named<infer K, unknown>
      ? [K] extends [Taken] ? TwiceText<K> : SameName<T, Taken | K>
      : SameName<T, Taken>
    : never
type TwiceText<K extends string> = `named needs a name that no other part beside it has, received ${K}`
const twiceText = (name: string): string => `named needs a name that no other part beside it has, received ${name}`

/** The names among parameters. */
export type NamesIn<P> = P extends readonly unknown[] ? never : keyof P

/** A part of a network whose parameters have a name. Its layers hold the same object, so that two parts of one name are two. */
export interface Part {
  readonly name: string
}

/** A layer as far as its parameters' place goes: the named parts that it is in, from the outermost on. */
export interface Owner {
  readonly name: string
  readonly parts?: readonly Part[]
}

/** Where the parameters of some owners are: those of one owner, by its number, or entries. */
type Place = number | Entry[]
interface Entry {
  readonly key: string
  readonly named: boolean
  readonly place: Place
}

/** The entries that the owners from `start` to `stop` make, inside of parts to this depth. */
const entriesOf = (owners: readonly Owner[], start: number, stop: number, depth: number): Entry[] => {
  const entries: Entry[] = []
  for (let i = start; i < stop;) {
    const part = owners[i]?.parts?.[depth]
    if (part === undefined) {
      entries.push({ key: String(entries.length), named: false, place: i++ })
      continue
    }
    let end = i
    while (end < stop && owners[end]?.parts?.[depth] === part) end++
    const inner = entriesOf(owners, i, end, depth + 1)
    const [first] = inner as [Entry]
    if (entries.some(({ key }) => key === part.name)) {
      const [expected, message] = ['a name that no other part beside it has', twiceText(part.name)]
      fail('named', { argument: 'name', expected, received: part.name, message })
    }
    // A part with one record is that record.
    entries.push({ key: part.name, named: true, place: inner.length === 1 && !first.named ? first.place : inner })
    i = end
  }
  return entries
}

/** That no two parts beside each other have one name. */
export const expectPlaces = (owners: readonly Owner[]): void => {
  entriesOf(owners, 0, owners.length, 0)
}

const isNamed = (entries: readonly Entry[]): boolean => entries.some(({ named }) => named)

const gathered = (place: Place, values: readonly unknown[]): unknown => {
  if (typeof place === 'number') return values[place]
  const made = place.map((entry): readonly [string, unknown] => [entry.key, gathered(entry.place, values)])
  return isNamed(place) ? Object.fromEntries(made) : made.map(([, value]) => value)
}

/** The parameters of a network, from those of each layer that has some. */
export const gatherParams = (owners: readonly Owner[], values: readonly unknown[]): unknown =>
  gathered(entriesOf(owners, 0, owners.length, 0), values)

/** The names of the owners in an entry. */
const ownersIn = (place: Place, owners: readonly Owner[]): readonly string[] =>
  typeof place === 'number' ? [owners[place]?.name ?? ''] : place.flatMap((entry) => ownersIn(entry.place, owners))

/** What is wrong with parameters for these entries, if anything. */
const complaint = (argument: string, entries: readonly Entry[], owners: readonly Owner[], given: unknown): string | undefined => {
  if (isNamed(entries)) return misnamed(argument, entries.map(({ key }) => key), given)
  if (Array.isArray(given) && given.length === entries.length) return undefined
  const layers = entries.map(({ place }) => ownersIn(place, owners).join(', ')).join(', ')
  const received = Array.isArray(given) ? `there are ${given.length}` : 'they are no list'
  return `${argument} should be a record for each of ${entries.length} layers (${layers}), but ${received}`
}

const spread = (place: Place, owners: readonly Owner[], given: unknown, argument: string, values: unknown[]): void => {
  if (typeof place === 'number') values[place] = given
  else {
    const message = complaint(argument, place, owners, given)
    if (message !== undefined)
      fail('apply', { argument, expected: 'parameters of this network', received: Array.isArray(given) ? given.length : given, message })
    const entries = given as Readonly<Record<string, unknown>>
    for (const entry of place) spread(entry.place, owners, entries[entry.key], `${argument}.${entry.key}`, values)
  }
}

/** The parameters of each layer that has some, from those of the network; others than its own are an error. */
export const spreadParams = (owners: readonly Owner[], params: unknown): readonly unknown[] => {
  // By place, not by identity: a network may hold one layer value twice, with parameters for each.
  const values: unknown[] = []
  spread(entriesOf(owners, 0, owners.length, 0), owners, params, 'params', values)
  return values
}
