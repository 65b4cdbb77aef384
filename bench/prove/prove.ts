/** A function that claims to be one of those, tried on many inputs: how many of its values are not the nearest f32. */
import type { Backend } from '../../src/backend/backend.js'
import type { Elements } from '../../src/program/elements.js'
import type { Scalar } from '../../src/program/scalar.js'
import { rounded, type Name } from './exact/functions.js'
import { f32 } from './exact/nearest.js'
import { undecided } from './judge.js'
import { answering, judging } from './program.js'
import type { Sample } from './sample.js'

/** An input whose value is not the nearest f32. */
export interface Misrounded {
  readonly x: number
  readonly value: number
  readonly nearest: number
}

export interface Verdict {
  readonly name: string
  readonly inputs: number
  readonly misrounded: number
  /** The first few of them. */
  readonly examples: readonly Misrounded[]
  /** The inputs that the rounding test left to exact arithmetic. */
  readonly hard: readonly number[]
}

/** Examples that are kept. */
const few = 8

/** An input of a run whose value is wrong, or left open by the rounding test. */
interface Suspect {
  readonly x: number
  readonly value: number
  readonly open: boolean
}
type Step = (done: number, of: number) => void

/** What exact arithmetic says of the suspects of every run. A reference that it contradicts is an error. */
const verdict = (name: Name, { firsts, size }: Sample, suspects: (first: number) => readonly Suspect[], step: Step): Verdict => {
  const [examples, hard]: [Misrounded[], number[]] = [[], []]
  let misrounded = 0
  firsts.forEach((first, i) => {
    for (const { x, value, open } of suspects(first)) {
      if (open) hard.push(x)
      else if (examples.length === few) { misrounded++; continue }
      const nearest = rounded(name, x, f32)
      const isRight = Object.is(value, nearest)
      if (!open && isRight) throw new Error(`${name}(${x}): the reference does not agree with exact arithmetic`)
      if (isRight) continue
      misrounded++
      if (examples.length < few) examples.push({ x, value, nearest })
    }
    step(i + 1, firsts.length)
  })
  return { name, inputs: firsts.length * size, misrounded, examples, hard }
}

/** Places of flags that are not 0, found by the sums of their rows. */
const raised = (flags: Elements, sums: Elements): readonly number[] => {
  const width = flags.length / sums.length
  const rows = [...sums.keys()].filter((r) => sums[r] !== 0)
  return rows.flatMap((r) => Array.from({ length: width }, (_, i) => r * width + i).filter((i) => flags[i] !== 0))
}

/** Tries a function of scalars that claims to be the named one; `step` is called after each of so many runs. */
export const prove = (name: Name, f: (x: Scalar) => Scalar, backend: Backend, sample: Sample, step: Step = () => {}): Verdict => {
  const run = judging(name, f, backend, sample)
  return verdict(name, sample, (first) => {
    const [values, flags, sums] = run(first) as readonly [Elements, Elements, Elements]
    return raised(flags, sums).map((i) =>
      ({ x: f32.number(BigInt(first + i * sample.stride)), value: values[i] as number, open: flags[i] === undecided }))
  }, step)
}

/** The engine's own functions; it has no error function, and no 2ˣ or 1/√x. */
export const engine: Readonly<Partial<Record<Name, (x: number) => number>>> = {
  exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, tanh: Math.tanh, sin: Math.sin, cos: Math.cos,
  tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, sinh: Math.sinh, cosh: Math.cosh, asinh: Math.asinh,
  acosh: Math.acosh, atanh: Math.atanh, log2: Math.log2, log10: Math.log10, cbrt: Math.cbrt,
}

/** Tries a function of numbers, rounded to f32. */
export const proveNumbers = (
  name: Name, f: (x: number) => number, backend: Backend, sample: Sample, step: Step = () => {},
): Verdict => {
  const run = answering(name, backend, sample)
  const bits = new Uint32Array(sample.size)
  const inputs = new Float32Array(bits.buffer)
  return verdict(name, sample, (first) => {
    const [nearest, unsure] = run(first) as readonly [Elements, Elements]
    const suspects: Suspect[] = []
    for (let i = 0; i < sample.size; i++) {
      bits[i] = first + i * sample.stride
      const x = inputs[i] as number
      const value = Math.fround(f(x))
      if (unsure[i] !== 0 || !Object.is(value, nearest[i])) suspects.push({ x, value, open: unsure[i] !== 0 })
    }
    return suspects
  }, step)
}
