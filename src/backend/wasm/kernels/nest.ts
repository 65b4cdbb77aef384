/** Loops within loops, each with a pointer for every operand that moves. */
import type { Loop } from '../../../program/view.js'
import { control, i32, nothing, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'

/**
 * Runs `body` `count` times, `count` being at least 1; each pointer moves by its step after each. A known number is not counted:
 * there a pointer that moves comes to its end, which takes one register less than to have both, and `left` says nothing.
 */
export const repeat = (
  fresh: Fresh, count: I32 | number, pointers: readonly I32[], steps: readonly number[],
  body: (pointers: readonly I32[], left: I32) => Statement,
): Statement => {
  const left = fresh('i32')
  const places = steps.map((step) => (step === 0 ? undefined : fresh('i32')))
  const known = typeof count === 'number'
  const first = known ? places.findIndex((place) => place !== undefined) : -1
  const walked = places[first]
  const moved = (i: number): I32 => i32.add(places[i]!.get, i32.const(steps[i]!))
  const begin = pointers.map((p, i) => places[i]?.set(p) ?? nothing)
  const move = places.map((place, i) => (i === first ? undefined : place?.set(moved(i))) ?? nothing)
  const loop = (again: I32): Statement =>
    control.doWhile(sequence(body(pointers.map((p, i) => places[i]?.get ?? p), left.get), ...move), again)
  return known && walked !== undefined
    ? sequence(...begin, left.set(i32.add(walked.get, i32.const(count * steps[first]!))), loop(i32.ne(walked.tee(moved(first)), left.get)))
    : sequence(left.set(known ? i32.const(count) : count), ...begin, loop(left.tee(i32.sub(left.get, i32.const(1)))))
}

/** The same for `count` loops that may be none. */
export const repeatSome = (
  fresh: Fresh, count: I32, pointers: readonly I32[], steps: readonly number[], body: (pointers: readonly I32[], left: I32) => Statement,
): Statement => {
  const n = fresh('i32')
  return sequence(n.set(count), control.if(n.get, repeat(fresh, n.get, pointers, steps, body)))
}

/** Every place of some loops; `scales` says how many bytes a stride of 1 is, for each pointer. */
export const forEach = (
  fresh: Fresh, loops: readonly Loop[], pointers: readonly I32[], scales: readonly number[], body: (pointers: readonly I32[]) => Statement,
): Statement => {
  const [loop, ...inner] = loops
  if (loop === undefined) return body(pointers)
  if (loop.size === 0) return sequence()
  if (loop.size === 1) return forEach(fresh, inner, pointers, scales, body)
  return repeat(fresh, loop.size, pointers, loop.strides.map((s, i) => s * (scales[i] as number)),
    (at) => forEach(fresh, inner, at, scales, body))
}

/** The same from `from` to `to` of the outermost loop. */
export const forRange = (
  fresh: Fresh, loops: readonly Loop[], pointers: readonly I32[], scales: readonly number[], from: I32, to: I32,
  body: (pointers: readonly I32[]) => Statement,
): Statement => {
  const [loop, ...inner] = loops
  // Nothing to share out: whoever has the first part does it.
  if (loop === undefined) return control.if(i32.ltU(from, to), body(pointers))
  const steps = loop.strides.map((s, i) => s * (scales[i] as number))
  const begun = pointers.map((p, i) => (steps[i] === 0 ? p : i32.add(p, i32.mul(from, i32.const(steps[i] as number)))))
  return repeatSome(fresh, i32.sub(to, from), begun, steps, (at) => forEach(fresh, inner, at, scales, body))
}

/** The smaller of a number and a known one. */
export const least = (a: I32, b: number): I32 => i32.select(i32.ltU(a, i32.const(b)), a, i32.const(b))

/** How many parts the outermost loop has. */
export const unitsOf = (loops: readonly Loop[]): number => loops[0]?.size ?? 1
