/** A function that claims to be one of the eight, tried on many inputs: how many of its values are not the nearest f32. */
import type { Backend } from '../../src/backend/backend.js'
import type { Elements } from '../../src/program/elements.js'
import type { Scalar } from '../../src/program/scalar.js'
import { rounded, type Name } from './exact/functions.js'
import { f32 } from './exact/nearest.js'
import { wrong } from './judge.js'
import { judging } from './program.js'
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

/** Places of flags that are not 0, found by the sums of their rows. */
const raised = (flags: Elements, sums: Elements): readonly number[] => {
  const width = flags.length / sums.length
  const rows = [...sums.keys()].filter((r) => sums[r] !== 0)
  return rows.flatMap((r) => Array.from({ length: width }, (_, i) => r * width + i).filter((i) => flags[i] !== 0))
}

/** `step` is called after each of so many runs. A reference that exact arithmetic contradicts is an error. */
export const prove = (
  name: Name, f: (x: Scalar) => Scalar, backend: Backend, sample: Sample, step: (done: number, of: number) => void = () => {},
): Verdict => {
  const { firsts, size, stride } = sample
  const run = judging(name, f, backend, sample)
  const [examples, hard]: [Misrounded[], number[]] = [[], []]
  let misrounded = 0
  firsts.forEach((first, i) => {
    const [values, flags, sums] = run(first) as readonly [Elements, Elements, Elements]
    for (const at of raised(flags, sums)) {
      const isWrong = flags[at] === wrong
      const [x, value] = [f32.number(BigInt(first + at * stride)), values[at] as number]
      if (!isWrong) hard.push(x)
      else if (examples.length === few) { misrounded++; continue }
      const nearest = rounded(name, x, f32)
      const isRight = Object.is(value, nearest)
      if (isWrong && isRight) throw new Error(`${name}(${x}): the reference does not agree with exact arithmetic`)
      if (isRight) continue
      misrounded++
      if (examples.length < few) examples.push({ x, value, nearest })
    }
    step(i + 1, firsts.length)
  })
  return { name, inputs: firsts.length * size, misrounded, examples, hard }
}
