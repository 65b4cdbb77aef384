/**
 * Gives every value of a program its place in one arena. Space is reused by lifetime; `reshape` moves nothing; a `map`, or a
 * group of maps, may overwrite operands that die there; what is carried from run to run stays where it is.
 */
import { bytesOf } from './elements.js'
import { lastUses } from './lifetime.js'
import type { Grouped } from './grouped.js'
import { overwritable } from './overwrite.js'
import type { TensorType } from './primitive.js'
import { count, typesOf, type Id, type Program } from './program.js'

/** A copy at the end of a run: a result to where its carried input is. */
export interface Move {
  readonly from: Id
  readonly to: Id
}

/** The places of a program's values in one arena. */
export interface Plan {
  /** The byte at which each value begins, by number. */
  readonly offsets: readonly number[]
  /** The size of the arena: the peak of what is alive at once. */
  readonly bytes: number
  /** What is not yet in its place when the last instruction has run. */
  readonly moves: readonly Move[]
}

/** Places begin at multiples of this and end there: four elements of any type may be read and written at a time. */
const alignment = 32

export const byteLength = ({ shape, dtype }: TensorType): number => count(shape) * bytesOf[dtype]
/** Whether element i of one is where element i of the other is. */
const sameRoom = (a: TensorType, b: TensorType): boolean =>
  count(a.shape) === count(b.shape) && bytesOf[a.dtype] === bytesOf[b.dtype]
const room = (type: TensorType): number => Math.max(alignment, Math.ceil(byteLength(type) / alignment) * alignment)

/** Which value's place each value uses: its own, unless it is another form of the same bytes. */
const roots = (
  program: Program<Grouped>, carried: number, types: readonly TensorType[], last: readonly number[],
  overwrites: (primitive: Grouped) => readonly number[],
): readonly Id[] => {
  const root: Id[] = program.inputs.map((_, id) => id)
  const constant = new Set<Id>()
  /** The last use of a place: the latest of all values that share it. */
  const until = [...last]
  const share = (id: Id, with_: Id): void => {
    root[id] = with_
    until[with_] = Math.max(until[with_] as number, until[id] as number)
  }
  const slots = new Map(program.results.slice(0, carried).map((id, slot) => [id, slot]))
  program.instructions.forEach(({ primitive, operands, first, types: made }, at) => {
    for (let i = 0; i < made.length; i++) root[first + i] = first + i
    if (primitive.kind === 'constant') constant.add(first)
    if (primitive.kind === 'reshape') share(first, root[operands[0] as Id] as Id)
    const allowed = overwrites(primitive)
    if (allowed.length === 0) return
    const places = operands.map((id) => root[id] as Id)
    const isKept = (place: Id): boolean => allowed.length < operands.length && places.some((p, i) => p === place && !allowed.includes(i))
    const dying = allowed.map((i) => places[i] as Id).filter((place) => until[place] === at && !constant.has(place) && !isKept(place))
    if (dying.length === 0) return
    const taken: Id[] = []
    for (let id = first; id < first + made.length; id++) {
      // A carried place may only be taken by the result that belongs there; it is kept free for it.
      const slot = slots.get(id)
      const fits = (place: Id): boolean => !taken.includes(place) && sameRoom(types[place] as TensorType, types[id] as TensorType)
      const place = dying.find((p) => p === slot && fits(p)) ?? dying.find((p) => p >= carried && slot === undefined && fits(p))
      if (place === undefined) continue
      taken.push(place)
      share(id, place)
    }
  })
  return root
}

/** A free stretch of the arena. */
interface Gap {
  at: number
  size: number
}

/** The stretches of the arena; the smallest gap that fits is taken, of equal ones the first. */
const arena = () => {
  /** By place; no two of them touch. */
  const free: Gap[] = []
  let end = 0
  /** How many gaps are before a place. */
  const before = (at: number): number => {
    let [low, high] = [0, free.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (free[middle]!.at < at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    size: () => end,
    take: (size: number): number => {
      let best = -1
      for (let i = 0; i < free.length; i++) {
        const gap = free[i]!.size
        if (gap >= size && (best < 0 || gap < free[best]!.size)) best = i
      }
      if (best >= 0) {
        const gap = free[best]!
        const { at } = gap
        if (gap.size === size) free.splice(best, 1)
        else [gap.at, gap.size] = [at + size, gap.size - size]
        return at
      }
      const tail = free.at(-1)
      const at = tail !== undefined && tail.at + tail.size === end ? tail.at : end
      if (at !== end) free.pop()
      end = at + size
      return at
    },
    release: (at: number, size: number): void => {
      const i = before(at)
      const [left, right] = [free[i - 1], free[i]]
      const joinsLeft = left !== undefined && left.at + left.size === at
      const joinsRight = right !== undefined && at + size === right.at
      if (joinsLeft) left.size += size + (joinsRight ? right.size : 0)
      else if (joinsRight) [right.at, right.size] = [at, size + right.size]
      else free.splice(i, 0, { at, size })
      if (joinsLeft && joinsRight) free.splice(i, 1)
    },
  }
}

/** The plan of a program whose first `carried` inputs are its first `carried` results of the run before. */
export const plan = (program: Program<Grouped>, carried = 0): Plan =>
  planned(program, carried, overwritable)

/** The plan, given which of their operands instructions may write over. */
export const planned = (program: Program<Grouped>, carried: number, overwrites: (primitive: Grouped) => readonly number[]): Plan => {
  const types = typesOf(program)
  const last = lastUses(program)
  const root = roots(program, carried, types, last, overwrites)
  /** The last use of a place, by the value whose own it is. */
  const until: number[] = []
  root.forEach((r, id) => { until[r] = Math.max(until[r] ?? -1, last[id] as number) })
  const space = arena()
  const offsets: number[] = []
  const place = (id: Id): void => {
    offsets[id] = root[id] === id ? space.take(room(types[id] as TensorType)) : (offsets[root[id] as Id] as number)
  }
  program.inputs.forEach((_, id) => place(id))
  // Constants stay for all runs, and so do carried inputs.
  const lasting = new Set<Id>(program.inputs.slice(0, carried).map((_, id) => id))
  for (const { primitive, first } of program.instructions) if (primitive.kind === 'constant') { lasting.add(first); place(first) }
  program.instructions.forEach(({ primitive, operands, first, types: made }, at) => {
    const dead: Id[] = []
    const end = (id: Id): void => {
      const r = root[id] as Id
      if (until[r] === at && !lasting.has(r) && !dead.includes(r)) dead.push(r)
    }
    if (primitive.kind !== 'constant') for (let i = 0; i < made.length; i++) place(first + i)
    operands.forEach(end)
    for (let i = 0; i < made.length; i++) end(first + i)
    for (const r of dead) space.release(offsets[r] as number, room(types[r] as TensorType))
  })
  const moves = program.results.slice(0, carried).flatMap((from, to) => {
    const stays = offsets[from] === offsets[to] && byteLength(types[from] as TensorType) > 0
    return stays ? [] : [{ from, to }]
  })
  return { offsets, bytes: space.size(), moves }
}
